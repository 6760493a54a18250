/** What S3 keeps of a policy at most, without the blanks, in bytes. */
const largestPolicy = 20 * 1024;

/** Unique ids are what S3 shows for users and roles that are gone; it takes none back. */
const uniqueId = /^(AIDA|AROA)[A-Z0-9]+$/;

const versions = [undefined, '2012-10-17', '2008-10-17'];

/**
 * Why S3 would refuse a bucket policy as malformed, or undefined. Refusals that the emulator
 * knows itself, such as of public policies, are not among them.
 */
export function policyRefusal(text: string): string | undefined {
  const policy = parse(text);
  if (!isObject(policy)) return "Policies must be valid JSON and the first byte must be '{'";
  if (Buffer.byteLength(JSON.stringify(policy)) > largestPolicy) {
    return 'Policy exceeds the maximum allowed document size.';
  }
  if (!versions.includes(policy['Version'] as string | undefined)) {
    return 'The policy must contain a valid version string';
  }
  const statements = asList(policy['Statement']);
  if (statements.length === 0) return 'Missing required field Statement';
  for (const statement of statements) {
    const refusal = statementRefusal(statement);
    if (refusal) return refusal;
  }
  return undefined;
}

function statementRefusal(statement: unknown): string | undefined {
  if (!isObject(statement)) return 'Statement is not an object';
  if (!['Allow', 'Deny'].includes(String(statement['Effect']))) return 'Invalid effect';
  for (const field of ['Principal', 'Action', 'Resource']) {
    if (!(field in statement) && !(`Not${field}` in statement)) {
      return `Missing required field ${field}`;
    }
  }
  const principals = [statement['Principal'], statement['NotPrincipal']].flatMap((principal) =>
    isObject(principal) ? asList(principal['AWS']) : asList(principal),
  );
  return principals.some((principal) => uniqueId.test(String(principal)))
    ? 'Invalid principal in policy'
    : undefined;
}

/**
 * The policy as S3 returns it: values in conditions are strings, whatever they were written as, and an account
 * is the ARN of its root.
 */
export function asS3ReturnsIt(text: string): string {
  const policy = parse(text);
  if (!isObject(policy)) return text;
  const before = JSON.stringify(policy);
  for (const statement of asList(policy['Statement'])) {
    if (!isObject(statement)) continue;
    for (const principal of [statement['Principal'], statement['NotPrincipal']]) {
      if (isObject(principal) && 'AWS' in principal) {
        const { AWS } = principal;
        principal['AWS'] = Array.isArray(AWS) ? AWS.map(asRoot) : asRoot(AWS);
      }
    }
    const conditions = statement['Condition'];
    for (const keys of isObject(conditions) ? Object.values(conditions) : []) {
      if (!isObject(keys)) continue;
      for (const [key, value] of Object.entries(keys)) {
        keys[key] = Array.isArray(value) ? value.map(String) : String(value);
      }
    }
  }
  const after = JSON.stringify(policy);
  return after === before ? text : after;
}

function asRoot(principal: unknown): unknown {
  return /^\d{12}$/.test(String(principal)) ? `arn:aws:iam::${principal}:root` : principal;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asList(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
