/** The stage that lets answers come at the pace of a latency profile, under its load. */

import type { Exchange } from '../../core/exchange.ts';
import type { Hit, Outcome, Refusal, Stage } from '../../core/outcome.ts';
import { randomOf } from '../../core/random.ts';
import type { PlannedReply } from '../../core/reply.ts';
import type { SimRequest } from '../../core/request.ts';
import { dialectOf } from '../../dialects/list.ts';
import { drawTiming } from '../../latency/draw-timing.ts';
import type { Load, Place, Served } from '../../latency/load.ts';
import type { LatencyProfile } from '../../latency/profile.ts';
import type { ReplyShape } from '../../latency/reply-shape.ts';
import { scaled } from '../../latency/retime.ts';
import type { SelectionStates } from '../synthesis/selection-state.ts';
import { replyShapeOf } from './chunk-shape.ts';
import { setEventSizes } from './event-grouping.ts';
import { retimer } from './fixed-pace.ts';

export interface ProfilePaceOptions {
  readonly profile: LatencyProfile;
  /** 2 is twice as fast. */
  readonly speed: number;
  /** Undefined for a provider that serves any number at once. */
  readonly load: Load | undefined;
  readonly seed: string;
  /** Hex; equal keys and occurrences draw equal times. */
  readonly keyOf: (request: SimRequest) => string;
  /** Counts the occurrences. */
  readonly states: SelectionStates;
}

const idle: Served = { delay: 0, slowdown: 1 };

/**
 * Times answers to POST with a status below 300: only those come from a model. What else is asked for, and errors, keep their recorded
 * time divided by `speed`. A request for which slots and queue have no place is refused before anybody looks for its answer.
 */
export function profilePace(options: ProfilePaceOptions): Stage {
  const { profile, speed, load, seed, keyOf, states } = options;
  const keep = retimer({ kind: 'recorded', speed });
  const shapes = new WeakMap<PlannedReply, ReplyShape>();

  const shapeOf = (hit: Hit, reply: PlannedReply, { request }: Exchange): ReplyShape => {
    const known = shapes.get(reply);
    if (known !== undefined) return known;
    const shape = replyShapeOf(reply, dialectOf(request).dialect, request);
    // Only a cassette gives the same reply again.
    if (hit.source === 'cassette') shapes.set(reply, shape);
    return shape;
  };

  const timed = (hit: Hit, reply: PlannedReply, exchange: Exchange, place: Place | undefined): Hit => {
    const key = keyOf(exchange.request);
    const n = states.of(exchange.selection).occurrence(key);
    const timing = drawTiming(profile, shapeOf(hit, reply, exchange), randomOf(seed, key, n, 'latency'), 1);
    const { delay, slowdown } = place?.serve(exchange.receivedAt, timing.end / speed) ?? idle;
    return { ...hit, reply: { ...reply, timing: scaled(timing, slowdown / speed, delay) } };
  };

  return function profilePace(exchange, next) {
    const asked = exchange.request.method === 'POST';
    const place = asked ? load?.enter(exchange.receivedAt) : undefined;
    if (asked && load !== undefined && place === undefined) return queueFull(load, exchange.receivedAt);
    if (place !== undefined) exchange.client.onGone(place.leave);
    if (asked && profile.events !== undefined) setEventSizes(exchange, profile.events);

    const apply = (outcome: Outcome): Outcome => {
      if (asked && outcome.kind === 'hit' && outcome.reply.kind === 'planned' && outcome.reply.status < 300) {
        return timed(outcome, outcome.reply, exchange, place);
      }
      place?.leave();
      return keep(outcome);
    };
    const failed = (error: unknown): never => {
      place?.leave();
      throw error;
    };
    try {
      const outcome = next(exchange);
      return outcome instanceof Promise ? outcome.then(apply, failed) : apply(outcome);
    } catch (error) {
      return failed(error);
    }
  };
}

/** With both headers by which OpenAI and Anthropic tell their SDKs when to come again. */
function queueFull(load: Load, now: number): Refusal {
  const ms = Math.max(1, Math.ceil(load.untilNextEnd(now)));
  const seconds = Math.ceil(ms / 1000);
  return {
    kind: 'refusal',
    error: {
      status: 429,
      code: 'rate_limit_exceeded',
      message: `The simulated provider has no slot and no place in its queue left (${load.size}). Try again in ${seconds} s.`,
      headers: [
        ['retry-after', String(seconds)],
        ['retry-after-ms', String(ms)],
      ],
    },
  };
}
