import { expect, test } from 'vitest';
import { extensions, readExtension } from '../../scripts/generate/local-aws-page.ts';

test.each(extensions())(
  '$file says what it makes true, where AWS says so, and what it leaves out',
  (extension) => {
    expect(extension.title).toMatch(/\w.*\.$/);
    expect(extension.sources.length).toBeGreaterThan(0);
    expect(extension.leftOut).toMatch(/\w/);
  },
);

test('sources and what is left out are read over broken lines', () => {
  const source =
    '"""Keys.\n\nAWS: one.\nhttps://a.example/x\nLeft\nout: two, three.\n"""\nimport os\n';
  expect(readExtension('keys.py', source)).toEqual({
    file: 'keys.py',
    title: 'Keys.',
    text: 'AWS: one. https://a.example/x Left out: two, three.',
    sources: ['https://a.example/x'],
    leftOut: 'two, three',
  });
});
