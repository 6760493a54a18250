import { expect, test } from 'vitest';

test('no test meets the credentials, Region or endpoint of the shell that it is run in', () => {
  expect(Object.keys(process.env).filter((name) => name.startsWith('AWS_'))).toEqual([]);
});
