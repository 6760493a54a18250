import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { projectRoot } from '../../local/paths.ts';

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Metadata?: Readonly<Record<string, string>> }>
  >;
}

/** Synthesizes the stack into a folder, as `npm run synth` does, and says where the function's bundle is. */
export async function synthesizedFunction(folder: string): Promise<string> {
  const assembly = `${folder}/cdk.out`;
  const bin = `${projectRoot}/node_modules/.bin`;
  // Nobody's account is asked for anything.
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  await execa(
    `${bin}/node`,
    [`${bin}/cdk`, 'synth', '--quiet', '--no-notices', '--output', assembly],
    {
      cwd: projectRoot,
      env: {
        ...Object.fromEntries(inherited),
        PATH: `${bin}:${process.env['PATH'] ?? ''}`,
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        AWS_EC2_METADATA_DISABLED: 'true',
      },
      extendEnv: false,
      stdin: 'ignore',
    },
  );
  const template: Template = JSON.parse(
    await readFile(`${assembly}/BucketWarden.template.json`, 'utf8'),
  );
  return `${assembly}/${assetOf(template)}/index.mjs`;
}

/** The asset of the remediate function, by the path of its construct. */
export function assetOf(template: Template): string {
  const [found, ...others] = Object.values(template.Resources).filter(
    ({ Type, Metadata }) =>
      Type === 'AWS::Lambda::Function' &&
      Metadata?.['aws:cdk:path'] === 'BucketWarden/Remediate/Function/Resource',
  );
  const asset = found?.Metadata?.['aws:asset:path'];
  if (asset === undefined || others.length > 0) {
    throw new Error('the template has no remediate function with an asset');
  }
  return asset;
}
