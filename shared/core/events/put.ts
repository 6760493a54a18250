import type * as v from 'valibot';
import type { EncryptionRule, Put } from '../facet.ts';
import { defined, document, fields, list, text } from './lenient.ts';

const Rule = fields({
  ApplyServerSideEncryptionByDefault: fields({ SSEAlgorithm: text, KMSMasterKeyID: text }),
  BucketKeyEnabled: text,
});

/** The parts of `requestParameters` that hold a facet's new value, as XML turned into JSON has them. */
export const PutParameters = {
  bucketPolicy: document,
  ServerSideEncryptionConfiguration: fields({ Rule: list(Rule), Rules: list(Rule) }),
};

type PutParameters = v.InferOutput<ReturnType<typeof fields<typeof PutParameters>>>;

/** What a call put, where its parameters say all of it; undefined where they do not, or it is another call. */
export function putOf(eventName: string, parameters: PutParameters): Put | undefined {
  switch (eventName) {
    case 'PutBucketPolicy': {
      const value = parameters.bucketPolicy;
      return value === undefined ? undefined : { facet: 'policy', value };
    }
    case 'DeleteBucketPolicy':
      return { facet: 'policy', value: undefined };
    case 'PutBucketEncryption': {
      const { Rule: one, Rules } = parameters.ServerSideEncryptionConfiguration;
      const rules = [...one, ...Rules].flatMap((rule) => ruleOf(rule) ?? []);
      return rules.length === 0 ? undefined : { facet: 'encryption', value: { Rules: rules } };
    }
    case 'DeleteBucketEncryption':
      return { facet: 'encryption', value: undefined };
    default:
      return undefined;
  }
}

function ruleOf(rule: v.InferOutput<typeof Rule>): EncryptionRule | undefined {
  const { SSEAlgorithm, KMSMasterKeyID } = rule.ApplyServerSideEncryptionByDefault;
  if (SSEAlgorithm === undefined) return undefined;
  return {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm, ...defined({ KMSMasterKeyID }) },
    ...(rule.BucketKeyEnabled === undefined
      ? {}
      : { BucketKeyEnabled: rule.BucketKeyEnabled === 'true' }),
  };
}
