/** Lets the recording of a stream answer a request without streaming, and the reverse, where nothing else answers. */

import { wordPieces } from '../../codec/text-pieces.ts';
import type { CollectedReply, StreamedReply } from '../../core/dialect.ts';
import type { Exchange } from '../../core/exchange.ts';
import type { Hit, Outcome, Responder } from '../../core/outcome.ts';
import type { PlannedReply } from '../../core/reply.ts';
import type { SimRequest } from '../../core/request.ts';
import { dialectOf } from '../../dialects/list.ts';

/** `replayed` is asked first, for the request as it is and then for its other form. */
export function crossStream(replayed: Responder): Responder {
  // A hit is one object however often it is played; so is what is made of it.
  const made = new WeakMap<Hit, Hit | 'impossible'>();

  const turned = (request: SimRequest, hit: Hit): Hit | undefined => {
    let other = made.get(hit);
    if (other === undefined) {
      other = otherForm(request, hit) ?? 'impossible';
      made.set(hit, other);
    }
    return other === 'impossible' ? undefined : other;
  };

  const askInTurn = (
    exchange: Exchange,
    others: readonly SimRequest[],
    at: number,
    missed: Outcome,
  ): Outcome | Promise<Outcome> => {
    const other = others[at];
    if (other === undefined) return missed;
    const answered = (found: Outcome): Outcome | Promise<Outcome> =>
      found.kind === 'hit' ? (turned(exchange.request, found) ?? missed) : askInTurn(exchange, others, at + 1, missed);
    const found = replayed({ ...exchange, request: other });
    return found instanceof Promise ? found.then(answered) : answered(found);
  };

  return function crossStream(exchange) {
    const missed = (outcome: Outcome): Outcome | Promise<Outcome> => {
      if (outcome.kind !== 'miss' || outcome.reasons.some(({ kind }) => kind !== 'no-recording')) return outcome;
      return askInTurn(exchange, otherRequests(exchange), 0, outcome);
    };
    const outcome = replayed(exchange);
    return outcome instanceof Promise ? outcome.then(missed) : missed(outcome);
  };
}

function otherRequests({ request }: Exchange): readonly SimRequest[] {
  return dialectOf(request).dialect.streaming?.otherForms(request) ?? [];
}

/** The recorded answer in the form that `request` asks for; undefined where its dialect cannot make it. */
function otherForm(request: SimRequest, hit: Hit): Hit | undefined {
  const { reply } = hit;
  if (reply.kind !== 'planned' || reply.end !== 'complete') return undefined;
  const { dialect } = dialectOf(request);
  const collected = { status: reply.status, headers: reply.headers, body: reply.bytes };
  const stream = dialect.describe(request).stream;
  // An error has one form only.
  if (reply.status >= 400) return { ...hit, crossStream: stream ? 'split' : 'joined' };
  if (stream) {
    const split = dialect.streaming?.split(collected, request, wordPieces);
    return split === undefined ? undefined : { ...hit, crossStream: 'split', reply: streamOf(split, reply) };
  }
  const joined = dialect.streaming?.join(collected);
  return joined === undefined ? undefined : { ...hit, crossStream: 'joined', reply: wholeOf(joined, reply) };
}

/** Whole answers come when all is known. */
function wholeOf({ status, headers, body }: CollectedReply, stream: PlannedReply): PlannedReply {
  const { end } = stream.timing;
  return {
    ...stream,
    status,
    headers,
    bytes: body,
    ends: [body.byteLength],
    timing: { head: end, chunks: [end], end },
  };
}

/** Evenly over the time that the whole answer took: when its pieces were made, nobody saw. */
function streamOf({ status, headers, events }: StreamedReply, whole: PlannedReply): PlannedReply {
  const ends: number[] = [];
  let length = 0;
  for (const { byteLength } of events) {
    length += byteLength;
    ends.push(length);
  }
  const { end } = whole.timing;
  const chunks = events.map((_, i) => (end * (i + 1)) / events.length);
  const timing = { head: chunks[0] ?? end, chunks, end };
  return { ...whole, status, headers, bytes: Buffer.concat(events, length), ends, timing };
}
