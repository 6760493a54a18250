import { problemsOf } from './alert.ts';
import type { Alert } from './schema.ts';

/** An SNS message attribute, as the SDK takes it. */
export interface Attribute {
  readonly DataType: 'String' | 'String.Array';
  readonly StringValue: string;
}

/** What subscriptions can filter on. `control` holds the ids of the controls that were not compliant. */
export function attributesOf(alert: Alert): Record<string, Attribute> {
  const controls = problemsOf(alert).map((control) => control.id);
  return {
    severity: text(alert.severity),
    outcome: text(alert.outcome),
    account: text(alert.bucket.account),
    region: text(alert.bucket.region),
    bucket: text(alert.bucket.name),
    ...(controls.length > 0 && {
      control: { DataType: 'String.Array', StringValue: JSON.stringify(controls.slice(0, 50)) },
    }),
  };
}

function text(value: string): Attribute {
  return { DataType: 'String', StringValue: value };
}
