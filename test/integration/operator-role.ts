/** Name of the role that the settings of the tests let send to the work queues. */
export const OPERATOR_NAME = 'on-call';

/** Its ARN in the local account. */
export const OPERATOR = `arn:aws:iam::000000000000:role/${OPERATOR_NAME}`;
