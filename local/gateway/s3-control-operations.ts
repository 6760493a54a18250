/** What S3 Control has in front of its paths, where S3 has a bucket. */
const version = '/v20180820/';

const verbs: Record<string, string> = { GET: 'Get', PUT: 'Put', DELETE: 'Delete' };

/** Whether a path is S3 Control's, whose requests are signed for S3. */
export function isS3Control(path: string): boolean {
  return path.startsWith(version);
}

/**
 * What a request asks of S3 Control: for the account's public access block the name that CloudTrail has, since S3 has
 * calls on buckets by the API's names; else method and path.
 */
export function s3ControlOperation(method: string, path: string): string {
  const isBlock = path.replace(/\/$/, '') === `${version}configuration/publicAccessBlock`;
  return isBlock && verbs[method]
    ? `${verbs[method]}AccountPublicAccessBlock`
    : `${method} ${path}`;
}
