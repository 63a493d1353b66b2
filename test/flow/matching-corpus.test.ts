/** Three hundred real requests in other spellings and another order: each finds its own recording. */

import { describe, expect, it } from 'vitest';
import { currentRecipe } from '../../src/cassette/recipes/list.ts';
import { type HeaderList, headerOf } from '../../src/core/headers.ts';
import { redactRequest } from '../../src/redaction/redact.ts';
import { seededRandom } from '../support/random-cuts.ts';
import { openRaw } from '../support/raw-client.ts';
import type { RawRequest } from '../support/raw-connection.ts';
import { startReplay } from '../support/simulators.ts';
import { type CorpusExchange, corpusFile, exchangeOf, readCorpus } from './corpus.ts';
import { differencesOf, recordCorpus } from './recorded-corpus.ts';

const file = corpusFile();
if (file === undefined) {
  console.warn('The corpus is not there (../shared/corpus/traffic.jsonl, LLMSIM_CORPUS): matching by it is skipped.');
}

describe.skipIf(file === undefined)('the corpus, asked in other spellings (skipped where it is not there)', () => {
  const exchanges = (file === undefined ? [] : readCorpus(file)).map(exchangeOf);

  it('is answered with its own recordings in any order', async () => {
    const root = await recordCorpus(exchanges);
    const replay = await startReplay(root);
    const connection = await openRaw(replay.url);
    const counts = { json: 0, multipart: 0, signed: 0, other: 0 };
    const wrong: string[] = [];
    const shuffled = shuffle(exchanges, seededRandom(11));
    for (const exchange of shuffled) {
      const { kind, request } = respelt(exchange.request, seededRandom(shuffled.indexOf(exchange)));
      counts[kind] += 1;
      const answer = await connection.send(request);
      const differences = differencesOf(exchange, answer);
      if (headerOf(answer.headers, 'x-llmsim-miss') !== undefined) wrong.push(`${exchange.line.id}: miss`);
      else if (differences.length > 0) wrong.push(`${exchange.line.id}: ${differences.join(', ')}`);
    }
    connection.close();
    expect(wrong).toEqual([]);
    console.info(
      `${shuffled.length} requests in shuffled order, 0 misses, 0 wrong answers: ${counts.json} with permuted JSON, ${counts.multipart} with new boundaries, ${counts.signed} with new signatures, ${counts.other} as they are`,
    );
  }, 120_000);
});

/** In random order, but identical requests in their own. */
function shuffle(exchanges: readonly CorpusExchange[], random: () => number): readonly CorpusExchange[] {
  const recipe = currentRecipe();
  const sequences = new Map<string, CorpusExchange[]>();
  const order: CorpusExchange[][] = [];
  for (const exchange of exchanges) {
    const { sha256, ids } = recipe.keyOf(redactRequest(exchange.taken.request));
    const id = [sha256, ...ids].join();
    const sequence = sequences.get(id) ?? [];
    sequence.push(exchange);
    sequences.set(id, sequence);
    order.push(sequence);
  }
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] ?? [], order[i] ?? []];
  }
  return order.flatMap((sequence) => sequence.shift() ?? []);
}

interface Respelt {
  readonly kind: 'json' | 'multipart' | 'signed' | 'other';
  readonly request: RawRequest & { readonly headers: HeaderList };
}

/** The same request as another run of the same application may send it. */
function respelt(request: CorpusExchange['request'], random: () => number): Respelt {
  const signed = request.headers.some(([name]) => /^x-amz-date$/i.test(name));
  const headers = request.headers.map(([name, value]): readonly [string, string] => {
    if (/^x-amz-date$/i.test(name)) return [name, '20261120T120000Z'];
    if (/^(authorization|x-api-key|api-key|x-goog-api-key)$/i.test(name)) return [name, `${value}`];
    if (/^(user-agent|x-stainless-.*|amz-sdk-invocation-id|idempotency-key|x-goog-api-client)$/i.test(name)) {
      return [name, 'another'];
    }
    return [name, value];
  });
  const body = Buffer.from(typeof request.body === 'string' ? request.body : ((request.body as Uint8Array) ?? ''));
  const type = headerOf(headers, 'content-type') ?? '';
  const boundary = /boundary="?([^";]+)/.exec(type)?.[1];
  if (boundary !== undefined) {
    const other = `other${Math.floor(random() * 1e9)}`;
    const text = body.toString('latin1').replaceAll(boundary, other);
    const renamed = headers.map(([name, value]) => [name, value.replace(boundary, other)] as const);
    return { kind: 'multipart', request: { ...request, headers: renamed, body: Buffer.from(text, 'latin1') } };
  }
  const json = permuted(body.toString('utf8'), random);
  if (json === undefined) return { kind: signed ? 'signed' : 'other', request: { ...request, headers } };
  return { kind: signed ? 'signed' : 'json', request: { ...request, headers, body: json } };
}

/** JSON with the keys of its objects in random order and other spacing; undefined for what is no JSON object or array. */
function permuted(text: string, random: () => number): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  // What a double does not hold is not to be lost by this test.
  if (typeof value !== 'object' || value === null || /\d{16}/.test(text)) return undefined;
  const mixed = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(mixed);
    if (typeof one !== 'object' || one === null) return one;
    const entries = Object.entries(one).map(([key, member]) => ({ key, member: mixed(member), rank: random() }));
    return Object.fromEntries(entries.sort((a, b) => a.rank - b.rank).map(({ key, member }) => [key, member]));
  };
  return JSON.stringify(mixed(value), undefined, Math.floor(random() * 3));
}
