import { test } from 'vitest';
import { templateOf } from './synth.ts';

test('the journal is paid by request, recoverable, rid of what is old and kept when the stack is deleted', () => {
  templateOf().hasResource('AWS::DynamoDB::Table', {
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    },
  });
});
