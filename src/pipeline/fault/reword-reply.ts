/** Makes a model's answer say or count something else, in the form in which it came: whole, or as a stream. */

import { wordPieces } from '../../codec/text-pieces.ts';
import type { CollectedReply, Dialect } from '../../core/dialect.ts';
import type { Failures } from '../../core/failures.ts';
import type { FaultAction, Wording } from '../../core/fault.ts';
import type { PlannedReply } from '../../core/reply.ts';
import type { SimRequest } from '../../core/request.ts';
import { recounted } from './recount.ts';

export type Rewording = Extract<FaultAction, { kind: 'reword' | 'recount' }>;

/** Undefined for what is no complete answer of a model, and where nothing changes. */
export function rewordReply(
  reply: PlannedReply,
  request: SimRequest,
  action: Rewording,
  dialect: Dialect,
  failures: Failures,
): PlannedReply | undefined {
  if (reply.end !== 'complete') return undefined;
  try {
    return changed(reply, request, action, dialect, failures);
  } catch (error) {
    // JSON that nests too deep for the stack.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function changed(
  reply: PlannedReply,
  request: SimRequest,
  action: Rewording,
  dialect: Dialect,
  failures: Failures,
): PlannedReply | undefined {
  const given: CollectedReply = { status: reply.status, headers: reply.headers, body: reply.bytes };
  const joined = dialect.describe(request).stream ? dialect.streaming?.join(given) : undefined;
  const whole = joined ?? given;
  const other =
    action.kind === 'recount' ? recounted(whole, action.recount) : reworded(whole, action, dialect, failures);
  if (other === undefined) return undefined;
  if (joined === undefined) return planned(reply, other.headers, [other.body]);
  const split = dialect.streaming?.split(other, request, wordPieces);
  return split === undefined ? undefined : planned(reply, split.headers, split.events);
}

function reworded(
  whole: CollectedReply,
  { reword }: Extract<Rewording, { kind: 'reword' }>,
  dialect: Dialect,
  failures: Failures,
): CollectedReply | undefined {
  const choices = dialect.answerOf(whole)?.choices ?? [];
  if (choices.length === 0) return undefined;
  const ways = choices.map(reword);
  const most = Math.max(...ways.map((each) => each.length));
  // The first way that the protocol can write for all choices alike.
  for (let way = 0; way < most; way += 1) {
    const wordings = ways.flatMap((each): readonly Wording[] => each.slice(Math.min(way, each.length - 1)).slice(0, 1));
    const other = wordings.length === choices.length ? failures.reword(whole, wordings) : undefined;
    if (other !== undefined) return other;
  }
  return undefined;
}

/** The chunks in the place of the reply's own, spread over the times of those. */
function planned(reply: PlannedReply, headers: PlannedReply['headers'], chunks: readonly Uint8Array[]): PlannedReply {
  const { timing } = reply;
  const ends: number[] = [];
  let length = 0;
  for (const { byteLength } of chunks) {
    length += byteLength;
    ends.push(length);
  }
  const last = timing.chunks.length - 1;
  const at = (i: number): number => {
    const place = chunks.length === 1 ? last : Math.floor((i * last) / (chunks.length - 1));
    return timing.chunks[place] ?? timing.end;
  };
  return {
    ...reply,
    headers: withLength(headers, reply, chunks.length === 1 ? length : undefined),
    bytes: Buffer.concat(chunks),
    ends,
    timing: { ...timing, chunks: chunks.map((_, i) => at(i)) },
  };
}

/** The right length, where the reply had given one and it is one piece. */
function withLength(
  headers: PlannedReply['headers'],
  reply: PlannedReply,
  length: number | undefined,
): PlannedReply['headers'] {
  const others = headers.filter(([name]) => name.toLowerCase() !== 'content-length');
  const had = reply.headers.some(([name]) => name.toLowerCase() === 'content-length');
  return had && length !== undefined ? [...others, ['content-length', String(length)]] : others;
}
