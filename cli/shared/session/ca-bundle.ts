import { readFileSync } from 'node:fs';
import { setDefaultCACertificates } from 'node:tls';
import { CliError } from '../cli-error.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs;
const WHAT_TO_DO =
  'name a file of CA certificates in PEM format, or unset AWS_CA_BUNDLE to trust those of Node.';

/**
 * Has every client of this process trust the certificates of `AWS_CA_BUNDLE` and no others, as the AWS CLI does.
 * @param file Path; undefined or empty trusts those of Node.
 * @throws {CliError} where the file cannot be read, or holds no certificate.
 */
export function trustCaBundle(file = process.env['AWS_CA_BUNDLE']): void {
  if (!file) return;
  try {
    const certificates = readFileSync(file, 'utf8').match(CERTIFICATE) ?? [];
    if (certificates.length === 0) throw new Error('it holds no certificate');
    setDefaultCACertificates(certificates);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError(
      `AWS_CA_BUNDLE names ${file}, which cannot be used (${why}): ${WHAT_TO_DO}`,
      {
        cause: error,
      },
    );
  }
}
