/** Sends a recorded request to its upstream again, and gives what would be recorded of the answer. */

import type { Clock } from '../core/clock.ts';
import type { Exchange } from '../core/exchange.ts';
import type { Interaction } from '../core/interaction.ts';
import { unmetered } from '../core/memory-budget.ts';
import type { EndKind, LiveReply } from '../core/reply.ts';
import type { SimRequest } from '../core/request.ts';
import { dialectOf } from '../dialects/list.ts';
import type { Redactor } from '../redaction/redactor.ts';
import type { Forwarder } from '../upstream/forward.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { interactionOfTake, type TakenInteraction } from './interaction-of-take.ts';
import { Take } from './take.ts';

export interface AskingOptions {
  readonly forward: Forwarder;
  readonly redactor: Redactor;
  readonly clock: Clock;
  /** The largest body that is recorded, in bytes. */
  readonly maxBody: number;
}

export type Asked = TakenInteraction | { readonly kind: 'unreachable'; readonly why: string };

/** `request` is what is sent; what is stored of it is what was stored before, under the same key. Never rejects for what an upstream does. */
export async function askAgain(
  recorded: Interaction,
  request: SimRequest,
  upstream: Upstream,
  options: AskingOptions,
): Promise<Asked> {
  const { forward, clock, maxBody } = options;
  const exchange = exchangeOf(request, clock.now());
  const elapsed = (): number => clock.now() - exchange.receivedAt;
  const forwarded = await forward(exchange, upstream);
  if (forwarded.kind === 'refusal') return { kind: 'unreachable', why: forwarded.error.message };
  const { reply } = forwarded;
  const headAt = elapsed();
  const take = new Take(exchange.memory, maxBody);
  const end = await takeAll(reply, take, elapsed);
  if (take.spoiled !== undefined) return { kind: 'unrecordable', why: take.spoiled };
  const redaction = options.redactor.begin(recorded.request);
  const claimed = dialectOf(redaction.request);
  const summary = claimed.dialect.describe(redaction.request);
  return interactionOfTake(
    take,
    { head: reply, headAt, end, endAt: elapsed() },
    {
      titled: { ...claimed, request: redaction.request, summary },
      redaction,
      key: recorded.key,
      upstream,
      date: () => clock.date(),
    },
    maxBody,
  );
}

function takeAll(reply: LiveReply, take: Take, elapsed: () => number): Promise<EndKind> {
  return new Promise((resolve) => {
    reply.subscribe({
      chunk(bytes) {
        take.add(bytes, elapsed());
        return true;
      },
      end: () => resolve('complete'),
      fail: resolve,
    });
  });
}

/** An exchange that no client waits for. */
function exchangeOf(request: SimRequest, receivedAt: number): Exchange {
  return {
    id: 0,
    request,
    bodyRest: undefined,
    upstream: undefined,
    selection: { cassette: undefined, session: undefined },
    receivedAt,
    client: { gone: false, onGone: () => undefined, inform: () => undefined },
    memory: unmetered,
    address: { base: '', selection: '', prefixed: false },
  };
}
