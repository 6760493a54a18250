import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createClients } from '../../shared/aws/clients.ts';
import { Pacing } from '../../shared/aws/pace.ts';
import type { Settings } from '../../shared/settings.ts';
import { createLogger } from '../logger.ts';
import { readEnvironment } from './environment.ts';
import { examineHearingInTime } from './hearing.ts';
import { processMessages } from './process-messages.ts';
import { createSweepServices } from './services.ts';
import { createSweepTelemetry } from './telemetry.ts';

/** Put in place of this name by the bundler: the settings as they were at synth. */
declare const WARDEN_SETTINGS: Settings;

const logger = createLogger();
const environment = readEnvironment(process.env);
const pacing = new Pacing();
const clients = createClients(environment.WARDEN_VERSION, undefined, () => pacing.settings());
const queues = {
  sqs: clients.sqs,
  urls: { work: environment.SWEEP_QUEUE_URL, requests: environment.SWEEP_REQUESTS_QUEUE_URL },
  deadLetterQueueUrl: environment.DEAD_LETTER_QUEUE_URL,
};
const telemetry = createSweepTelemetry(logger, new Metrics());

/** Consumes the sweep queue. */
export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(injectLambdaContext(logger))
  .handler((event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const [, partition = 'aws', , region = environment.AWS_REGION, account = ''] =
      context.invokedFunctionArn.split(':');
    const own = { account, partition, region };
    const services = createSweepServices({
      clients,
      pacing,
      settings: WARDEN_SETTINGS,
      environment,
      telemetry,
      own,
      examineHearing: () => examineHearingInTime(clients, WARDEN_SETTINGS, environment),
    });
    return processMessages(services, queues, event, context);
  });
