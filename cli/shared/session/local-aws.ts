import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { s3ControlEndpoint } from '../../../local/s3-control-endpoint.ts';
import { CliError } from '../cli-error.ts';

const StackFile = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ endpoint: v.string(), caBundle: v.string(), region: v.string() }),
);

/** What `npm run local` writes where it is. */
export type LocalStack = v.InferOutput<typeof StackFile>;

const HOW = 'start it with `npm run local` in another terminal';

/** Reads where the local AWS is; `WARDEN_LOCAL_STACK` names another file than that of `npm run local`. */
export function readLocalStack(
  file = process.env['WARDEN_LOCAL_STACK'] ??
    fileURLToPath(new URL('../../../.local/stack.json', import.meta.url)),
): LocalStack {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CliError(`the local AWS is not running: ${HOW}.`, { cause: error });
  }
  const result = v.safeParse(StackFile, text);
  if (!result.success) throw new CliError(`${file} does not say where the local AWS is: ${HOW}.`);
  return result.output;
}

/** Has every client of this process, made from now on, call the local AWS as its root and nobody else. */
export async function useLocalAws({ endpoint, caBundle, region }: LocalStack): Promise<void> {
  // The user's own account, whatever is set for it, must not be reached.
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('AWS_')) delete process.env[name];
  }
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3_CONTROL: s3ControlEndpoint(endpoint),
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_CONFIG_FILE: `${caBundle}.no-config`,
    AWS_SHARED_CREDENTIALS_FILE: `${caBundle}.no-credentials`,
  });
  try {
    setDefaultCACertificates([...getCACertificates('default'), readFileSync(caBundle, 'utf8')]);
    await fetch(endpoint, { signal: AbortSignal.timeout(5_000) });
  } catch (error) {
    throw new CliError(`the local AWS does not answer at ${endpoint}: ${HOW}.`, { cause: error });
  }
}
