import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';

/** A schema as the text of a JSON Schema file. */
export function schemaJson(schema: GenericSchema, title: string, description: string): string {
  const { $schema, ...rest } = toJsonSchema(schema, { target: 'draft-2020-12' });
  const all = { $schema, title, description, ...rest };
  return `${JSON.stringify(all, undefined, 2).replace(LIST_OF_WORDS, onOneLine)}\n`;
}

const LIST_OF_WORDS = /^(.*)\[\n\s+("[^"\n]*"(?:,\n\s+"[^"\n]*")*)\n\s*\](,?)$/gm;

/** Short lists stand on one line, as the formatter of this repository wants it. */
function onOneLine(whole: string, start: string, words: string, end: string): string {
  const line = `${start}[${words.replace(/,\n\s+/g, ', ')}]${end}`;
  return line.length <= 100 ? line : whole;
}
