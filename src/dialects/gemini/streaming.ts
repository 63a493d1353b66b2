/** Gemini's answers as streams, SSE or a JSON array, and such streams put together. */

import { encodeEvent } from '../../codec/sse.ts';
import type { CollectedReply, StreamedReply, Streaming, TextCutter } from '../../core/dialect.ts';
import { pathOf, queryOf, type SimRequest } from '../../core/request.ts';
import { nestedError } from '../error-text.ts';
import { interleaved } from '../interleaved.ts';
import { type JsonObject, jsonObjectIn, numberOf, objectOf, objectsOf } from '../json-shape.ts';
import type { Delta } from '../merge-delta.ts';
import { replyEvents } from '../reply-events.ts';
import { streamReply, wholeReply } from '../reply-form.ts';

/** https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent */
export const geminiStreaming: Streaming = {
  otherForms(request) {
    const path = pathOf(request.target);
    if (path.endsWith(':streamGenerateContent')) {
      return [
        {
          ...request,
          target: withQuery(path.replace(/:streamGenerateContent$/, ':generateContent'), withoutSse(request)),
        },
      ];
    }
    if (!path.endsWith(':generateContent')) return [];
    const streaming = path.replace(/:generateContent$/, ':streamGenerateContent');
    const query = withoutSse(request);
    return [
      { ...request, target: withQuery(streaming, ['alt=sse', ...query]) },
      { ...request, target: withQuery(streaming, [...query, 'alt=sse']) },
      { ...request, target: withQuery(streaming, query) },
    ];
  },
  join: joinResponses,
  split: splitResponse,
};

function withoutSse({ target }: SimRequest): string[] {
  return (queryOf(target) ?? '').split('&').filter((part) => part !== '' && part !== 'alt=sse');
}

function withQuery(path: string, query: readonly string[]): string {
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

function joinResponses(reply: CollectedReply): CollectedReply | undefined {
  const responses = reply.status === 200 ? replyEvents(reply.body).map(({ value }) => value) : [];
  const whole: Delta = {};
  const candidates = new Map<number, Delta>();
  for (const response of responses) {
    if (nestedError(response) !== undefined) return undefined;
    const { candidates: said, ...rest } = response;
    Object.assign(whole, rest);
    for (const [position, candidate] of objectsOf(said).entries()) {
      const index = numberOf(candidate['index']) ?? position;
      candidates.set(index, joinedCandidate(candidates.get(index), candidate));
    }
  }
  const all = [...candidates].sort(([one], [other]) => one - other).map(([, candidate]) => candidate);
  const blocked = objectOf(whole['promptFeedback'])?.['blockReason'] !== undefined;
  if (!all.every(({ finishReason }) => typeof finishReason === 'string') || (all.length === 0 && !blocked))
    return undefined;
  return wholeReply(reply, all.length === 0 ? whole : { candidates: all, ...whole }, 'application/json; charset=UTF-8');
}

function joinedCandidate(known: Delta | undefined, candidate: JsonObject): Delta {
  const { content, ...rest } = candidate;
  const said = objectOf(content);
  const before = objectOf(known?.['content']);
  const parts = objectsOf(before?.['parts']);
  for (const part of objectsOf(said?.['parts'])) addPart(parts, part);
  const joined = said === undefined && before === undefined ? {} : { content: { ...before, ...said, parts } };
  return { ...joined, ...without(known, 'content'), ...rest };
}

/** Text continues the text before it, thoughts the thoughts; a signature ends a part. */
function addPart(parts: JsonObject[], part: JsonObject): void {
  const last = parts.at(-1);
  const { text } = part;
  if (text === '' && Object.keys(part).length === 1) return;
  const continues =
    last !== undefined &&
    typeof text === 'string' &&
    typeof last['text'] === 'string' &&
    last['thought'] === part['thought'] &&
    last['thoughtSignature'] === undefined;
  if (continues) parts[parts.length - 1] = { ...last, ...part, text: `${last['text']}${text}` };
  else parts.push(part);
}

function without(delta: Delta | undefined, name: string): Delta {
  const { [name]: _, ...rest } = delta ?? {};
  return rest;
}

function splitResponse(reply: CollectedReply, request: SimRequest, cut: TextCutter): StreamedReply | undefined {
  const whole = reply.status === 200 ? jsonObjectIn(reply.body) : undefined;
  if (whole === undefined || (whole['candidates'] === undefined && whole['promptFeedback'] === undefined))
    return undefined;
  const { candidates, usageMetadata, promptFeedback, ...rest } = whole;
  const all = interleaved(objectsOf(candidates).map((candidate) => candidatePieces(candidate, cut)));
  const responses = all.map((candidate, i) => ({
    candidates: [candidate],
    ...(i === 0 && promptFeedback !== undefined ? { promptFeedback } : {}),
    ...(usageMetadata === undefined
      ? {}
      : { usageMetadata: i === all.length - 1 ? usageMetadata : soFar(usageMetadata) }),
    ...rest,
  }));
  const values = all.length === 0 ? [whole] : responses;
  const sse = /(?:^|&)alt=sse(?:&|$)/.test(queryOf(request.target) ?? '');
  return sse
    ? streamReply(
        reply,
        values.map((value) => encodeEvent({ data: JSON.stringify(value) }, '\r\n')),
        'text/event-stream',
      )
    : streamReply(reply, arrayPieces(values), 'application/json; charset=UTF-8');
}

/** As Google writes it: an array whose elements come one by one, indented, with `,` and CRLF between them. */
function arrayPieces(values: readonly JsonObject[]): string[] {
  return values.map((value, i) => {
    const text = JSON.stringify(value, undefined, 2);
    return `${i === 0 ? '[' : ',\r\n'}${text}${i === values.length - 1 ? '\n]\n' : '\n'}`;
  });
}

/** The last piece says why it ended, and all that is only known then. */
function candidatePieces(candidate: JsonObject, cut: TextCutter): JsonObject[] {
  const { content, index, ...ending } = candidate;
  const said = objectOf(content);
  const at = index === undefined ? {} : { index };
  if (said === undefined) return [candidate];
  const pieces = objectsOf(said['parts']).flatMap((part) => partPieces(part, cut));
  if (pieces.length === 0) return [candidate];
  return pieces.map((part, i) => ({
    content: { ...said, parts: [part] },
    ...(i === pieces.length - 1 ? ending : {}),
    ...at,
  }));
}

/** A signature goes with the last piece. */
function partPieces(part: JsonObject, cut: TextCutter): JsonObject[] {
  const { text, thoughtSignature, ...rest } = part;
  if (typeof text !== 'string') return [part];
  const pieces = cut(text);
  return pieces.map((piece, i) => ({
    text: piece,
    ...rest,
    ...(i === pieces.length - 1 && thoughtSignature !== undefined ? { thoughtSignature } : {}),
  }));
}

/** Before the end only the prompt is counted. */
function soFar(usage: unknown): JsonObject {
  const { promptTokenCount, promptTokensDetails } = objectOf(usage) ?? {};
  return {
    ...(promptTokenCount === undefined ? {} : { promptTokenCount, totalTokenCount: promptTokenCount }),
    ...(promptTokensDetails === undefined ? {} : { promptTokensDetails }),
  };
}
