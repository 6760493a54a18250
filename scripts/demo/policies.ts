/** Bucket policies as owners write them: text, to the byte. */

interface Statement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  [field: string]: unknown;
}

const account = '000000000000';

/** What the service adds, but for its Sid: written down once more, to check the service by. */
export function tlsDeny(bucket: string): Statement {
  return {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}

export function rich(bucket: string): string {
  const bucketArn = `arn:aws:s3:::${bucket}`;
  const policy = {
    Id: 'shared-with-partners',
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'PartnerReads',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111122223333:root' },
        Action: ['s3:GetObject', 's3:GetObjectVersion'],
        Resource: `${bucketArn}/partners/*`,
      },
      {
        Sid: 'PartnerLists',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111122223333:root' },
        Action: 's3:ListBucket',
        Resource: bucketArn,
        Condition: { StringLike: { 's3:prefix': 'partners/*' } },
      },
      {
        Sid: 'AccessLogs',
        Effect: 'Allow',
        Principal: { Service: 'logging.s3.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: `${bucketArn}/logs/*`,
        Condition: { StringEquals: { 'aws:SourceAccount': account } },
      },
      {
        Sid: 'KeepTheLedger',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:DeleteObject*',
        Resource: `${bucketArn}/ledger/*`,
      },
      {
        Sid: 'NoForeignAcls',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:PutObjectAcl',
        Resource: `${bucketArn}/*`,
        Condition: { StringNotEquals: { 'aws:PrincipalAccount': account } },
      },
    ],
  };
  return JSON.stringify(policy, null, 4);
}

export function narrowDeny(bucket: string): string {
  return policyOf({
    ...tlsDeny(bucket),
    Sid: 'UploadsOverTls',
    Action: 's3:PutObject',
    Resource: `arn:aws:s3:::${bucket}/*`,
  });
}

/** One statement for the bucket, one for its objects, and neither as the service would write it. */
export function equivalentDeny(bucket: string): string {
  return policyOf(
    {
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: '*',
      Resource: `arn:aws:s3:::${bucket}/*`,
      Condition: { StringNotEquals: { 'aws:securetransport': 'true' } },
    },
    {
      Effect: 'Deny',
      Principal: '*',
      Action: ['s3:*'],
      Resource: [`arn:aws:s3:::${bucket}`],
      Condition: { BoolIfExists: { 'aws:SecureTransport': ['false'] } },
    },
  );
}

export function stale(bucket: string): string {
  return policyOf({
    Sid: 'ReportingReads',
    Effect: 'Allow',
    Principal: { AWS: 'AROAEXAMPLE4DELETEDROLE' },
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${bucket}/*`,
  });
}

export function publicRead(bucket: string): string {
  return policyOf({
    Sid: 'WebsiteAssets',
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${bucket}/*`,
  });
}

/** Asks for TLS as the service would, next to a statement of the owner's. */
export function compliantRead(bucket: string): string {
  return policyOf(
    {
      Sid: 'AuditLists',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111122223333:root' },
      Action: 's3:ListBucket',
      Resource: `arn:aws:s3:::${bucket}`,
    },
    { ...tlsDeny(bucket), Sid: 'TlsOnly' },
  );
}

function policyOf(...Statement: Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}
