/** How the logical ids of the rules begin that listen for buckets, and so their names after the stack's. */
export const LISTENING_RULES = {
  home: ['IntakeApiCalls', 'IntakeConfigFindings'],
  forwarder: ['ApiCalls', 'ConfigFindings'],
} as const;
