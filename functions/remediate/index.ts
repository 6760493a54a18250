import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createClients } from '../../shared/aws/clients.ts';
import { CONTROLS } from '../../shared/controls/index.ts';
import { createHeartbeatStore } from '../../shared/journal/heartbeat.ts';
import { createJournal } from '../../shared/journal/journal.ts';
import type { Settings } from '../../shared/settings.ts';
import { createLogger } from '../logger.ts';
import { readEnvironment } from './environment.ts';
import { processBatch } from './process-batch.ts';
import { createTelemetry } from './telemetry.ts';

/** Put in place of this name by the bundler: the settings as they were at synth. */
declare const WARDEN_SETTINGS: Settings;

const logger = createLogger();
const environment = readEnvironment(process.env);
const clients = createClients(environment.WARDEN_VERSION);
const service = {
  clients,
  journal: createJournal(
    clients.dynamodb,
    environment.JOURNAL_TABLE,
    WARDEN_SETTINGS.journalRetentionDays,
  ),
  heartbeats: createHeartbeatStore(clients.dynamodb, environment.JOURNAL_TABLE),
  controls: CONTROLS,
  settings: WARDEN_SETTINGS,
  environment,
  telemetry: createTelemetry(logger, new Metrics()),
};

/** Consumes the events queue. */
export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(injectLambdaContext(logger))
  .handler(
    (event: SQSEvent, context: Context): Promise<SQSBatchResponse> =>
      processBatch(service, event, context),
  );
