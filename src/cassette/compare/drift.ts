/** How an upstream's answer has drifted from the recorded one, by severity. */

import { headerOf, mediaType } from '../../core/headers.ts';
import type { Interaction } from '../../core/interaction.ts';
import { type Difference, responseDifferences } from './differences.ts';
import { type Said, saidIn, waysOfAnswering } from './said.ts';
import { type ShapeChange, shapeChanges, shapeOf } from './shape.ts';

/** `error` breaks clients: a field gone, another type, another status; `info` is new; `note` is what a model may say otherwise. */
export type Severity = 'error' | 'info' | 'note';

export interface DriftFinding {
  readonly severity: Severity;
  /** `status`, `content type`, `field` (of the JSON), or a section of the answer as `text` and `tool calls`. */
  readonly about: string;
  /** JSON path over all elements and events, or the place in the answer; empty where there is only one. */
  readonly path: string;
  /** `gone`, `new`, `is number, was string`, or `changed` with the two values beside it. */
  readonly what: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/**
 * Empty when both say the same: ids, times, fingerprints, padding, cuts and timing do not count, nor how many tokens came from a
 * cache. Both have been through the same redaction.
 */
export function driftBetween(recorded: Interaction, fresh: Interaction): DriftFinding[] {
  const heads = [...statusDrift(recorded, fresh), ...contentTypeDrift(recorded, fresh)];
  // Of an error nobody expects the fields of an answer.
  if (isFailure(recorded) !== isFailure(fresh)) return heads;
  const fields = fieldDrift(recorded, fresh);
  const told = new Set(fields.map(({ path }) => path));
  const differences = responseDifferences(recorded, fresh).filter((difference) => isNote(difference, told));
  return [...heads, ...fields, ...differences.map(noteOf)];
}

function isFailure({ response }: Interaction): boolean {
  return response.status >= 400;
}

function statusDrift({ response: was }: Interaction, { response: is }: Interaction): DriftFinding[] {
  return [
    ...(was.status === is.status ? [] : [error('status', String(was.status), String(is.status))]),
    ...(was.end === is.end ? [] : [error('end', was.end, is.end)]),
  ];
}

function contentTypeDrift({ response: was }: Interaction, { response: is }: Interaction): DriftFinding[] {
  const [before, after] = [was, is].map(({ headers }) => mediaType(headerOf(headers, 'content-type')));
  return before === after ? [] : [error('content type', before ?? '', after ?? '')];
}

function error(about: string, before: string, after: string): DriftFinding {
  return { severity: 'error', about, path: '', what: 'changed', before, after };
}

function fieldDrift(recorded: Interaction, fresh: Interaction): DriftFinding[] {
  const [was, is] = [recorded, fresh].map(({ response }) => shapeOf(response.headers, response.bytes));
  if (was === undefined || is === undefined) return [];
  const otherwise = answeredOtherwise(saidIn(recorded), saidIn(fresh));
  return shapeChanges(was, is).map((change) => fieldFinding(change, otherwise));
}

/** A call instead of a text, say: then fields are missing for the model's sake, not for the API's. */
function answeredOtherwise(before: Said, after: Said): boolean {
  if (before.kind !== 'answer' || after.kind !== 'answer') return false;
  const [was, is] = [waysOfAnswering(before.answer), waysOfAnswering(after.answer)];
  return was !== is && is !== '';
}

function fieldFinding({ kind, path, before, after }: ShapeChange, otherwise: boolean): DriftFinding {
  const about = path.startsWith('event ') ? 'event' : 'field';
  const finding = { about, path, before: undefined, after: undefined };
  const missing = otherwise ? ' (the model answered in another way)' : '';
  switch (kind) {
    case 'gone':
      return { ...finding, severity: otherwise ? 'note' : 'error', what: `gone${missing}` };
    case 'null-now':
      return { ...finding, severity: otherwise ? 'note' : 'error', what: `is null, was ${before}${missing}` };
    case 'type-changed':
      return { ...finding, severity: 'error', what: `is ${after}, was ${before}` };
    case 'null-no-more':
      return { ...finding, severity: 'info', what: `is ${after}, was null` };
    case 'new':
      return { ...finding, severity: 'info', what: after === '' ? 'new' : `new, ${after}` };
  }
}

const inHead: ReadonlySet<string> = new Set(['status', 'end']);

/** `told`: the fields of which there is more to say than that their value is another. */
function isNote({ section, path, before, after }: Difference, told: ReadonlySet<string>): boolean {
  if (inHead.has(section)) return false;
  if (section === 'usage') return path === 'input' || path === 'output';
  if (section !== 'body') return true;
  return before !== undefined && after !== undefined && !told.has(path.replace(/\[\d+\]/g, '[]'));
}

function noteOf({ section, path, before, after }: Difference): DriftFinding {
  return { severity: 'note', about: section, path, what: 'changed', before, after };
}
