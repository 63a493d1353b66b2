/** Lines of bounded width made of pieces in different colours. */

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/** Puts colours around a text; chalk's instances are such. */
export type StoryPaint = Readonly<Record<Style, (text: string) => string>>;

export interface Piece {
  readonly text: string;
  readonly style?: Style;
}

const same = (text: string): string => text;
export const plainPaint: StoryPaint = { bold: same, dim: same, red: same, green: same, yellow: same };

/** On one line, and without what a terminal would obey: line ends as `⏎`, other control characters as `·`. */
export function shown(text: string): string {
  return text
    .replace(/\r?\n/g, '⏎')
    .replace(/\t/g, ' ')
    .replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, '·');
}

/**
 * The pieces as at most `most` lines of `width` columns, all but the first indented by two more than `indent`; broken at spaces where
 * it can be, and cut with an ellipsis.
 */
export function wrapped(
  pieces: readonly Piece[],
  width: number,
  indent: number,
  most: number,
  paint: StoryPaint,
): readonly string[] {
  const lines: Piece[][] = [[]];
  let room = width - indent;
  for (const { word, style } of wordsOf(pieces)) {
    let rest = word;
    while (rest.length > 0) {
      if (rest.trimEnd().length > room && room < width - indent - 2) {
        lines.push([]);
        room = width - indent - 2;
      }
      const part = rest.slice(0, Math.max(room, 1));
      lines.at(-1)?.push(style === undefined ? { text: part } : { text: part, style });
      // A space at the end of a line may hang over.
      rest = rest.slice(part.length).replace(/^ +$/, '');
      room -= part.length;
    }
  }
  const kept = lines.slice(0, most);
  if (lines.length > most) kept.at(-1)?.push({ text: '…' });
  return kept.map((line, i) => `${' '.repeat(i === 0 ? indent : indent + 2)}${painted(line, paint)}`);
}

interface Word {
  /** With the spaces behind it. */
  readonly word: string;
  readonly style: Style | undefined;
}

function* wordsOf(pieces: readonly Piece[]): Generator<Word> {
  for (const { text, style } of pieces) {
    for (const [word] of shown(text).matchAll(/\S+\s*|\s+/g)) yield { word, style };
  }
}

/** Neighbours of one style are painted together. */
function painted(line: readonly Piece[], paint: StoryPaint): string {
  const joined: { text: string; style: Style | undefined }[] = [];
  for (const { text, style } of line) {
    const last = joined.at(-1);
    if (last !== undefined && last.style === style) last.text += text;
    else joined.push({ text, style });
  }
  const end = joined.at(-1);
  if (end !== undefined) end.text = end.text.trimEnd();
  return joined.map(({ text, style }) => (style === undefined || text === '' ? text : paint[style](text))).join('');
}
