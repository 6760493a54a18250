/** How often a property is tried: as often as it says, but less where all is tried for each mutant. */
export function runs(usual: number): number {
  return Math.ceil(usual * Number(process.env['SHARE_OF_RUNS'] ?? 1));
}
