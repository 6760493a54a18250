/** A function and the role that it has, each by its name. */
export interface OwnFunction {
  readonly partition: string;
  readonly account: string;
  readonly role: string;
  readonly function: string;
}

/** As whom a function calls, in CloudTrail's words: Lambda names a session by its function. */
export function sessionArnOf({ partition, account, role, function: name }: OwnFunction): string {
  return `arn:${partition}:sts::${account}:assumed-role/${role}/${name}`;
}
