import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { alertLine, eventLine, fixLine } from './describe-happenings.ts';
import { followAlerts } from './follow-alerts.ts';
import { onMail } from './mailbox.ts';
import { localFolder } from './paths.ts';
import { makeUser } from './principals.ts';
import { atExit } from './processes.ts';
import { s3ControlEndpoint } from './s3-control-endpoint.ts';
import { type LocalAws, startLocalAws } from './start.ts';
import { startTrail } from './start-trail.ts';
import { tellDeployed } from './tell-deployed.ts';

/** `npm run local`: deploys to the local AWS, stays up, and prints what happens. */

const { values } = parseArgs({
  options: {
    config: { type: 'string' },
    mails: { type: 'boolean', default: false },
    'stack-file': { type: 'string', default: `${localFolder}/stack.json` },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) {
  print('npm run local -- [--config <settings module>] [--stack-file <file to write>] [--mails]');
  process.exit();
}
const stackFile = values['stack-file'];

let aws: LocalAws | undefined;
const ended = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);

const log = (line: string) => print(`${new Date().toTimeString().slice(0, 8)}  ${line}`);

aws = await startLocalAws({
  onProgress: log,
  ...(values.config ? { config: values.config } : {}),
});
aws.happenings
  .on('event', (event) => log(eventLine(event)))
  .on('call', (call) => {
    const line = fixLine(call);
    if (line) log(line);
  })
  .on('problem', (problem) => log(`problem  ${problem}`));
if (values.mails) onMail(({ subject, body }) => print(`\nSubject: ${subject}\n\n${body}`));
const following = followAlerts(aws, (alert) => log(alertLine(alert)), ended.signal);
writeStackFile(aws);
await startTrail(aws);
await tellDeployed(aws);
print(`ready ${aws.endpoint}`);
print(exportLine(aws));
print(whatToDo(aws, await makeUser(aws, 'developer', [{ Action: ['s3:*', 'kms:*'] }])));
await following;

/** Ends at once, also in the middle of the start: what was started is stopped at the exit. */
function end(): void {
  ended.abort();
  void (aws?.stop() ?? Promise.resolve()).finally(() => process.exit(0));
}

type ExportedAws = Pick<LocalAws, 'endpoint' | 'caBundle' | 'region' | 'credentials'>;

/** For a shell: points the AWS CLI, and every other client that heeds these variables, at the local AWS. */
function exportLine({ endpoint, caBundle, region, credentials }: ExportedAws): string {
  const variables = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_CA_BUNDLE: caBundle,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL_S3_CONTROL: s3ControlEndpoint(endpoint),
  };
  return `export ${Object.entries(variables)
    .map(([name, value]) => `${name}='${value}'`)
    .join(' ')}`;
}

/** What may be tried next, and with whose keys. */
function whatToDo(aws: LocalAws, credentials: LocalAws['credentials']): string {
  const { endpoint, caBundle, region } = aws;
  return `
That line goes into another shell. Its keys are root's, which pass every policy. Those of a user whom policies hold, who
may do anything with S3 and KMS:

${exportLine({ endpoint, caBundle, region, credentials })}

To try next, in that shell (an event, a repair and an alert follow here, some five seconds later):

  aws s3api create-bucket --bucket my-first-bucket
  aws s3api get-bucket-policy --bucket my-first-bucket --query Policy --output text

and in any shell, in this folder:

  npm run --silent warden -- audit --local
  npm run --silent warden -- history --local

With --mails, alerts are printed whole, as mails.
`;
}

function writeStackFile({ details }: LocalAws): void {
  const { endpoint, plainEndpoint, caBundle, region, account, stack, alertsQueueUrl } = details;
  const text = JSON.stringify(
    {
      endpoint,
      plainEndpoint,
      caBundle,
      region,
      account,
      alertsTopicArn: stack?.AlertsTopicArn,
      alertsQueueUrl,
      eventsQueueUrl: stack?.EventsQueueUrl,
      deadLetterQueueUrl: stack?.DeadLetterQueueUrl,
      functionName: stack?.FunctionName,
    },
    null,
    2,
  );
  writeFileSync(stackFile, `${text}\n`);
  atExit(() => {
    // Another one, started later, may have written its own.
    if (readFileSync(stackFile, 'utf8').includes(endpoint)) rmSync(stackFile);
  });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
