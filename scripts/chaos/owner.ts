import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketPolicyCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { below, type Random } from './random.ts';

/** A statement of a bucket policy. */
export type Statement = Record<string, unknown>;

const OWN = /^Own\d+$/;
const MOST_STATEMENTS = 12;

/** Whether an owner wrote the statement: theirs are told by their Sids. */
export function isOwners(statement: Statement): boolean {
  return OWN.test(String(statement['Sid']));
}

/** Somebody who lives with one bucket: breaks what the baseline asks for, and edits its policy. */
export class Owner {
  readonly bucket: string;
  /** The statements that they want there, by Sid: as of their last write. */
  readonly statements = new Map<string, Statement>();
  /** Statements that were written in all, and edits of the policy. */
  written = 0;
  edits = 0;
  readonly #s3: readonly S3Client[];
  readonly #random: Random;

  constructor(bucket: string, s3: readonly S3Client[], random: Random) {
    this.bucket = bucket;
    this.#s3 = s3;
    this.#random = random;
  }

  async create(): Promise<void> {
    await this.#client().send(new CreateBucketCommand({ Bucket: this.bucket }));
  }

  /** Makes one call that CloudTrail speaks of. */
  async act(): Promise<void> {
    const chance = this.#random();
    if (chance < 0.55) return this.#edit();
    if (chance < 0.6) return this.#dropPolicy();
    if (chance < 0.8) return this.#lowerEncryption();
    return this.#openUp();
  }

  /** Adds or changes a statement; either keeps what others wrote, or writes their own as a template does. */
  async #edit(): Promise<void> {
    this.written += 1;
    this.edits += 1;
    const isNew = this.statements.size < MOST_STATEMENTS && this.#random() < 0.7;
    const known = [...this.statements.keys()][below(this.#random, this.statements.size)];
    const sid = isNew || known === undefined ? `Own${this.written}` : known;
    this.statements.set(sid, this.#statement(sid));
    const others = this.#random() < 0.7 ? await this.#othersStatements() : [];
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [...this.statements.values(), ...others],
    });
    await this.#client().send(new PutBucketPolicyCommand({ Bucket: this.bucket, Policy }));
  }

  async #dropPolicy(): Promise<void> {
    this.edits += 1;
    this.statements.clear();
    await this.#client().send(new DeleteBucketPolicyCommand({ Bucket: this.bucket }));
  }

  async #lowerEncryption(): Promise<void> {
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }];
    await this.#client().send(
      new PutBucketEncryptionCommand({
        Bucket: this.bucket,
        ServerSideEncryptionConfiguration: { Rules },
      }),
    );
  }

  async #openUp(): Promise<void> {
    const Bucket = this.bucket;
    if (this.#random() < 0.5) {
      await this.#client().send(new DeletePublicAccessBlockCommand({ Bucket }));
      return;
    }
    const PublicAccessBlockConfiguration = { BlockPublicAcls: true, BlockPublicPolicy: false };
    await this.#client().send(
      new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }),
    );
  }

  async #othersStatements(): Promise<Statement[]> {
    try {
      const { Policy = '{}' } = await this.#client().send(
        new GetBucketPolicyCommand({ Bucket: this.bucket }),
      );
      const { Statement: found = [] } = JSON.parse(Policy) as { Statement?: Statement[] };
      return found.filter((statement) => !isOwners(statement));
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchBucketPolicy') return [];
      throw error;
    }
  }

  #statement(Sid: string): Statement {
    return {
      Sid,
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::000000000000:root' },
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${this.bucket}/${this.written}/*`,
    };
  }

  /** Today the user, tomorrow root. */
  #client(): S3Client {
    const client = this.#s3[below(this.#random, this.#s3.length)];
    if (client === undefined) throw new Error('an owner needs a client');
    return client;
  }
}
