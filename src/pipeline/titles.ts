/** What a recording is called: the stem of its file name, and its summary line. Both are made of the redacted request. */

import { interactionStem } from '../cassette/file-name.ts';
import type { RequestSummary } from '../core/dialect.ts';
import type { RecordedResponse } from '../core/interaction.ts';
import type { SimRequest } from '../core/request.ts';
import type { ClaimedRequest } from '../dialects/list.ts';
import type { Redacted } from '../redaction/redacted.ts';
import { firstWords } from './explain.ts';

export interface Titled extends ClaimedRequest {
  readonly request: Redacted<SimRequest>;
  readonly summary: RequestSummary;
}

export function stemOf(titled: Titled, upstream: string, keyHex: string): string {
  const { operation, summary } = titled;
  const told = /stream/.test(operation.endpoint) || !summary.stream;
  const endpoint = told ? operation.endpoint : `${operation.endpoint}-stream`;
  return interactionStem({ upstream, endpoint, model: summary.model, prompt: summary.prompt, keyHex });
}

/** `gpt-4o-mini: Say hello (stream)`, with the status or the cut where the answer is not a whole success. */
export function summaryLine(titled: Titled, response: Pick<RecordedResponse, 'status' | 'end'>): string {
  const { model, prompt, stream } = titled.summary;
  const subject =
    model !== undefined ? firstWords(model, 80) : `${titled.request.method} ${titled.request.target.slice(0, 100)}`;
  const words = prompt === undefined ? '' : `: ${firstWords(prompt, 80)}`;
  const ending = [
    ...(response.status >= 400 ? [String(response.status)] : []),
    ...(response.end === 'complete' ? [] : [response.end]),
  ];
  return `${subject}${words}${stream ? ' (stream)' : ''}${ending.length === 0 ? '' : ` → ${ending.join(', ')}`}`;
}
