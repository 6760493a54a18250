import { type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { FacetValues } from '../../shared/model/facet.ts';
import type { EncryptionConfiguration } from '../../shared/resources/bucket/encryption.ts';
import type { PublicAccessBlock } from '../../shared/resources/bucket/public-access-block.ts';

/** A call that S3 got. */
export interface Call {
  /** The API's name of it, as in `PutBucketPolicy`. */
  readonly operation: string;
  readonly bucket: string;
  readonly input: Readonly<Record<string, unknown>>;
}

type Configuration = Partial<FacetValues>;

/** S3 as far as the three facets go, with manners of its own that peers fell over: see `asStored`. */
export class FakeS3 {
  readonly calls: Call[] = [];
  readonly #buckets = new Map<string, Configuration>();
  readonly #refused = new Map<string, S3ServiceException>();
  readonly #lost = new Set<string>();
  readonly #before = new Map<string, () => void>();

  constructor(buckets: Readonly<Record<string, Configuration>>) {
    for (const [name, configuration] of Object.entries(buckets)) {
      this.#buckets.set(name, { ...configuration });
    }
  }

  get client(): S3Client {
    return { send: (command: object) => this.#send(command) } as unknown as S3Client;
  }

  /** Answers AccessDenied to an operation from now on. */
  deny(operation: string, message = 'Access Denied'): void {
    this.refuse(operation, 'AccessDenied', 403, message);
  }

  /** Answers an error to an operation from now on. */
  refuse(operation: string, name: string, status: number, message = name): void {
    this.#refused.set(operation, refusal(name, status, message));
  }

  /** Answers every operation as it should from now on. */
  relent(): void {
    this.#refused.clear();
  }

  /** Carries out the next call of an operation, and answers as if the connection had broken. */
  loseAnswer(operation: string): void {
    this.#lost.add(operation);
  }

  /** Deletes a bucket. */
  remove(bucket: string): void {
    this.#buckets.delete(bucket);
  }

  /** Does something once, right before the next call of an operation is carried out. */
  before(operation: string, happening: () => void): void {
    this.#before.set(operation, happening);
  }

  held(bucket: string): Configuration {
    const held = this.#buckets.get(bucket);
    if (held === undefined) throw refusal('NoSuchBucket', 404);
    return held;
  }

  operations(bucket?: string): string[] {
    return this.calls
      .filter((call) => bucket === undefined || call.bucket === bucket)
      .map(({ operation }) => operation);
  }

  writes(bucket?: string): string[] {
    return this.operations(bucket).filter((operation) => !operation.startsWith('Get'));
  }

  async #send(command: object): Promise<unknown> {
    const operation = command.constructor.name.replace(/Command$/, '');
    const { input } = command as { input: Record<string, unknown> };
    const bucket = String(input['Bucket']);
    this.calls.push({ operation, bucket, input });
    await Promise.resolve();
    const happening = this.#before.get(operation);
    this.#before.delete(operation);
    happening?.();
    const refused = this.#refused.get(operation);
    if (refused !== undefined) throw refused;
    const answer = this.#answer(operation, this.held(bucket), input);
    if (this.#lost.delete(operation)) throw new Error('socket hang up');
    return answer;
  }

  #answer(operation: string, held: Configuration, input: Record<string, unknown>): unknown {
    switch (operation) {
      case 'GetBucketEncryption':
        return {
          ServerSideEncryptionConfiguration:
            held.encryption ?? notConfigured('ServerSideEncryptionConfigurationNotFoundError'),
        };
      case 'GetBucketPolicy':
        return { Policy: held.policy ?? notConfigured('NoSuchBucketPolicy') };
      case 'GetPublicAccessBlock':
        return {
          PublicAccessBlockConfiguration:
            held.publicAccessBlock ?? notConfigured('NoSuchPublicAccessBlockConfiguration'),
        };
      case 'PutBucketEncryption':
        held.encryption = input['ServerSideEncryptionConfiguration'] as EncryptionConfiguration;
        return {};
      case 'PutBucketPolicy':
        held.policy = asStored(String(input['Policy']));
        return {};
      case 'PutPublicAccessBlock':
        held.publicAccessBlock = input['PublicAccessBlockConfiguration'] as PublicAccessBlock;
        return {};
      case 'DeleteBucketEncryption':
        delete held.encryption;
        return {};
      case 'DeleteBucketPolicy':
        delete held.policy;
        return {};
      case 'DeletePublicAccessBlock':
        delete held.publicAccessBlock;
        return {};
      default:
        throw new Error(`nobody was to call ${operation}`);
    }
  }
}

/** A policy as S3 gives it back: raw booleans of conditions are strings, an account is the ARN of its root. */
export function asStored(policy: string): string {
  return policy
    .replaceAll(/:(true|false)\b/g, ':"$1"')
    .replaceAll(/"AWS":"(\d{12})"/g, '"AWS":"arn:aws:iam::$1:root"');
}

function notConfigured(name: string): never {
  throw refusal(name, 404);
}

function refusal(name: string, httpStatusCode: number, message = name): S3ServiceException {
  return new S3ServiceException({
    name,
    message,
    $fault: 'client',
    $metadata: { httpStatusCode },
  });
}
