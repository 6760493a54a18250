import { describe, expect, it } from 'vitest';
import { addStatement } from '../../../shared/core/policy/add-statement.ts';
import { MalformedPolicy } from '../../../shared/core/policy/json-tree.ts';

const added = { Sid: 'New', Effect: 'Deny', Resource: ['a', 'b'] };
const compact = '{"Sid":"New","Effect":"Deny","Resource":["a","b"]}';

describe('addStatement', () => {
  it('makes a document of the newest version where there is no policy', () => {
    expect(addStatement(undefined, added)).toBe(
      `{"Version":"2012-10-17","Statement":[${compact}]}`,
    );
  });

  it('keeps a minified policy minified', () => {
    const before = '{"Version":"2008-10-17","Id":"x","Statement":[{"Sid":"Own"}],"Other":1.0}';
    expect(addStatement(before, added)).toBe(
      `{"Version":"2008-10-17","Id":"x","Statement":[{"Sid":"Own"},${compact}],"Other":1.0}`,
    );
  });

  it('puts a list around a single object', () => {
    expect(addStatement('{ "Statement" : {"Sid":"Own"} }', added)).toBe(
      `{ "Statement" : [{"Sid":"Own"},${compact}] }`,
    );
  });

  it('follows the indentation of a printed policy', () => {
    const before = `{
    "Statement": [
        {
            "Sid": "Own"
        }
    ]
}
`;
    expect(addStatement(before, added)).toBe(`{
    "Statement": [
        {
            "Sid": "Own"
        },
        {
            "Sid": "New",
            "Effect": "Deny",
            "Resource": [
                "a",
                "b"
            ]
        }
    ]
}
`);
  });

  it('follows Windows line breaks and tabs', () => {
    const before = '{\r\n\t"Statement": [\r\n\t\t{\r\n\t\t\t"Sid": "Own"\r\n\t\t}\r\n\t]\r\n}';
    const after = addStatement(before, added);
    expect(after.startsWith(before.slice(0, before.indexOf('\r\n\t]')))).toBe(true);
    expect(after).toContain('},\r\n\t\t{\r\n\t\t\t"Sid": "New",\r\n\t\t\t"Effect"');
    expect(after.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('follows statements that start on the line of the bracket', () => {
    const before = `{
  "Statement": [{
    "Sid": "Own"
  }, {
    "Sid": "Own2"
  }]
}`;
    expect(addStatement(before, added)).toBe(`{
  "Statement": [{
    "Sid": "Own"
  }, {
    "Sid": "Own2"
  }, {
    "Sid": "New",
    "Effect": "Deny",
    "Resource": [
      "a",
      "b"
    ]
  }]
}`);
  });

  it('indents by two blanks where a printed policy has no indentation', () => {
    expect(addStatement('{"Statement":[\n{\n"Sid":"Own"\n}\n]}', { Sid: 'New' })).toBe(
      '{"Statement":[\n{\n"Sid":"Own"\n},\n{\n  "Sid": "New"\n}\n]}',
    );
  });

  it('indents by two blanks where a statement stands further left than its brace', () => {
    expect(addStatement('{"Statement":[\n\t\t{\n"Sid":"Own"\n}]}', { Sid: 'New' })).toBe(
      '{"Statement":[\n\t\t{\n"Sid":"Own"\n},\n\t\t{\n\t\t  "Sid": "New"\n\t\t}]}',
    );
  });

  it('indents by two blanks where a statement is indented by other white space than its brace', () => {
    expect(addStatement('{"Statement":[\n\t{\n  \t"Sid":"Own"\n\t}]}', { Sid: 'New' })).toBe(
      '{"Statement":[\n\t{\n  \t"Sid":"Own"\n\t},\n\t{\n\t  "Sid": "New"\n\t}]}',
    );
  });

  it('follows a first line that is indented', () => {
    expect(addStatement('  {"Statement":[{\n    "Sid":"Own"\n  }]}', { Sid: 'New' })).toBe(
      '  {"Statement":[{\n    "Sid":"Own"\n  },{\n    "Sid": "New"\n  }]}',
    );
  });

  it('keeps to one line beside a statement that breaks lines only further in', () => {
    const own = '{"Sid":"Own","Condition":{\n  "Bool":{}}}';
    expect(addStatement(`{"Statement":[${own}]}`, added)).toBe(`{"Statement":[${own},${compact}]}`);
  });

  it('prints a single object and its neighbour alike', () => {
    const before = '{\n  "Statement": {\n    "Sid": "Own"\n  }\n}';
    expect(addStatement(before, added)).toBe(
      '{\n  "Statement": [{\n    "Sid": "Own"\n  }, {\n    "Sid": "New",\n    "Effect": "Deny",\n' +
        '    "Resource": [\n      "a",\n      "b"\n    ]\n  }]\n}',
    );
  });

  it('leaves spellings of numbers, escapes and odd white space as they are', () => {
    const own =
      '{ "Sid":"\\u00d6wn\\/1" ,\t"Condition":{"NumericLessThan":{"s3:max-keys":[1.0,1e3,12345678901234567890]}}}';
    const before = `\n {"Version" :"2012-10-17","Statement":[ ${own}\t] , "Id":"\\u0041"}\n\n`;
    expect(addStatement(before, added)).toBe(
      `\n {"Version" :"2012-10-17","Statement":[ ${own}, ${compact}\t] , "Id":"\\u0041"}\n\n`,
    );
  });

  it('adds to 200 statements within a moment', () => {
    const statements = Array.from({ length: 200 }, (_, index) => ({ Sid: `S${index}` }));
    const before = JSON.stringify({ Statement: statements });
    const started = performance.now();
    const after = addStatement(before, added);
    expect(performance.now() - started).toBeLessThan(1000);
    expect(after).toBe(`${before.slice(0, -2)},${compact}]}`);
  });

  it('refuses what is no policy', () => {
    expect(() => addStatement('{"Statement":"all"}', added)).toThrow(MalformedPolicy);
  });
});
