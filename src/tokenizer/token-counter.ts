/** Counts tokens and cuts texts into them, off the event loop: what usage numbers and the pieces of streams come from. */

import * as crypto from 'node:crypto';
import { wordPieces } from '../codec/text-pieces.ts';
import type { Clock } from '../core/clock.ts';
import type { CountingAnswer } from './counting-job.ts';
import { CountingThread } from './counting-thread.ts';
import { estimateTokens, samplesOf } from './estimate.ts';
import { type EncodingName, encodingOfModel } from './model-encoding.ts';
import { RecentlyUsed } from './recently-used.ts';

export interface Counted {
  /** Of all texts together. */
  readonly tokens: number;
  /** Of each text, in order. */
  readonly each: readonly number[];
  /** False where the model's own encoding is not known, a text is above 1,000,000 characters, or the worker failed. */
  readonly exact: boolean;
  /** What was counted with; `characters` where one of the texts was only estimated from its characters. */
  readonly encoding: EncodingName | 'characters';
}

export interface TokenCounter {
  /** Each text on its own; `''` has none. What a chat adds around its messages is `chat-overhead.ts`. Never rejects. */
  count(texts: readonly string[], model: string): Promise<Counted>;
  /**
   * The text in pieces of a token each, which join to it; none cuts a character. For other vendors' models they are pieces of
   * o200k_base; words and parts of words where the worker cannot be had. Never rejects.
   */
  pieces(text: string, model: string): Promise<readonly string[]>;
  /** Ends the worker. What is asked then is estimated. */
  close(): Promise<void>;
}

/** In UTF-16 units. Above it a count is an estimate from samples. */
const MAX_COUNTED = 1_000_000;
/** Longer texts are remembered by their hash. */
const MAX_KEY = 200;
const REMEMBERED_COUNTS = 4_096;
const REMEMBERED_PIECES = 256;
/** Longer texts are cut anew each time. */
const MAX_REMEMBERED_PIECES = 4_000;

interface RawCount {
  readonly tokens: number;
  readonly from: 'tokens' | 'samples' | 'characters';
}

/** The worker starts at the first count and does not keep the process alive. `thread` is for tests. */
export function createTokenCounter(clock: Clock, thread: CountingThread = new CountingThread(clock)): TokenCounter {
  const counts = new RecentlyUsed<Promise<CountingAnswer>>(REMEMBERED_COUNTS);
  const cuts = new RecentlyUsed<readonly string[]>(REMEMBERED_PIECES);

  /** Equal texts are counted once, also while the first count is under way; a failure is not remembered. */
  function ask(text: string, encoding: EncodingName): Promise<CountingAnswer> {
    const key = keyOf(text, encoding);
    const known = counts.get(key);
    if (known !== undefined) return known;
    const asked = thread.ask({ text, encoding, want: 'count' }).then((answer) => {
      if (answer === undefined) counts.delete(key);
      return answer;
    });
    counts.set(key, asked);
    return asked;
  }

  async function countOne(text: string, encoding: EncodingName): Promise<RawCount> {
    if (text === '') return { tokens: 0, from: 'tokens' };
    if (text.length > MAX_COUNTED) return countSamples(text, encoding);
    const tokens = await ask(text, encoding);
    return typeof tokens === 'number'
      ? { tokens, from: 'tokens' }
      : { tokens: estimateTokens(text), from: 'characters' };
  }

  async function countSamples(text: string, encoding: EncodingName): Promise<RawCount> {
    const sample = samplesOf(text).join('');
    const tokens = await ask(sample, encoding);
    return typeof tokens === 'number'
      ? { tokens: Math.round((tokens / sample.length) * text.length), from: 'samples' }
      : { tokens: estimateTokens(text), from: 'characters' };
  }

  async function cut(text: string, encoding: EncodingName): Promise<readonly string[] | undefined> {
    const lengths = await thread.ask({ text, encoding, want: 'pieces' });
    return typeof lengths === 'object' ? slices(text, lengths) : undefined;
  }

  return {
    async count(texts, model) {
      const { encoding, factor, exact } = encodingOfModel(model);
      const raw = await Promise.all(texts.map((text) => countOne(text, encoding)));
      const each = raw.map(({ tokens }) => (tokens === 0 ? 0 : Math.max(1, Math.round(tokens * factor))));
      return {
        tokens: each.reduce((sum, tokens) => sum + tokens, 0),
        each,
        exact: exact && raw.every(({ from }) => from === 'tokens'),
        encoding: raw.some(({ from }) => from === 'characters') ? 'characters' : encoding,
      };
    },

    async pieces(text, model) {
      const { encoding } = encodingOfModel(model);
      if (text.length > MAX_REMEMBERED_PIECES) {
        const parts = sections(text).map(async (part) => (await cut(part, encoding)) ?? wordPieces(part));
        return (await Promise.all(parts)).flat();
      }
      const key = keyOf(text, encoding);
      const pieces = cuts.get(key) ?? (await cut(text, encoding));
      if (pieces === undefined) return wordPieces(text);
      cuts.set(key, pieces);
      return pieces;
    },

    close: () => thread.close(),
  };
}

function keyOf(text: string, encoding: EncodingName): string {
  return text.length <= MAX_KEY ? `${encoding} ${text}` : `${encoding}#${crypto.hash('sha256', text, 'base64')}`;
}

function slices(text: string, lengths: Uint32Array): string[] {
  const pieces: string[] = [];
  let at = 0;
  for (const length of lengths) {
    pieces.push(text.slice(at, at + length));
    at += length;
  }
  return pieces;
}

/** What the worker takes at once; no surrogate pair is cut. */
function sections(text: string): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = at + MAX_COUNTED;
    const whole = /[\ud800-\udbff]/.test(text.charAt(end - 1)) && end < text.length ? end - 1 : end;
    found.push(text.slice(at, whole));
    at = whole;
  }
  return found;
}
