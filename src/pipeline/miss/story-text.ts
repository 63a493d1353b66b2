/** The story of a miss for a terminal: at most some forty lines, no wider than asked for. */

import type { MissStory, ToldDifference } from './story.ts';
import { type Piece, plainPaint, type StoryPaint, shown, wrapped } from './wrapped-pieces.ts';

/** How the story of a miss is laid out. */
export interface StoryLayout {
  /** Colours; none by default. */
  readonly paint?: StoryPaint;
  /** Columns, default 100. */
  readonly width?: number;
}

const mostDifferences = 10;
const linesOfDifference = 3;

/** The story of a miss as lines for people. */
export function storyText(story: MissStory, { paint = plainPaint, width = 100 }: StoryLayout = {}): string {
  const columns = Math.max(width, 40);
  const lines: string[] = [];
  const say = (indent: number, pieces: readonly Piece[], most = 4): void => {
    lines.push(...wrapped(pieces, columns, indent, most, paint));
  };
  say(0, [
    { text: `Miss ${story.number}`, style: 'bold' },
    { text: ` ${story.request}`, style: 'yellow' },
  ]);
  if (story.sameAs !== undefined) {
    say(2, [{ text: `The same request as miss ${story.sameAs}.` }]);
    return lines.join('\n');
  }
  say(2, [{ text: story.why }]);
  if (story.closest.length > 0) {
    say(2, [{ text: 'Closest recordings, by fields that are equal:', style: 'bold' }]);
    const counts = story.closest.map(({ equal, fields }) => `${equal} of ${fields}`);
    const widest = Math.max(...counts.map(({ length }) => length));
    for (const [i, { interaction, sameEndpoint }] of story.closest.entries()) {
      const where = sameEndpoint ? interaction : `${interaction} (another endpoint)`;
      // Not wrapped: it is a name to be copied, as are the lines for the configuration and the command.
      lines.push(`    ${(counts[i] ?? '').padEnd(widest)}  ${paint.dim(shown(where))}`);
    }
  }
  if (story.differences.length > 0) {
    say(2, [{ text: 'What is different from the first of them:', style: 'bold' }]);
    for (const one of story.differences.slice(0, mostDifferences)) say(4, differencePieces(one), linesOfDifference);
    const more = story.moreDifferences + Math.max(story.differences.length - mostDifferences, 0);
    if (more > 0) say(4, [{ text: `and ${more} more`, style: 'dim' }]);
  }
  if (story.configuration !== undefined) {
    say(2, [{ text: 'It matches with this in llmsim.yaml:', style: 'bold' }]);
    for (const line of story.configuration) lines.push(`    ${paint.green(shown(line))}`);
  } else if (story.differences.length > 0) {
    say(2, [{ text: 'No rule of llmsim.yaml makes it match and leaves what it asks.' }]);
  }
  for (const advice of story.advice) say(2, [{ text: advice }]);
  say(2, [{ text: 'To record it, run this and send the request again:', style: 'bold' }]);
  lines.push(`    ${paint.green(shown(story.record))}`);
  return lines.join('\n');
}

function differencePieces({ field, kind, from = '', to = '', words }: ToldDifference): readonly Piece[] {
  const label: Piece = { text: `${field}: `, style: 'bold' };
  switch (kind) {
    case 'added':
      return [label, { text: 'added ' }, { text: to, style: 'green' }];
    case 'removed':
      return [label, { text: 'removed ' }, { text: from, style: 'red' }];
    case 'moved':
      return [label, { text: `moved here from [${from}]` }];
    case 'changed':
      if (words === undefined)
        return [label, { text: from, style: 'red' }, { text: ' → ' }, { text: to, style: 'green' }];
      return [
        label,
        ...words.map((run): Piece => {
          if (run.kind === 'same') return { text: run.text };
          return run.kind === 'removed'
            ? { text: `[-${run.text}-]`, style: 'red' }
            : { text: `{+${run.text}+}`, style: 'green' };
        }),
      ];
  }
}
