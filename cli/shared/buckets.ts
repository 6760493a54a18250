import { listBucketPage } from '../../shared/aws/buckets.ts';
import type { Bucket } from '../../shared/model/resource.ts';
import { CliError } from './cli-error.ts';
import type { Session } from './session/session.ts';

/** Every general purpose bucket of the account, in every Region, as the pages come in. */
export async function* listBuckets(session: Session, prefix?: string): AsyncGenerator<Bucket> {
  const s3 = session.clients.s3(session.region);
  const { account, partition } = session.identity;
  let token: string | undefined;
  do {
    const page = await listBucketPage(s3, { token, prefix });
    for (const { name, region = session.region } of page.buckets) {
      yield { kind: 'bucket', name, region, account, partition };
    }
    token = page.next;
  } while (token !== undefined);
}

/**
 * The account's buckets of these names.
 * @throws {CliError} naming those that the account does not have.
 */
export async function findBuckets(session: Session, names: readonly string[]): Promise<Bucket[]> {
  const distinct = [...new Set(names)];
  const found = await Promise.all(distinct.map((name) => findBucket(session, name)));
  const missing = distinct.filter((_name, index) => found[index] === undefined);
  if (missing.length > 0) {
    const what = missing.length === 1 ? 'no bucket' : 'none of the buckets';
    throw new CliError(`account ${session.identity.account} has ${what} ${missing.join(', ')}.`);
  }
  return found.filter((bucket) => bucket !== undefined);
}

async function findBucket(session: Session, name: string): Promise<Bucket | undefined> {
  // Its own list says that the bucket is the account's, which a call on the bucket would not.
  for await (const bucket of listBuckets(session, name)) {
    if (bucket.name === name) return bucket;
  }
  return undefined;
}
