import { type Bucket, bucketArn } from '../../model/resource.ts';
import { coversBucket, coversObjects, resourceCovers } from './arn-pattern.ts';
import { allOf, anyOf, type Certainty } from './certainty.ts';
import type { PolicyDocument } from './document.ts';
import {
  conditionHolds,
  type KnownKeys,
  REDACTED,
  SIGNED,
  UNSIGNED,
} from './plain-http-request.ts';
import type { Part, Selection, Statement } from './statement.ts';
import { coversPrefix, hasPolicyVariable, matchesWildcard } from './wildcard.ts';

type BucketName = Pick<Bucket, 'name' | 'partition'>;

/** What plain HTTP can still reach, or may. */
export interface PlainHttpLeak {
  readonly what: 'the bucket' | 'its objects';
  /**
   * `everyone`: some request of anybody is not denied. `unsigned`: all are that somebody signed.
   * `unsure`: it is not certain that all are denied.
   */
  readonly for: 'everyone' | 'unsigned' | 'unsure';
}

const COVERS = { 'the bucket': coversBucket, 'its objects': coversObjects } as const;

/**
 * What the statements together leave open, or may, to some plain HTTP request of anyone but an AWS
 * service; empty where all are denied. In doubt open: one Deny too many does no harm.
 */
export function plainHttpLeaks(
  document: PolicyDocument,
  bucket: BucketName,
): readonly PlainHttpLeak[] {
  const signed = patternsDenied(document, SIGNED);
  const unsigned = admitsUnsigned(document) ? patternsDenied(document, UNSIGNED) : signed;
  return (['the bucket', 'its objects'] as const).flatMap((what): PlainHttpLeak[] => {
    const covered = (pattern: string) => COVERS[what](pattern, bucket);
    const passes = (known: KnownKeys) =>
      WITNESSES[what].some((witness) => isUntouched(document, bucket, witness, known));
    if (!signed.some(covered)) return [{ what, for: passes(SIGNED) ? 'everyone' : 'unsure' }];
    if (!unsigned.some(covered)) return [{ what, for: passes(UNSIGNED) ? 'unsigned' : 'unsure' }];
    return [];
  });
}

/** Whether the statements together deny every plain HTTP request, of anyone but an AWS service. */
export function deniesPlainHttp(document: PolicyDocument, bucket: BucketName): boolean {
  return plainHttpLeaks(document, bucket).length === 0;
}

/** The statements that deny calls of AWS services too, from which AWS takes out that they came over TLS. */
export function statementsThatCutServicesOff(
  document: PolicyDocument,
  bucket: BucketName,
): readonly Statement[] {
  return document.statements.filter(
    (statement) =>
      deniesAll(statement, REDACTED) &&
      resources(statement).some(
        (pattern) => coversBucket(pattern, bucket) || coversObjects(pattern, bucket),
      ),
  );
}

/** Resource patterns on which every request of a kind is denied, whoever asks. */
function patternsDenied(document: PolicyDocument, known: KnownKeys): readonly string[] {
  return document.statements.filter((statement) => deniesAll(statement, known)).flatMap(resources);
}

/** Whether a statement denies everyone every S3 action in requests of a kind, on whatever it names. */
function deniesAll(statement: Statement, known: KnownKeys): boolean {
  const { effect, principal, action } = statement;
  return (
    effect === 'Deny' &&
    namesEveryone(principal) === 'yes' &&
    selects(action, coversAllActions) === 'yes' &&
    conditionHolds(statement, known) === 'yes'
  );
}

/** Whether some statement may allow requests that nobody signed, so that more than AWS services would pass. */
function admitsUnsigned({ statements }: PolicyDocument): boolean {
  return statements.some(
    (statement) =>
      statement.effect !== 'Deny' &&
      namesEveryone(statement.principal) !== 'no' &&
      conditionHolds(statement, UNSIGNED) !== 'no',
  );
}

interface Witness {
  readonly action: string;
  /** What follows the bucket's ARN. */
  readonly suffix: string;
}

/** Requests to try: where no statement can touch one of them, it is certain that something leaks. */
const WITNESSES: Readonly<Record<PlainHttpLeak['what'], readonly Witness[]>> = {
  'the bucket': ['s3:listbucket', 's3:putbucketpolicy', 's3:deletebucket'].map((action) => ({
    action,
    suffix: '',
  })),
  'its objects': ['s3:getobject', 's3:putobject', 's3:deleteobject'].flatMap((action) =>
    ['/x', '/some/other key'].map((suffix) => ({ action, suffix })),
  ),
};

/** Whether it is certain that no statement denies a request of a kind, made by a stranger. */
function isUntouched(
  { statements }: PolicyDocument,
  bucket: BucketName,
  { action, suffix }: Witness,
  known: KnownKeys,
): boolean {
  const arn = bucketArn(bucket) + suffix;
  return statements.every(
    (statement) =>
      statement.effect === 'Allow' ||
      allOf([
        namesEveryone(statement.principal),
        selects(statement.action, (pattern) => actionCovers(pattern, action)),
        selects(statement.resource, (pattern) => resourceCovers(pattern, arn, bucket.partition)),
        conditionHolds(statement, known),
      ]) === 'no',
  );
}

function namesEveryone(principal: Statement['principal']): Certainty {
  return selects(principal, ({ type, value }) => {
    if (type === 'AWS' && value === '*') return 'yes';
    return value.includes('*') || value.includes('?') ? 'unsure' : 'no';
  });
}

function coversAllActions(pattern: string): Certainty {
  const isOfS3 = pattern.slice(0, S3.length).toLowerCase() === S3;
  return pattern === '*' || (isOfS3 && coversPrefix(pattern.slice(S3.length), '')) ? 'yes' : 'no';
}

const S3 = 's3:';

/** Whether a pattern covers an action; no source says that a wildcard may stand in the service's name. */
function actionCovers(pattern: string, action: string): Certainty {
  if (pattern === '*') return 'yes';
  if (hasPolicyVariable(pattern)) return 'unsure';
  const lower = pattern.toLowerCase();
  if (!matchesWildcard(lower, action)) return 'no';
  return lower.startsWith(S3) ? 'yes' : 'unsure';
}

/** What an element says of a request; of one that names exceptions nothing is certain. */
function selects<Value>(
  element: Part<Selection<Value>>,
  covers: (value: Value) => Certainty,
): Certainty {
  if (element === 'unresolvable' || element.sense === 'except') return 'unsure';
  return anyOf(element.values.map(covers));
}

function resources({ resource }: Statement): readonly string[] {
  return resource !== 'unresolvable' && resource.sense === 'only' ? resource.values : [];
}
