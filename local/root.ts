/** The one account of the local AWS. */
export const account = '000000000000';

/** The Region that the service is deployed to. */
export const region = 'us-east-1';

/** The account's root: it passes every policy, so judge effects by IAM users or by nobody. */
export const rootCredentials = { accessKeyId: 'test', secretAccessKey: 'test' };
