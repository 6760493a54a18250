import { expect, test, vi } from 'vitest';
import { explanation } from '../../../cli/explain/explanation.ts';
import { CONTROLS } from '../../../shared/controls/index.ts';
import { eventsOf, permissionsOf } from '../../../shared/resources/control-needs.ts';
import { defineConfig } from '../../../shared/settings.ts';

vi.stubEnv('FORCE_COLOR', '0');

test.each(CONTROLS.map((control) => [control.id, control] as const))(
  '%s is explained by all that it declares, and by what it writes',
  (id, control) => {
    const settings = defineConfig({ controls: { [id]: 'audit' } });
    const text = explanation(control, settings, ['for one bucket: ask']).join('\n');
    const { configRules, findings } = control;
    const permissions = permissionsOf(control);
    const declared = [...eventsOf(control), ...configRules, ...findings];
    for (const value of [...declared, ...permissions.read, ...permissions.write]) {
      expect(text).toContain(value);
    }
    expect(text).toMatch(/Mode +audit: tells, and writes nothing/);
    expect(text).toMatch(/where nothing is configured:\n.*\n {2}\+ \{/);
    expect(text).toContain(`{ '${id}': 'off' }`);
    expect(text).toContain('for one bucket: ask');
  },
);
