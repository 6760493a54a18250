import type { Template } from 'aws-cdk-lib/assertions';

/*
 * Who may send to a queue, by the template's policies, as IAM decides: written from the IAM user guide ("Policy evaluation
 * logic", "Condition operators"). Knows no more than these policies use, and throws at anything else.
 */

const ACCOUNT = '111122223333';
const REGION = 'eu-central-1';

/** Whoever sends. */
export interface Sender {
  /** Of a user, role or the account's root; services that call for themselves have none. */
  readonly principalArn?: string;
  /** As in `events.amazonaws.com`. */
  readonly service?: string;
  /** What the service calls for. */
  readonly sourceArn?: string;
  /** Whether a policy of the sender's own allows everything. */
  readonly hasOwnPolicy?: boolean;
  readonly isPlain?: boolean;
}

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal: unknown;
  readonly Action: string | string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** ARN of a resource, by how its logical id begins. */
export function arnOf(template: Template, start: string): string {
  const [id] = Object.keys(template.toJSON()['Resources']).filter((each) => each.startsWith(start));
  if (id === undefined) throw new Error(`there is no ${start}`);
  return text(template, { 'Fn::GetAtt': [id, 'Arn'] });
}

/** Whether the sender may send to the queue whose logical id begins so. */
export function maySend(template: Template, queue: string, sender: Sender): boolean {
  const statements = Object.values(template.findResources('AWS::SQS::QueuePolicy'))
    .filter(({ Properties }) => String(Properties.Queues[0].Ref).startsWith(queue))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statement[])
    .filter(
      (statement) =>
        [statement.Action].flat().some((action) => /^sqs:(SendMessage|\*)$/.test(action)) &&
        isOf(statement.Principal, sender) &&
        holds(template, statement.Condition ?? {}, sender),
    );
  if (statements.some(({ Effect }) => Effect === 'Deny')) return false;
  return sender.hasOwnPolicy === true || statements.length > 0;
}

function isOf(principal: unknown, { service }: Sender): boolean {
  if (principal === '*' || (principal as { AWS?: unknown }).AWS === '*') return true;
  return service !== undefined && (principal as { Service?: unknown }).Service === service;
}

function holds(template: Template, condition: NonNullable<Statement['Condition']>, sender: Sender) {
  const context: Readonly<Record<string, string | undefined>> = {
    'aws:PrincipalArn': sender.principalArn,
    'aws:SourceArn': sender.sourceArn,
    'aws:SourceAccount': sender.service === undefined ? undefined : ACCOUNT,
    'aws:SecureTransport': String(sender.isPlain !== true),
  };
  return Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      if (!(key in context)) throw new Error(`the test does not know ${key}`);
      const given = context[key];
      const isOne = [wanted].flat().some((value) => text(template, value) === given);
      if (operator === 'ArnNotEquals') return !isOne;
      if (!['ArnEquals', 'StringEquals', 'Bool'].includes(operator)) {
        throw new Error(`the test does not know ${operator}`);
      }
      return isOne;
    }),
  );
}

interface Intrinsic {
  readonly Ref?: string;
  readonly 'Fn::GetAtt'?: readonly [string, string];
  readonly 'Fn::Join'?: readonly [string, readonly unknown[]];
}

/** A value of the template as it is once it is deployed. */
function text(template: Template, value: unknown): string {
  if (typeof value === 'string') return value;
  const { Ref = '', 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Intrinsic;
  if (join !== undefined) return join[1].map((part) => text(template, part)).join(join[0]);
  const pseudo = { 'AWS::Partition': 'aws', 'AWS::AccountId': ACCOUNT, 'AWS::Region': REGION };
  if (Ref in pseudo) return pseudo[Ref as keyof typeof pseudo];
  const [id = '', name] = attribute ?? [];
  if (name !== 'Arn') throw new Error(`the test does not know ${JSON.stringify(value)}`);
  const { Type } = template.toJSON()['Resources'][id];
  const service = String(Type).split('::')[1]?.toLowerCase();
  if (Type === 'AWS::IAM::Role') return `arn:aws:iam::${ACCOUNT}:role/${id}`;
  return `arn:aws:${service}:${REGION}:${ACCOUNT}:${id}`;
}
