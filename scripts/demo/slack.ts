import { stripVTControlCharacters, styleText } from 'node:util';
import { wrap } from './text.ts';
import type { ToldChat } from './told.ts';

const emoji: Record<string, string> = {
  white_check_mark: '✅',
  warning: '⚠️ ',
  mag: '🔍',
  hourglass_flowing_sand: '⏳',
};

/** A custom notification as Amazon Q Developer would post it: a bar at the left, markdown rendered. */
export function slackLines({ content }: ToldChat, width: number): string[] {
  const { title, description, nextSteps, keywords } = content;
  const lines = [
    `${styleText('bold', 'Amazon Q')} ${styleText('inverse', ' APP ')}`,
    ...paragraph(title, width).map((line) => styleText('bold', line)),
    '',
    ...description.split('\n').flatMap((line) => paragraph(line, width)),
    '',
    styleText('bold', 'Next steps'),
    ...nextSteps.flatMap((step) => paragraph(step, width, '• ')),
    '',
    keywords.map((word) => styleText('dim', `#${word}`)).join(' '),
  ];
  const bar = styleText('yellow', '┃');
  return lines.map((line) => `${bar} ${line}`.trimEnd());
}

/** Wrapped first: the codes of colours have no width. Code may go on in the next line. */
function paragraph(markdown: string, width: number, first = ''): string[] {
  let inCode = false;
  const styled = (line: string) => {
    const parts = line.split('`').map((part, index) => {
      if (index > 0) inCode = !inCode;
      return inCode ? styleText('red', part) : withBold(part);
    });
    return parts.join('');
  };
  return wrap(plain(markdown), width, first, ' '.repeat(first.length)).map(styled);
}

function plain(markdown: string): string {
  return stripVTControlCharacters(markdown)
    .replace(/:(\w+):/g, (whole, name: string) => emoji[name] ?? whole)
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function withBold(text: string): string {
  return text.replace(/\*([^*\s][^*]*)\*/g, (_, words: string) => styleText('bold', words));
}
