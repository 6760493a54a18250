import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import type { Clients } from './clients.ts';

/** The lines that a function logged, oldest first, without the platform's own. */
export async function functionLogs(clients: Clients, functionName: string): Promise<string[]> {
  const { LoggingConfig } = await clients
    .lambda()
    .send(new GetFunctionConfigurationCommand({ FunctionName: functionName }));
  const logGroupName = LoggingConfig?.LogGroup ?? `/aws/lambda/${functionName}`;
  const logs = clients.cloudwatchLogs();
  const found: { timestamp?: number | undefined; message?: string | undefined }[] = [];
  let nextToken: string | undefined;
  do {
    const page = await logs.send(new FilterLogEventsCommand({ logGroupName, nextToken }));
    found.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return found
    .sort((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0))
    .map((event) => event.message ?? '')
    .filter((line) => !/^(START|END|REPORT) RequestId: /.test(line));
}
