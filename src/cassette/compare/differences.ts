/** What two interactions say differently, section by section: by meaning, not by bytes. */

import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../codec/canonical-json.ts';
import { decodeUtf8 } from '../../codec/utf8.ts';
import type { Answer, Choice, ToolCall, Usage } from '../../core/answer.ts';
import { headersOf } from '../../core/headers.ts';
import type { Interaction, RecordedRequest, RecordedResponse } from '../../core/interaction.ts';
import { dialectOf } from '../../dialects/list.ts';
import { type Said, saidIn } from './said.ts';
import { valueDifferences } from './value-differences.ts';
import { isVolatile } from './volatile.ts';

export const sections = [
  'request',
  'status',
  'end',
  'model',
  'text',
  'reasoning',
  'refusal',
  'tool calls',
  'finish',
  'usage',
  'body',
  'timing',
] as const;

export type Section = (typeof sections)[number];

export interface Difference {
  readonly section: Section;
  /** Where in the section: `body.messages[2].content`, `choices[1]`, `input`; empty where there is only one place. */
  readonly path: string;
  /** Undefined where there is nothing. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** In the order of `sections`. Times always differ between two recordings of one thing, and so do not make them different. */
export function differencesBetween(before: Interaction, after: Interaction): Difference[] {
  return [
    ...requestDifferences(before.request, after.request),
    ...responseDifferences(before, after),
    ...timingDifferences(before.response, after.response),
  ];
}

/** Whether a difference is one of meaning. */
export function counts({ section }: Difference): boolean {
  return section !== 'timing';
}

/** All sections between `request` and `timing`. */
export function responseDifferences(before: Interaction, after: Interaction): Difference[] {
  return [
    ...changed('status', '', String(before.response.status), String(after.response.status)),
    ...changed('end', '', before.response.end, after.response.end),
    ...saidDifferences(saidIn(before), saidIn(after)),
  ];
}

function requestDifferences(before: RecordedRequest, after: RecordedRequest): Difference[] {
  const counted = dialectOf(before).dialect.canonical.headers;
  const headers = counted.flatMap((name) => {
    const [was, is] = [headersOf(before.headers, name), headersOf(after.headers, name)];
    return changed('request', `header ${name}`, was.join(', ') || undefined, is.join(', ') || undefined);
  });
  return [
    ...changed('request', 'method', before.method, after.method),
    ...changed('request', 'target', before.target, after.target),
    ...headers,
    ...requestBodyDifferences(before.body, after.body),
  ];
}

function requestBodyDifferences(before: Uint8Array, after: Uint8Array): Difference[] {
  if (Buffer.compare(before, after) === 0) return [];
  const [was, is] = [jsonIn(before), jsonIn(after)];
  if (was !== undefined && is !== undefined) return valuesChanged('request', 'body', valueDifferences(was, is));
  return changed('request', 'body', contentOf(before), contentOf(after));
}

function saidDifferences(before: Said, after: Said): Difference[] {
  if (before.kind === 'answer' && after.kind === 'answer') return answerDifferences(before.answer, after.answer);
  if (before.kind === 'json' && after.kind === 'json') {
    return valuesChanged('body', '', valueDifferences(before.value, after.value, isVolatile));
  }
  return changed(
    before.kind === 'binary' || after.kind === 'binary' ? 'body' : 'text',
    '',
    wordsOf(before),
    wordsOf(after),
  );
}

function answerDifferences(before: Answer, after: Answer): Difference[] {
  const several = Math.max(before.choices.length, after.choices.length);
  const choices = Array.from({ length: several }, (_, i) =>
    choiceDifferences(several > 1 ? `choices[${i}]` : '', before.choices[i], after.choices[i]),
  ).flat();
  const inOrder = sections.flatMap((section) => choices.filter((difference) => difference.section === section));
  return [
    ...changed('model', '', before.model, after.model),
    ...inOrder,
    ...usageDifferences(before.usage, after.usage),
  ];
}

function choiceDifferences(path: string, before: Choice | undefined, after: Choice | undefined): Difference[] {
  const calls = Math.max(before?.toolCalls.length ?? 0, after?.toolCalls.length ?? 0);
  const at = (i: number): string =>
    [path, ...(calls > 1 ? [`call ${i + 1}`] : [])].filter((part) => part !== '').join(' ');
  return [
    ...changed('text', path, before?.text, after?.text),
    ...changed('reasoning', path, before?.reasoning, after?.reasoning),
    ...changed('refusal', path, before?.refusal, after?.refusal),
    ...Array.from({ length: calls }, (_, i) =>
      changed('tool calls', at(i), callText(before?.toolCalls[i]), callText(after?.toolCalls[i])),
    ).flat(),
    ...changed('finish', path, before?.finish, after?.finish),
  ];
}

/** Arguments are JSON that a model wrote: the order of its keys is chance. */
function callText(call: ToolCall | undefined): string | undefined {
  return call === undefined ? undefined : `${call.name}(${canonicalJson(call.arguments) ?? call.arguments})`;
}

function usageDifferences(before: Usage | undefined, after: Usage | undefined): Difference[] {
  return (['input', 'output', 'cached', 'reasoning'] as const).flatMap((name) =>
    changed(
      'usage',
      name,
      before === undefined ? undefined : String(before[name]),
      after === undefined ? undefined : String(after[name]),
    ),
  );
}

function timingDifferences(before: RecordedResponse, after: RecordedResponse): Difference[] {
  const facts = ({ timing, ends }: RecordedResponse): readonly (readonly [string, string | undefined])[] => [
    ['head', milliseconds(timing.head)],
    ['first chunk', timing.chunks[0] === undefined ? undefined : milliseconds(timing.chunks[0])],
    ['end', milliseconds(timing.end)],
    ['chunks', String(ends.length)],
  ];
  const is = facts(after);
  return facts(before).flatMap(([name, value], i) => changed('timing', name, value, is[i]?.[1]));
}

function milliseconds(ms: number): string {
  return `${ms < 100 ? ms : Math.round(ms)} ms`;
}

function changed(section: Section, path: string, before: string | undefined, after: string | undefined): Difference[] {
  return before === after ? [] : [{ section, path, before, after }];
}

function valuesChanged(section: Section, root: string, values: ReturnType<typeof valueDifferences>): Difference[] {
  return values.map(({ path, before, after }) => ({
    section,
    path: path === '' || root === '' || path.startsWith('[') ? root + path : `${root}.${path}`,
    before: valueText(before),
    after: valueText(after),
  }));
}

/** Strings as they are, because they are read as text; everything else as JSON. */
function valueText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function wordsOf(said: Said): string {
  switch (said.kind) {
    case 'text':
      return said.text;
    case 'json':
      return JSON.stringify(said.value);
    case 'binary':
      return contentOf(said.bytes);
    case 'answer':
      return said.answer.choices.map(({ text }) => text).join('\n');
  }
}

function contentOf(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text !== undefined) return text;
  return `${bytes.byteLength} bytes, sha256 ${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}`;
}

function jsonIn(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
