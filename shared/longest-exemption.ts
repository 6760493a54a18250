import * as v from 'valibot';

const DAY_MS = 86_400_000;

interface Checked {
  readonly longestExemptionDays: number;
  readonly exemptions: readonly { readonly expires: string }[];
}

/** Whether no exemption of the settings lasts longer, from now on, than they allow. */
export function noneTooLong<Settings extends Checked & Record<string, unknown>>() {
  return v.rawCheck<Settings>(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { exemptions, longestExemptionDays } = dataset.value;
    for (const [index, exemption] of exemptions.entries()) {
      const leftMs = Date.parse(`${exemption.expires}T00:00:00Z`) - Date.now();
      if (!(leftMs > longestExemptionDays * DAY_MS)) continue;
      const at = { type: 'object', origin: 'value' } as const;
      addIssue({
        message: `expected a day within ${longestExemptionDays} days from now (longestExemptionDays)`,
        path: [
          {
            ...at,
            input: dataset.value as Record<string, unknown>,
            key: 'exemptions',
            value: exemptions,
          },
          { type: 'array', origin: 'value', input: [...exemptions], key: index, value: exemption },
          { ...at, input: { ...exemption }, key: 'expires', value: exemption.expires },
        ],
      });
    }
  });
}
