import { account, region } from '../../../local/root.ts';
import { indexOf, type MadeUpBucket, madeUpBucket, nameOf } from '../mix.ts';

/** An answer of the bench server. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** S3's answers for an account of made-up buckets. What was written stays, of all others nothing is kept. */
export class S3Answers {
  readonly #buckets: number;
  readonly #brokenEvery: number;
  readonly #written = new Map<string, string>();

  constructor(buckets: number, brokenEvery: number) {
    this.#buckets = buckets;
    this.#brokenEvery = brokenEvery;
  }

  /** @param body what a write wants to be kept; S3 takes and gives each facet in one and the same form. */
  answer(operation: string, name: string, query: URLSearchParams, body: string): Answer {
    if (operation === 'ListBuckets') return this.#list(query);
    const index = indexOf(name);
    if (index === undefined || index >= this.#buckets) return error(404, 'NoSuchBucket');
    const facet = operation.slice('Get'.length);
    const key = `${facet} ${name}`;
    switch (operation) {
      case 'PutBucketEncryption':
      case 'PutPublicAccessBlock':
      case 'PutBucketPolicy':
        this.#written.set(key, body);
        return { status: operation === 'PutBucketPolicy' ? 204 : 200, body: '' };
      case 'GetBucketEncryption':
      case 'GetPublicAccessBlock':
      case 'GetBucketPolicy': {
        const written = this.#written.get(key);
        if (written !== undefined) return { status: 200, body: written };
        return READS[operation](madeUpBucket(index, this.#brokenEvery, account));
      }
      default:
        return error(501, 'NotImplemented');
    }
  }

  #list(query: URLSearchParams): Answer {
    const first = Number(query.get('continuation-token') ?? 0);
    const end = Math.min(this.#buckets, first + Number(query.get('max-buckets') ?? 10_000));
    let listed = '';
    for (let index = first; index < end; index += 1) {
      listed += `<Bucket><Name>${nameOf(index)}</Name><CreationDate>2026-01-01T00:00:00.000Z</CreationDate><BucketRegion>${region}</BucketRegion></Bucket>`;
    }
    const next = end < this.#buckets ? `<ContinuationToken>${end}</ContinuationToken>` : '';
    const body = `<ListAllMyBucketsResult><Owner><ID>${account}</ID></Owner><Buckets>${listed}</Buckets>${next}</ListAllMyBucketsResult>`;
    return { status: 200, body };
  }
}

export function error(status: number, code: string): Answer {
  return { status, body: `<Error><Code>${code}</Code><Message>${code}</Message></Error>` };
}

const READS = {
  GetBucketEncryption: ({ encryption }: MadeUpBucket): Answer => {
    const rules = encryption.Rules.map((rule) => {
      const algorithm = rule.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
      const byDefault =
        algorithm === undefined
          ? ''
          : `<ApplyServerSideEncryptionByDefault><SSEAlgorithm>${algorithm}</SSEAlgorithm></ApplyServerSideEncryptionByDefault>`;
      return `<Rule>${byDefault}<BucketKeyEnabled>${rule.BucketKeyEnabled === true}</BucketKeyEnabled></Rule>`;
    });
    return {
      status: 200,
      body: `<ServerSideEncryptionConfiguration>${rules.join('')}</ServerSideEncryptionConfiguration>`,
    };
  },
  GetBucketPolicy: ({ policy }: MadeUpBucket): Answer =>
    policy === undefined ? error(404, 'NoSuchBucketPolicy') : { status: 200, body: policy },
  GetPublicAccessBlock: ({ publicAccessBlock }: MadeUpBucket): Answer => {
    if (publicAccessBlock === undefined) return error(404, 'NoSuchPublicAccessBlockConfiguration');
    const settings = Object.entries(publicAccessBlock).map(
      ([name, on]) => `<${name}>${on}</${name}>`,
    );
    return {
      status: 200,
      body: `<PublicAccessBlockConfiguration>${settings.join('')}</PublicAccessBlockConfiguration>`,
    };
  },
};
