/**
 * What other tools do and this one must not, as found by reading and running their code in 2026. Each
 * is the end of the name of a test that starts with the tool's name; numbers are issues of its repository.
 */
export const DEFECTS = {
  'Cloud Custodian': [
    'appends its TLS statement on every run, because S3 returns "false"',
    'knows its statement by Sid, so that another of that Sid passes for it (#4439, #550, #6145)',
    'overwrites the policy that it was denied to read',
    'puts encryption unconditionally, and so lowers a customer key and DSSE to AES256',
    'makes 15 API calls for one CreateBucket',
    'reacts to its own writes, about 4,000 times a bucket (#3238)',
    'loses an edit to a policy that it had cached (#10436)',
    'changes the key where only the bucket key was asked for (#9545)',
  ],
  'ASR on AWS': [
    'appends a TLS statement without looking, until the policy is too large',
    'crashes on a single object as Statement',
    'replaces what it adds to',
    'reads one thing after another',
    'writes arn:aws in every partition (#65)',
    'costs a KMS key of its own (#178)',
  ],
  Conformity: [
    'gives bucket B the write grant of bucket A, kept between two warm invocations',
    'rejects KMS uploads and uploads without an encryption header',
  ],
  'Cloud Bots': [
    'crashes on any policy that is there already (#150)',
    'puts the ARN of the first bucket into the policy of the second',
    'alters what it is looking at, and leaves half of it',
  ],
  mlevit: [
    'switches the public access block off to put its policy',
    'restores half of the public access block',
    'covers only the objects',
  ],
  Flowpipe: [
    'lets a narrow Deny pass, because it ignores Action and Resource',
    'knows only arn:aws',
    'flags public access only where all four settings are off',
  ],
  Prowler: [
    'deletes the whole policy',
    'lets a Deny of one principal or of another bucket pass',
    'calls statements public that conditions limit (#4257, #5386, #1481, #680)',
  ],
  'SSM runbooks': ['drop wildcard statements that conditions already limit'],
  'AWS Config': [
    'repairs buckets that are compliant',
    'cannot repair for rules of Security Hub or of conformance packs',
  ],
  'All of them': [
    'overwrite an edit that lands between reading and writing',
    'fail on a deleted principal without saying which',
    'tell of one repair as often as its event comes',
    'have no way back',
  ],
} as const;
