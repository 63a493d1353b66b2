/** Words for a miss: what was asked, where it was looked for, and the command that records it. */

import type { Exchange } from '../core/exchange.ts';
import type { MissReason } from '../core/outcome.ts';
import type { SimRequest } from '../core/request.ts';
import { shellWord } from '../core/shell-word.ts';
import { dialectOf } from '../dialects/list.ts';
import type { Redacted } from '../redaction/redacted.ts';

/** What the remedy in a miss names. */
export interface RecordHint {
  /** The `--upstream` to suggest for a dialect family. */
  readonly upstream: string | undefined;
  /** Whether only the request's path told the upstream: that of a recording like it is a better one. */
  readonly guessed?: boolean;
  readonly folder: string;
  readonly cassette: string;
}

/** A request in one line: `POST /v1/chat/completions (gpt-4o-mini, "Say hello")`. */
export function requestLine(request: Redacted<SimRequest>): string {
  const { model, prompt } = dialectOf(request).dialect.describe(request);
  const details = [
    model === undefined ? undefined : firstWords(model, 60),
    prompt === undefined ? undefined : `"${firstWords(prompt, 60)}"`,
  ].filter((part) => part !== undefined);
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

/** A request without an answer, as it is told of: redacted, and without the client. */
export interface Missed extends Pick<Exchange, 'upstream' | 'selection'> {
  readonly request: Redacted<SimRequest>;
  readonly reasons: readonly MissReason[];
  readonly hint: RecordHint;
}

/** What a client is told: short, because the rest is on a page of its own. */
export function explainMiss({ reasons, ...missed }: Missed): string {
  if (isUnknownEndpoint(reasons)) {
    return `llmsim knows no endpoint ${missed.request.method} ${missed.request.target}${nearTo(reasons[0].near)}.`;
  }
  const why = reasons.map((reason) => explainReason(reason)).join('; ');
  const none = mainReason(reasons).kind === 'exhausted' ? 'no more recordings' : 'no recording';
  return `llmsim has ${none} of ${requestLine(missed.request)}: ${why}. To record it, run \`${recordCommand(missed)}\` and send the request again.`;
}

/** Nothing could have been recorded: a simulated provider was asked for what it does not have. */
export function isUnknownEndpoint(
  reasons: readonly MissReason[],
): reasons is readonly [Extract<MissReason, { kind: 'not-synthesisable' }>] {
  return reasons.length === 1 && reasons[0]?.kind === 'not-synthesisable';
}

/** The reason that says most where responders had several. */
export function mainReason(reasons: readonly MissReason[]): MissReason {
  const kinds = ['exhausted', 'defective', 'no-recording', 'cassette-absent', 'not-synthesisable'] as const;
  for (const kind of kinds) {
    const found = reasons.find((reason) => reason.kind === kind);
    if (found !== undefined) return found;
  }
  return { kind: 'no-recording', cassettes: [], keyPrefix: '' };
}

/** The command that records what was missed. */
export function recordCommand({ upstream: asked, selection, hint }: Omit<Missed, 'request' | 'reasons'>): string {
  const known = asked ?? hint.upstream;
  const upstream = known === undefined ? '<name or URL>' : shellWord(known);
  return `llmsim record --upstream ${upstream} --cassettes ${shellWord(hint.folder)} --cassette ${selection.cassette ?? hint.cassette}`;
}

/** One reason as a part of a sentence. */
export function explainReason(reason: MissReason): string {
  switch (reason.kind) {
    case 'no-recording': {
      if (reason.cassettes.length === 0) return 'there are no cassettes';
      return `looked in ${list(reason.cassettes)} for key ${reason.keyPrefix}`;
    }
    case 'cassette-absent':
      return `there is no cassette "${reason.cassette}"`;
    case 'exhausted':
      return `cassette "${reason.cassette}" has ${reason.recordings} of it and all were played (--repeat miss)`;
    case 'defective':
      return `its recording cannot be used: ${reason.problem.replace(/\.$/, '')}`;
    case 'not-synthesisable':
      return `it is no endpoint that llmsim can answer by itself${nearTo(reason.near)}`;
  }
}

function nearTo(paths: readonly string[]): string {
  return paths.length === 0 ? '' : `; near to it are ${paths.join(', ')}`;
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => `"${name}"`);
  const more = names.length - shown.length;
  return `cassette${names.length === 1 ? '' : 's'} ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
