import { type Bucket, bucketArn, objectsArn } from '../../model/resource.ts';
import type { PolicyDocument } from './document.ts';

/** A statement to write, as it is printed. */
export type StatementJson = Readonly<Record<string, unknown>> & { readonly Sid: string };

/**
 * The canonical TLS-only statement for a bucket: `DenyInsecureTransport`, with a number behind it
 * where a statement of the document already has that Sid.
 */
export function tlsOnlyStatement(
  bucket: Pick<Bucket, 'name' | 'partition'>,
  document?: PolicyDocument,
): StatementJson {
  return {
    Sid: freeSid('DenyInsecureTransport', document),
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [bucketArn(bucket), objectsArn(bucket)],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}

function freeSid(wanted: string, document: PolicyDocument | undefined): string {
  const taken = new Set(document?.statements.map(({ sid }) => sid));
  let sid = wanted;
  for (let number = 2; taken.has(sid); number++) sid = `${wanted}${number}`;
  return sid;
}
