import { test } from 'vitest';
import { templateOf } from './synth.ts';

test('the journal is paid by request, recoverable, rid of what is old, and kept when the stack is deleted but not when its creation fails', () => {
  templateOf().hasResource('AWS::DynamoDB::Table', {
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    },
  });
});
