import type { AnyControl } from '../../model/control.ts';
import type { Observation } from '../../model/facet.ts';
import type { LetThrough, Obstacle } from '../../model/obstacle.ts';
import type { Bucket } from '../../model/resource.ts';
import { permissionsOf } from '../../resources/control-needs.ts';
import { clean } from '../alert/text.ts';
import { type PolicyDocument, parsePolicy } from '../policy/document.ts';
import type { Statement } from '../policy/statement.ts';
import type { ControlResult } from '../report.ts';
import { type Denied, denyingStatements } from './denying-statements.ts';
import { exceptionFor, type JsonStatement, mendStatement } from './mend-statement.ts';
import type { RefusingPolicy } from './refusing-policy.ts';

/** What a way through a refusal is made of. */
export interface Refused {
  readonly bucket: Bucket;
  /** ARNs of the service's roles. */
  readonly roles: readonly string[];
  /** What was read of the bucket's policy; undefined where nobody asked for it. */
  readonly policy: Observation<string> | undefined;
  /** All there are: what the service needs to be allowed. */
  readonly controls: readonly Pick<AnyControl, 'id' | 'reads' | 'writes'>[];
}

/** Of more statements, or longer ones, an alert shows the general form. */
const MOST_STATEMENTS = 3;
const LONGEST_STATEMENT = 2_000;

const BUCKETS_OWN: RefusingPolicy = { kind: 'resource-based-policy', effect: 'denies' };

/** Results with the statements that let the service's roles through, where its role was denied. */
export function withWaysThrough(
  results: readonly ControlResult[],
  refused: Refused,
): readonly ControlResult[] {
  if (refused.roles.length === 0) return results;
  return results.map((result) => {
    const { obstacle } = result;
    if (obstacle?.kind !== 'access-denied') return result;
    return { ...result, obstacle: withWayThrough(obstacle, result.control, refused) };
  });
}

function withWayThrough(obstacle: Obstacle, control: string, refused: Refused): Obstacle {
  const { refusedBy } = obstacle;
  if (refusedBy === undefined) return byWhatIsThere(obstacle, control, refused);
  const { kind, effect, action } = refusedBy;
  if (kind === 'vpc-endpoint-policy') {
    return { ...obstacle, letThrough: [inEndpointPolicy(refusedBy, refused)] };
  }
  // An exception in a Deny is of no use where an Allow is missing.
  if (effect !== 'denies') return obstacle;
  switch (kind) {
    case 'resource-based-policy':
      return { ...obstacle, letThrough: inBucketPolicy(action, control, refused) };
    case 'service-control-policy':
    case 'resource-control-policy':
      return { ...obstacle, letThrough: [exceptionIn(kind, refused)] };
    default:
      return obstacle;
  }
}

/** Where AWS names no policy: that of the bucket, if it was read and denies the role for sure, or could not be read. */
function byWhatIsThere(obstacle: Obstacle, control: string, refused: Refused): Obstacle {
  const { policy } = refused;
  if (policy?.state === 'unknown') {
    return { ...obstacle, letThrough: [exceptionIn('resource-based-policy', refused)] };
  }
  const document = documentOf(refused);
  const sure = document && denyingStatements(document, deniedOf(undefined, control, refused)).sure;
  if (sure === undefined || sure.length === 0) return obstacle;
  return { ...obstacle, refusedBy: BUCKETS_OWN, letThrough: mended(sure, refused) };
}

function inBucketPolicy(
  action: string | undefined,
  control: string,
  refused: Refused,
): LetThrough[] {
  const document = documentOf(refused);
  if (document === undefined) return [exceptionIn('resource-based-policy', refused)];
  const { sure, possible } = denyingStatements(document, deniedOf(action, control, refused));
  const found = sure.length > 0 ? sure : possible;
  return found.length > 0
    ? mended(found, refused)
    : [exceptionIn('resource-based-policy', refused)];
}

function documentOf({ policy }: Refused): PolicyDocument | undefined {
  const parsed = policy?.state === 'present' ? parsePolicy(policy.value) : undefined;
  return parsed?.ok ? parsed.document : undefined;
}

function deniedOf(
  action: string | undefined,
  control: string,
  { bucket, roles, controls }: Refused,
): Denied {
  const needed = controls.filter(({ id }) => id === control).flatMap(actionsOf);
  return { bucket, roles, actions: action === undefined ? needed : [action] };
}

function actionsOf(control: Pick<AnyControl, 'reads' | 'writes'>): string[] {
  const { read, write } = permissionsOf(control);
  return [...read, ...write];
}

/** Each statement with an exception for the roles; the general form where one is too long or of an odd shape. */
function mended(statements: readonly Statement[], refused: Refused): LetThrough[] {
  const { policy, roles, bucket } = refused;
  const general = exceptionIn('resource-based-policy', refused);
  if (policy?.state !== 'present' || statements.length > MOST_STATEMENTS) return [general];
  const all: readonly JsonStatement[] = [JSON.parse(policy.value).Statement].flat();
  return statements.map(({ sid, index }): LetThrough => {
    const of = sid === undefined ? `Statement[${index}]` : clean(sid);
    const statement = mendStatement(all[index] ?? {}, roles, bucket.account);
    if (statement === 'nothing') return { policy: 'resource-based-policy', how: 'remove', of };
    if (statement === undefined || !isPrintable(statement)) return { ...general, of };
    return { policy: 'resource-based-policy', how: 'replace', of, statement };
  });
}

/** Whether an alert shows it to the letter: what is long is cut there, and what cannot be seen is left out. */
function isPrintable(statement: JsonStatement): boolean {
  const text = JSON.stringify(statement);
  const shown = JSON.stringify(statement, (_key, value) =>
    typeof value === 'string' ? clean(value) : value,
  );
  return text.length <= LONGEST_STATEMENT && clean(shown) === text;
}

function exceptionIn(policy: RefusingPolicy['kind'], { roles }: Refused): LetThrough {
  return { policy, how: 'merge', statement: { Condition: exceptionFor(roles) } };
}

/** An endpoint's policy names principals by a condition alone: AWS takes a role in its Principal for nobody. */
function inEndpointPolicy({ effect }: RefusingPolicy, refused: Refused): LetThrough {
  if (effect === 'denies') return exceptionIn('vpc-endpoint-policy', refused);
  const { bucket, roles, controls } = refused;
  const actions = controls.flatMap(actionsOf);
  return {
    policy: 'vpc-endpoint-policy',
    how: 'add',
    statement: {
      Sid: 'BucketWarden',
      Effect: 'Allow',
      Principal: '*',
      Action: [...new Set(actions)].sort(),
      Resource: `arn:${bucket.partition}:s3:::*`,
      Condition: { ArnEquals: { 'aws:PrincipalArn': [...roles] } },
    },
  };
}
