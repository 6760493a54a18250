import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Mail, onMail } from '../local/mailbox.ts';
import { type LocalAws, startLocalAws } from '../local/start.ts';
import { startTrail } from '../local/start-trail.ts';
import { invitePeople } from './demo/people.ts';
import { type Act, performAll } from './demo/perform.ts';
import { printComplaints, printIntroduction, printKept, printOutcome } from './demo/print.ts';
import { scenarios } from './demo/scenarios.ts';
import { stepsOn } from './demo/steps.ts';
import { sweepForgotten } from './demo/sweep.ts';

/** `npm run demo`: the whole service at work on ten buckets, on this machine only. */

const { values } = parseArgs({
  options: { keep: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
});
if (values.help) {
  console.log('npm run demo              deploys to a local AWS and shows ten buckets put right');
  console.log('npm run demo -- --keep    the same, and leaves it running until Ctrl-C');
  process.exit();
}

const startMs = Date.now();
const steps = stepsOn(process.stdout);
let aws: LocalAws | undefined;
try {
  printIntroduction(scenarios.length);
  const mails: Mail[] = [];
  onMail((mail) => void mails.push(mail));
  aws = await startLocalAws({
    config: fileURLToPath(new URL('demo/warden.config.ts', import.meta.url)),
    onProgress: (line) => steps.begin(line),
  });
  await startTrail(aws);
  const acts: Act[] = await performAll(aws, await invitePeople(aws), scenarios, steps);
  const swept = await sweepForgotten(aws, scenarios.length, steps);
  const allKept = printOutcome(acts, swept, mails, (Date.now() - startMs) / 1000);
  if (!allKept) await fail();
} catch (error) {
  steps.fail();
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  await fail();
}
if (aws && values.keep) {
  printKept(aws);
  await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
}
await aws?.stop();
// Idle connections of clients would hold the process for a while.
process.exit();

/** Says what the service itself had to complain about, where something went wrong. */
async function fail(): Promise<void> {
  process.exitCode = 1;
  printComplaints((await aws?.logs().catch(() => [])) ?? []);
}
