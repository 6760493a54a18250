import { ManagedRule, ResourceType, RuleScope } from 'aws-cdk-lib/aws-config';
import { Construct } from 'constructs';
import type { AnyControl } from '../../shared/model/control.ts';

/** One AWS managed Config rule for each control: the one that the control names first. */
export class ConfigRules extends Construct {
  constructor(scope: Construct, id: string, controls: readonly AnyControl[]) {
    super(scope, id);
    for (const control of controls) {
      const [identifier] = control.configRules;
      if (identifier === undefined) continue;
      new ManagedRule(this, control.id, {
        identifier,
        // The rule of the Config events finds it by the identifier in its name.
        configRuleName: `bucket-warden-${identifier.toLowerCase().replaceAll('_', '-')}`,
        description: control.title,
        ruleScope: RuleScope.fromResource(ResourceType.S3_BUCKET),
      });
    }
  }
}
