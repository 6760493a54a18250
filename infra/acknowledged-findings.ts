import { type Stack, Validations } from 'aws-cdk-lib';

/** The cdk-nag findings that are as intended, each with the reason. */
export function acknowledgeFindings(_stack: Stack): void {
  void Validations;
}
