import { fileURLToPath } from 'node:url';
import {
  CreateFunctionCommand,
  InvokeCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { build } from 'esbuild';
import type { ConnectedAws } from '../../local/start.ts';
import type { ProbeCall } from './probe-function.ts';
import { zipOf } from './zip.ts';

/** A function that makes calls to AWS. */
export interface ProbeFunction {
  arn: string;
  name: string;
  /** Has the function make a call. Returns `done`, or the error's name. */
  call(what: ProbeCall): Promise<string>;
}

/** Makes a function out of probe-function.ts, with root's client or another. */
export async function makeFunction(
  aws: ConnectedAws,
  FunctionName: string,
  Role: string,
  lambda = aws.lambda(),
): Promise<ProbeFunction> {
  const { FunctionArn = '' } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 10,
      Code: { ZipFile: zipOf('index.js', await bundle()) },
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 30 }, { FunctionName });
  return {
    arn: FunctionArn,
    name: FunctionName,
    async call(what) {
      const { Payload } = await lambda.send(
        new InvokeCommand({ FunctionName, Payload: JSON.stringify(what) }),
      );
      return JSON.parse(Buffer.from(Payload ?? []).toString()) as string;
    },
  };
}

async function bundle(): Promise<Buffer> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('probe-function.ts', import.meta.url))],
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    write: false,
  });
  return Buffer.from(outputFiles[0]?.contents ?? []);
}
