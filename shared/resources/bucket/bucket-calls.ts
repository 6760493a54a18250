import type { FacetCalls } from '../facet-calls.ts';

/** What every call on a bucket names. */
interface Address {
  readonly Bucket: string;
  /** Makes S3 refuse (403) where a bucket of that name is somebody else's by now. */
  readonly ExpectedBucketOwner: string;
}

/** A class of the SDK's commands. */
type CommandClass<Input> = new (input: Input) => object;

/** What the SDK calls the input of a class of commands. */
type InputOf<Class> = Class extends new (input: infer Input) => object ? Input : never;

/** Three commands of client-s3, and how a facet's value stands in them. */
export interface BucketCommands<Value, Answer extends object, Put extends CommandClass<never>> {
  readonly get: CommandClass<Address>;
  /** The value in the answer of `get`. */
  value(answer: Answer): Value | undefined;
  readonly put?: Put;
  /** What `put` takes beside the bucket. What S3 gives but does not take back is left out here. */
  input?(value: Value): Omit<InputOf<Put>, keyof Address>;
  /** Where there is none, the configuration cannot be taken away. */
  readonly remove?: CommandClass<Address>;
  readonly notConfigured: readonly string[];
}

/** The calls of a bucket's facet, with the commands that they are made of. */
export interface BucketCalls<Value> extends FacetCalls<Value> {
  readonly commands: BucketCommands<Value, never, CommandClass<never>>;
}

/** The calls of a bucket's facet that is read, written and removed by one command each. */
export function bucketCalls<Value>() {
  return <Answer extends object, Put extends CommandClass<never>>(
    commands: BucketCommands<Value, Answer, Put>,
  ): BucketCalls<Value> => {
    const { get, value, put, input, remove, notConfigured } = commands;
    return {
      commands: commands as BucketCalls<Value>['commands'],
      notConfigured,
      read: async (s3, bucket) => value((await s3.send(new get(addressOf(bucket)))) as Answer),
      ...(put &&
        input && {
          write: (s3, bucket, wanted) =>
            s3.send(new put({ ...addressOf(bucket), ...input(wanted) } as never)),
        }),
      ...(remove && { remove: (s3, bucket) => s3.send(new remove(addressOf(bucket))) }),
    };
  };
}

function addressOf(bucket: { readonly name: string; readonly account: string }): Address {
  return { Bucket: bucket.name, ExpectedBucketOwner: bucket.account };
}
