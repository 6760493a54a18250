import { CreateTrailCommand, StartLoggingCommand } from '@aws-sdk/client-cloudtrail';
import type { Clients } from './clients.ts';

/** A trail as an account has it, for `warden doctor`: the gateway tells of calls without one. */
export async function startTrail({ cloudTrail }: Pick<Clients, 'cloudTrail'>): Promise<void> {
  const client = cloudTrail();
  const Name = 'local-trail';
  await client.send(new CreateTrailCommand({ Name, S3BucketName: Name, IsMultiRegionTrail: true }));
  await client.send(new StartLoggingCommand({ Name }));
}
