import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { type Details, startLocalAws } from '../../local/start.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The local AWS that the integration tests share. */
    localAws: Details;
  }
}

/** Starts one local AWS with the service deployed, for all integration tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const config = fileURLToPath(new URL('warden.config.ts', import.meta.url));
  const aws = await startLocalAws({ config });
  project.provide('localAws', aws.details);
  return () => aws.stop();
}
