import { readFile, writeFile } from 'node:fs/promises';
import { generate } from 'selfsigned';

export interface Certificate {
  key: string;
  cert: string;
  /** A file that makes a client trust the gateway, and all that it trusted before. */
  caBundle: string;
}

/** Makes a certificate for 127.0.0.1 and writes `ca-bundle.pem` to `folder`. */
export async function makeCertificate(folder: string): Promise<Certificate> {
  const { private: key, cert } = await generate(
    [{ name: 'commonName', value: 'Bucket Warden local AWS' }],
    {
      keyType: 'ec',
      algorithm: 'sha256',
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
        { name: 'extKeyUsage', serverAuth: true },
        {
          name: 'subjectAltName',
          altNames: [
            { type: 7, ip: '127.0.0.1' },
            { type: 2, value: 'localhost' },
            { type: 2, value: '*.localhost' },
            { type: 2, value: '*.s3-control.localhost' },
          ],
        },
      ],
    },
  );
  const caBundle = `${folder}/ca-bundle.pem`;
  await writeFile(caBundle, [...(await trustedBefore()), cert].join('\n'));
  return { key, cert, caBundle };
}

async function trustedBefore(): Promise<string[]> {
  const files = new Set([process.env['NODE_EXTRA_CA_CERTS'], process.env['AWS_CA_BUNDLE']]);
  files.delete(undefined);
  files.delete('');
  return Promise.all([...files].map((file) => readFile(String(file), 'utf8').catch(() => '')));
}
