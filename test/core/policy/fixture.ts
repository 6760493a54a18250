import { readFileSync } from 'node:fs';

/** The text of a policy under `test/fixtures/policies/`, in a document where the source gives a bare statement. */
export function policyFixture(name: string): string {
  const url = new URL(`../../fixtures/policies/${name}.json`, import.meta.url);
  const { data } = JSON.parse(readFileSync(url, 'utf8')) as { data: Record<string, unknown> };
  return JSON.stringify('Statement' in data ? data : { Version: '2012-10-17', Statement: [data] });
}
