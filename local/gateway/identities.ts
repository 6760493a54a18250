import { createHash } from 'node:crypto';
import { GetAccessKeyLastUsedCommand, GetRoleCommand, GetUserCommand } from '@aws-sdk/client-iam';
import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { account } from '../root.ts';
import type { Answer } from './answer.ts';
import type { AwsRequest } from './aws-request.ts';
import type { RootClients } from './root-clients.ts';

/** `userIdentity` of a CloudTrail event. */
export type UserIdentity = Record<string, unknown>;

interface Session {
  roleArn: string;
  name: string;
}

/** Says as whom a call was made, in CloudTrail's words. */
export class Identities {
  readonly #clients: RootClients;
  readonly #known = new Map<string, UserIdentity>();
  readonly #sessions = new Map<string, Session>();

  constructor(clients: RootClients) {
    this.#clients = clients;
  }

  /** Notes the session that an answer of sts:AssumeRole… hands out. */
  learn(request: AwsRequest, answer: Answer): void {
    if (request.service !== 'sts' || answer.status !== 200) return;
    if (!request.operation.startsWith('AssumeRole')) return;
    const roleArn = new URLSearchParams(request.body.toString()).get('RoleArn');
    const text = answer.body.toString();
    const key = /<AccessKeyId>([^<]+)</.exec(text)?.[1];
    const name = /<Arn>[^<]*\/([^<]+)</.exec(text)?.[1];
    if (roleArn && key && name) this.#sessions.set(key, { roleArn, name });
  }

  async of(accessKeyId: string | undefined): Promise<UserIdentity> {
    if (accessKeyId === undefined) {
      return { type: 'AWSAccount', principalId: '', accountId: 'anonymous' };
    }
    const known = this.#known.get(accessKeyId);
    if (known) return known;
    const identity = await this.#find(accessKeyId);
    if (identity) this.#known.set(accessKeyId, identity);
    return identity ?? { type: 'Unknown', accessKeyId };
  }

  async #find(accessKeyId: string): Promise<UserIdentity | undefined> {
    if (accessKeyId === 'test' || /^\d{12}$/.test(accessKeyId)) return root(accessKeyId);
    const session = this.#sessions.get(accessKeyId) ?? (await this.#functionSession(accessKeyId));
    if (session) return this.#assumedRole(session, accessKeyId);
    return this.#user(accessKeyId).catch(() => undefined);
  }

  async #user(accessKeyId: string): Promise<UserIdentity | undefined> {
    const used = await this.#clients.iam.send(
      new GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId }),
    );
    const { User } = await this.#clients.iam.send(new GetUserCommand({ UserName: used.UserName }));
    return {
      type: 'IAMUser',
      principalId: User?.UserId,
      arn: User?.Arn,
      accountId: account,
      accessKeyId,
      userName: User?.UserName,
    };
  }

  /** The emulator makes the key of a function's session from the ARNs of function and role. */
  async #functionSession(accessKeyId: string): Promise<Session | undefined> {
    if (!accessKeyId.startsWith('ASIA')) return undefined;
    const { Functions = [] } = await this.#clients.lambda.send(new ListFunctionsCommand({}));
    for (const { FunctionArn, FunctionName = '', Role = '' } of Functions) {
      const hash = createHash('sha256').update(`${FunctionArn}:${Role}`).digest('hex');
      const key = `ASIA${hash.slice(0, 16).toUpperCase()}`;
      if (key === accessKeyId) return { roleArn: Role, name: FunctionName };
    }
    return undefined;
  }

  async #assumedRole({ roleArn, name }: Session, accessKeyId: string): Promise<UserIdentity> {
    const userName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
    const role = await this.#clients.iam
      .send(new GetRoleCommand({ RoleName: userName }))
      .catch(() => undefined);
    const principalId = role?.Role?.RoleId ?? userName;
    return {
      type: 'AssumedRole',
      principalId: `${principalId}:${name}`,
      arn: `arn:aws:sts::${account}:assumed-role/${userName}/${name}`,
      accountId: account,
      accessKeyId,
      sessionContext: {
        sessionIssuer: { type: 'Role', principalId, arn: roleArn, accountId: account, userName },
        attributes: {
          creationDate: `${new Date().toISOString().slice(0, 19)}Z`,
          mfaAuthenticated: 'false',
        },
      },
    };
  }
}

function root(accessKeyId: string): UserIdentity {
  const accountId = accessKeyId === 'test' ? account : accessKeyId;
  const arn = `arn:aws:iam::${accountId}:root`;
  return { type: 'Root', principalId: accountId, arn, accountId, accessKeyId };
}
