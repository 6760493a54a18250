import { printable } from '../printable.ts';
import { problemsOf } from './alert.ts';
import type { Alert } from './schema.ts';

/** An SNS message attribute, as the SDK takes it. */
export interface Attribute {
  readonly DataType: 'String' | 'String.Array';
  readonly StringValue: string;
}

/** What subscriptions can filter on. `kind` tells alerts from what else is published; `control` holds the ids of the controls that were not compliant. */
export function attributesOf(alert: Alert): Record<string, Attribute> {
  const controls = problemsOf(alert).map((control) => control.id);
  return {
    kind: text('alert'),
    severity: text(alert.severity),
    outcome: text(alert.outcome),
    account: text(alert.bucket.account),
    region: text(alert.bucket.region),
    bucket: text(alert.bucket.name),
    ...(controls.length > 0 && {
      control: texts(controls.slice(0, 50)),
    }),
  };
}

/** One value to filter on. */
export function text(value: string): Attribute {
  return { DataType: 'String', StringValue: printable(value) };
}

/** Several values, of which a filter needs to match one. */
export function texts(values: readonly string[]): Attribute {
  return { DataType: 'String.Array', StringValue: JSON.stringify(values.map(printable)) };
}
