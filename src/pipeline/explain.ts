/** Words for a miss: what was asked, where it was looked for, and the command that records it. */

import type { Exchange } from '../core/exchange.ts';
import type { MissReason } from '../core/outcome.ts';
import { shellWord } from '../core/shell-word.ts';
import { dialectOf } from '../dialects/list.ts';
import { createRedactor, type Redactor } from '../redaction/redactor.ts';

/** What the remedy in a miss names. */
export interface RecordHint {
  /** The `--upstream` to suggest for a dialect family. */
  readonly upstream: string | undefined;
  readonly folder: string;
  readonly cassette: string;
}

const usualRedactor = createRedactor();

/** A request in one line: `POST /v1/chat/completions (gpt-4o-mini, "Say hello")`; nothing that `redactor` takes out. */
export function describeRequest(exchange: Exchange, redactor: Redactor = usualRedactor): string {
  const { request } = redactor.begin(exchange.request);
  const { model, prompt } = dialectOf(request).dialect.describe(request);
  const details = [model, prompt === undefined ? undefined : `"${firstWords(prompt, 60)}"`].filter(
    (part) => part !== undefined,
  );
  return `${request.method} ${request.target}${details.length > 0 ? ` (${details.join(', ')})` : ''}`;
}

/** The beginning of a text on one line, cut at `max` characters. */
export function firstWords(text: string, max: number): string {
  const line = text
    .slice(0, max * 4)
    .replace(/[\ud800-\udbff]$/, '') // half of a character
    .replace(/\s+/g, ' ')
    .trim();
  const characters = [...line];
  return characters.length <= max ? line : `${characters.slice(0, max - 1).join('')}…`;
}

export function explainMiss(
  exchange: Exchange,
  reasons: readonly MissReason[],
  hint: RecordHint,
  redactor: Redactor = usualRedactor,
): string {
  const why = reasons.map((reason) => explainReason(reason)).join('; ');
  const upstream = exchange.upstream ?? hint.upstream ?? '<name or URL>';
  const command = `llmsim record --upstream ${upstream} --cassettes ${shellWord(hint.folder)} --cassette ${exchange.selection.cassette ?? hint.cassette}`;
  return `llmsim has no recording of ${describeRequest(exchange, redactor)}: ${why}. To record it, run \`${command}\` and send the request again.`;
}

function explainReason(reason: MissReason): string {
  switch (reason.kind) {
    case 'no-recording': {
      const where = reason.cassettes.length === 0 ? 'there are no cassettes' : `looked in ${list(reason.cassettes)}`;
      return `${where} for key ${reason.keyPrefix}`;
    }
    case 'cassette-absent':
      return `there is no cassette "${reason.cassette}"`;
    case 'exhausted':
      return `cassette "${reason.cassette}" has ${reason.recordings} of it and all were played (--repeat miss)`;
    case 'defective':
      return `its recording cannot be used: ${reason.problem.replace(/\.$/, '')}`;
  }
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => `"${name}"`);
  const more = names.length - shown.length;
  return `cassette${names.length === 1 ? '' : 's'} ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
