/** What S3 calls a piece of a bucket's configuration, by the query parameter that names it. */
const bucketParts: Record<string, string> = {
  abac: 'BucketAbac',
  accelerate: 'BucketAccelerateConfiguration',
  acl: 'BucketAcl',
  analytics: 'BucketAnalyticsConfiguration',
  cors: 'BucketCors',
  encryption: 'BucketEncryption',
  'intelligent-tiering': 'BucketIntelligentTieringConfiguration',
  inventory: 'BucketInventoryConfiguration',
  lifecycle: 'BucketLifecycleConfiguration',
  location: 'BucketLocation',
  logging: 'BucketLogging',
  metrics: 'BucketMetricsConfiguration',
  notification: 'BucketNotificationConfiguration',
  'object-lock': 'ObjectLockConfiguration',
  ownershipControls: 'BucketOwnershipControls',
  policy: 'BucketPolicy',
  policyStatus: 'BucketPolicyStatus',
  publicAccessBlock: 'PublicAccessBlock',
  replication: 'BucketReplication',
  requestPayment: 'BucketRequestPayment',
  tagging: 'BucketTagging',
  versioning: 'BucketVersioning',
  website: 'BucketWebsite',
};

const objectParts: Record<string, string> = {
  acl: 'ObjectAcl',
  attributes: 'ObjectAttributes',
  'legal-hold': 'ObjectLegalHold',
  retention: 'ObjectRetention',
  tagging: 'ObjectTagging',
};

const verbs: Record<string, string> = { GET: 'Get', PUT: 'Put', DELETE: 'Delete' };

/** Names that CloudTrail gives to calls, where they differ from the API's. */
const eventNames: Record<string, string> = {
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  DeletePublicAccessBlock: 'DeleteBucketPublicAccessBlock',
  PutBucketLifecycleConfiguration: 'PutBucketLifecycle',
  DeleteBucketLifecycleConfiguration: 'DeleteBucketLifecycle',
  PutBucketNotificationConfiguration: 'PutBucketNotification',
  PutObjectLockConfiguration: 'PutBucketObjectLockConfiguration',
};

/** Parts that S3 has no call to write, and parts that it has no call to delete. */
const onlyRead = ['location', 'policyStatus'];
const neverDeleted = [
  ...onlyRead,
  'abac',
  'accelerate',
  'acl',
  'logging',
  'notification',
  'object-lock',
  'requestPayment',
  'versioning',
];

/** The part of a bucket's configuration that a call reads or writes, or undefined. */
export function bucketPart(operation: string): { parameter: string; read: string } | undefined {
  const name = /^(?:Get|Put|Delete)(.+)$/.exec(operation)?.[1];
  const parameter = Object.keys(bucketParts).find((part) => bucketParts[part] === name);
  return parameter ? { parameter, read: `Get${name}` } : undefined;
}

export interface S3Target {
  bucket: string | null;
  key: string;
}

/** The bucket and key that a request names, in its path or, for `x.localhost`, in its host. */
export function s3Target(path: string, host = ''): S3Target {
  const inHost = /^([a-z0-9.-]+?)(?:\.s3)?\.localhost(?::\d+)?$/.exec(host)?.[1];
  const [first = '', ...rest] = path.slice(1).split('/');
  if (inHost) return { bucket: inHost, key: path.slice(1) };
  return { bucket: first || null, key: rest.join('/') };
}

/** The API name of an S3 request, such as GetPublicAccessBlock. */
export function s3Operation(method: string, target: S3Target, query: URLSearchParams): string {
  if (!target.bucket) return 'ListBuckets';
  return target.key ? objectOperation(method, query) : bucketOperation(method, query);
}

function bucketOperation(method: string, query: URLSearchParams): string {
  const part = Object.keys(bucketParts).find((name) => query.has(name));
  if (part && verbs[method]) return `${verbs[method]}${bucketParts[part]}`;
  if (method === 'PUT') return 'CreateBucket';
  if (method === 'DELETE') return 'DeleteBucket';
  if (method === 'HEAD') return 'HeadBucket';
  if (method === 'POST') return query.has('delete') ? 'DeleteObjects' : 'PostObject';
  if (query.has('uploads')) return 'ListMultipartUploads';
  if (query.has('versions')) return 'ListObjectVersions';
  return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
}

function objectOperation(method: string, query: URLSearchParams): string {
  const part = Object.keys(objectParts).find((name) => query.has(name));
  if (part && verbs[method]) return `${verbs[method]}${objectParts[part]}`;
  if (query.has('uploads')) return 'CreateMultipartUpload';
  if (query.has('uploadId')) {
    const names: Record<string, string> = {
      GET: 'ListParts',
      PUT: 'UploadPart',
      POST: 'CompleteMultipartUpload',
      DELETE: 'AbortMultipartUpload',
    };
    return names[method] ?? method;
  }
  return method === 'HEAD' ? 'HeadObject' : `${verbs[method] ?? 'Post'}Object`;
}

/**
 * The CloudTrail event name of a call that changes a bucket, or undefined where it makes no
 * management event that writes: reads and calls on objects.
 */
export function managementEventName(operation: string): string | undefined {
  const changesBucket =
    operation === 'CreateBucket' || operation === 'DeleteBucket' || changesPart(operation);
  return changesBucket ? (eventNames[operation] ?? operation) : undefined;
}

function changesPart(operation: string): boolean {
  const part = bucketPart(operation)?.parameter;
  if (part === undefined || operation.startsWith('Get')) return false;
  return !(operation.startsWith('Put') ? onlyRead : neverDeleted).includes(part);
}
