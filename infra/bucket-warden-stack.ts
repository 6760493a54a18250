import { CfnOutput, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { enabledControls } from '../shared/core/decide.ts';
import { strongestModes } from '../shared/core/modes.ts';
import type { AnyControl } from '../shared/model/control.ts';
import type { Settings } from '../shared/settings.ts';
import { Alarms } from './constructs/alarms.ts';
import { AlertTopics } from './constructs/alert-topics.ts';
import { ConfigRules } from './constructs/config-rules.ts';
import { EventIntake } from './constructs/event-intake.ts';
import { Heartbeat } from './constructs/heartbeat.ts';
import { JournalTable } from './constructs/journal-table.ts';
import { ManagementTrail } from './constructs/management-trail.ts';
import { RemediateFunction } from './constructs/remediate-function.ts';
import { SilenceAlarms } from './constructs/silence-alarms.ts';
import { Sweep } from './constructs/sweep.ts';
import { bucketRules } from './event-patterns.ts';

export interface BucketWardenStackProps extends StackProps {
  readonly settings: Settings;
  readonly controls: readonly AnyControl[];
  /** Version of the service, for logs and user agents. */
  readonly version: string;
}

/** The whole service, for one account. */
export class BucketWardenStack extends Stack {
  constructor(scope: Construct, id: string, props: BucketWardenStackProps) {
    super(scope, id, props);
    const { settings, version } = props;
    const controls = enabledControls(props.controls, strongestModes(settings));

    const topics = new AlertTopics(this, 'Topics', settings.alerts);
    const intake = new EventIntake(this, 'Intake', settings);
    const journal = new JournalTable(this, 'Journal');
    const service = { settings, controls, version, topics, journal };
    const sweep = new Sweep(this, 'Sweep', service);
    const remediate = new RemediateFunction(this, 'Remediate', {
      ...service,
      intake,
      sweep: sweep.function,
    });
    const ownRoles = [remediate.role, sweep.function.role].map((role) => role.roleArn);
    for (const each of [remediate, sweep.function]) each.knowOwnRoles(ownRoles);
    const ownSessions = [remediate, sweep.function].map(({ sessionArn }) => sessionArn);
    for (const rule of bucketRules(controls, settings, ownSessions)) {
      intake.addRule(rule.id, rule.description, rule.eventPattern);
    }
    intake.close(remediate.role.roleArn, settings.operators);
    // Where nothing is listened for, there is nothing to hear.
    const heartbeat = controls.length > 0 ? new Heartbeat(this, 'Heartbeat', settings) : undefined;
    if (heartbeat !== undefined) remediate.knowHeartbeat(heartbeat);
    sweep.function.lookAtHearing({
      events: intake.events,
      heartbeat: heartbeat?.schedule,
      sweep: sweep.schedule,
      topics: [topics.alerts, ...(topics.chat ? [topics.chat] : [])],
    });
    new Alarms(this, 'Alarms', {
      intake,
      remediate: remediate.function,
      sweep,
      topic: topics.alerts,
      retry: settings.retry,
    });
    new SilenceAlarms(this, 'Silence', { intake, heartbeat, topics, sweep: settings.sweep });
    if (settings.configRules === 'create') new ConfigRules(this, 'ConfigRules', controls);
    if (settings.trail === 'create') new ManagementTrail(this, 'Trail');

    this.addOutputs({
      AlertsTopicArn: topics.alerts.topicArn,
      ...(topics.chat === undefined ? {} : { ChatTopicArn: topics.chat.topicArn }),
      EventsQueueUrl: intake.events.queueUrl,
      SweepQueueUrl: sweep.queue.queueUrl,
      SweepRequestsQueueUrl: sweep.requests.queueUrl,
      SweepDeadLetterQueueUrl: sweep.deadLetters.queueUrl,
      DeadLetterQueueUrl: intake.deadLetters.queueUrl,
      JournalTableName: journal.table.tableName,
      FunctionName: remediate.function.functionName,
      RoleArn: remediate.role.roleArn,
      SweepFunctionName: sweep.function.function.functionName,
      SweepRoleArn: sweep.function.role.roleArn,
      ...(sweep.schedule && { SweepScheduleName: sweep.schedule.scheduleName }),
      ...(heartbeat && {
        HeartbeatBucketName: heartbeat.bucket.bucketName,
        HeartbeatRoleArn: heartbeat.role.roleArn,
        HeartbeatScheduleName: heartbeat.schedule.scheduleName,
      }),
    });
    for (const [key, value] of Object.entries(settings.tags)) Tags.of(this).add(key, value);
  }

  private addOutputs(outputs: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
