/** How many tokens a provider sends in one event: data by the model's name, and the grouping itself. */

import type { Random } from '../core/random.ts';

interface Share {
  /** Of all events, relative to the others. */
  readonly weight: number;
  /** Tokens, both included. */
  readonly from: number;
  readonly to: number;
}

export interface EventSizes {
  readonly id: string;
  /** Sizes of the first events, which are often smaller. */
  readonly opening: readonly number[];
  readonly later: readonly [Share, ...Share[]];
}

/**
 * Characters an event in public recordings of several hundred streams: OpenAI and most who speak its protocol 3 to 4.6 (one token);
 * Claude up to 4.5 10 to 12; later Claude 22 with bursts of 70 to 110; Gemini 2.5 Flash 45, Pro 63, 3 up to 112, in two heaps.
 * Small samples: presets, to be fitted anew.
 */
const oneToken: EventSizes = { id: 'one-token', opening: [], later: [{ weight: 1, from: 1, to: 1 }] };
const twoOrThree: EventSizes = { id: 'two-or-three', opening: [1], later: [{ weight: 1, from: 1, to: 4 }] };
const smallThenBursts: EventSizes = {
  id: 'small-then-bursts',
  opening: [1, 1, 2],
  later: [
    { weight: 0.65, from: 1, to: 2 },
    { weight: 0.35, from: 10, to: 25 },
  ],
};
const bimodal: EventSizes = {
  id: 'bimodal',
  opening: [2],
  later: [
    { weight: 0.55, from: 2, to: 10 },
    { weight: 0.45, from: 15, to: 50 },
  ],
};

export const eventSizes: readonly EventSizes[] = [oneToken, twoOrThree, smallThenBursts, bimodal];

/** The first that fits the model's name. */
const byModel: readonly (readonly [RegExp, EventSizes])[] = [
  [/claude-(?:opus|sonnet)-(?:4-[6-9]|[5-9])/, smallThenBursts],
  [/claude/, twoOrThree],
  [/gemini/, bimodal],
];

export function eventSizesOf(model: string): EventSizes {
  return byModel.find(([pattern]) => pattern.test(model))?.[1] ?? oneToken;
}

/** By its id, as profiles name it; undefined when there is none. */
export function eventSizesNamed(id: string): EventSizes | undefined {
  return eventSizes.find((sizes) => sizes.id === id);
}

/** Joins tokens to events; joined they are the same text. */
export function groupTokens(tokens: readonly string[], sizes: EventSizes, random: Random): readonly string[] {
  if (sizes === oneToken) return tokens;
  const events: string[] = [];
  for (let at = 0; at < tokens.length; ) {
    const size = sizes.opening[events.length] ?? draw(sizes.later, random);
    events.push(tokens.slice(at, at + size).join(''));
    at += size;
  }
  return events;
}

function draw(shares: EventSizes['later'], random: Random): number {
  let left = random.next() * shares.reduce((sum, { weight }) => sum + weight, 0);
  const share = shares.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  const { from, to } = share ?? shares[0];
  return from + random.below(to - from + 1);
}
