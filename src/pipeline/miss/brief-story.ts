/** The story of a miss as far as it can be told without looking at any recording. */

import type { MissReason } from '../../core/outcome.ts';
import { explainReason, type Missed, mainReason, recordCommand, requestLine } from '../explain.ts';
import type { MissStory } from './story.ts';

/** Which miss it was, and when (ISO 8601). */
export type Happened = Pick<MissStory, 'number' | 'at'>;

export function briefStory(missed: Missed, happened: Happened, ...advice: readonly string[]): MissStory {
  const reason = mainReason(missed.reasons);
  return {
    ...happened,
    kind: reason.kind,
    request: requestLine(missed.request),
    cassette: missed.selection.cassette,
    why: sentence(missed.reasons.map(explainReason).join('; ')),
    closest: [],
    differences: [],
    moreDifferences: 0,
    configuration: undefined,
    advice: [...adviceFor(reason), ...advice],
    record: recordCommand(missed),
    sameAs: undefined,
  };
}

function adviceFor(reason: MissReason): readonly string[] {
  switch (reason.kind) {
    case 'exhausted':
      return [
        '`--repeat last` answers with the last recording again, `--repeat cycle` with the first.',
        `\`POST /__llmsim/reset?cassette=${reason.cassette}\` begins the sequence anew, and so does a session of its own: /@${reason.cassette}~name/.`,
      ];
    case 'defective':
      return [
        '`llmsim cassette verify` names all files that cannot be used. Restore this one from version control, or record it again.',
      ];
    default:
      return [];
  }
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
