import { CommanderError } from 'commander';
import { describeError, isDenied } from '../../../shared/aws/errors.ts';
import { CliError } from '../cli-error.ts';

const BAD_CREDENTIALS = new Set([
  'AuthFailure',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidToken',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'EAI_AGAIN',
]);

/** At a question: an interrupt, and the end of input. */
const LEFT_UNANSWERED = new Set(['ExitPromptError', 'AbortPromptError']);

/** What to tell of an error, in a sentence; undefined where the command line library has told it already. */
export function sentenceOf(error: unknown): string | undefined {
  if (error instanceof CommanderError) return undefined;
  if (error instanceof CliError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const { name } = error;
  const says = describeError(error);
  if (LEFT_UNANSWERED.has(name)) return 'nothing was written.';
  if (name === 'SettingsError') return error.message;
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    return `there are no AWS credentials to work with (${error.message}): set AWS_PROFILE or sign in, or use --local.`;
  }
  if (BAD_CREDENTIALS.has(name)) return `AWS does not take these credentials: ${says}`;
  if (isDenied(error)) return `AWS refused: ${says} (--help lists the permissions of each command)`;
  if (isUnreachable(error)) return `AWS cannot be reached: ${says}`;
  return says;
}

function isUnreachable(error: Error): boolean {
  return error.name === 'TimeoutError' || UNREACHABLE.has((error as { code?: string }).code ?? '');
}
