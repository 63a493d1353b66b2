/** No secret reaches the disk: of every kind, in every provider's stream, wherever the provider and the network cut it. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeInteraction } from '../../src/cassette/decode-interaction.ts';
import { encodeInteraction } from '../../src/cassette/encode-interaction.ts';
import { requestKey } from '../../src/cassette/fingerprint.ts';
import { openStore } from '../../src/cassette/folder-store.ts';
import { currentRecipe } from '../../src/cassette/recipes/list.ts';
import type { Interaction } from '../../src/core/interaction.ts';
import { recording } from '../../src/pipeline/responders/recording.ts';
import { createRedactor, defaultPolicy } from '../../src/redaction/redactor.ts';
import type { ExchangeReport } from '../../src/telemetry/exchange-report.ts';
import { parseUpstream } from '../../src/upstream/named-upstreams.ts';
import { SpokenReply } from '../pipeline/exchanges.ts';
import { drawFrom, type PlantedSecret } from '../redaction/planted-secret.ts';
import { plantedSecrets } from '../redaction/planted-secrets.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { exchangeOf, MemorySink } from '../support/forwarding.ts';
import { cutAt, randomCuts, seededRandom } from '../support/random-cuts.ts';
import { filesIn, interactionsIn, textIn } from '../support/simulators.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { type PlantedStream, plantedStreams } from './planted-streams.ts';

const usualRecipe = currentRecipe();

const redactors = {
  usual: createRedactor(),
  pii: createRedactor({ ...defaultPolicy, pii: true }),
};
const redactorFor = (row: PlantedSecret) => (row.optIn === 'pii' ? redactors.pii : redactors.usual);

/** A secret in the text of a stream. */
interface Planted {
  readonly row: PlantedSecret;
  /** What the provider streams. */
  readonly text: string;
  /** Where in it the secret stands. */
  readonly start: number;
  readonly end: number;
  /** The text as it should be written: what stands before a secret may hold one of its own. */
  readonly expected: string;
  /** Every eight characters in a row of the secret's that are its own. */
  readonly ownParts: readonly string[];
}

const escaped = (text: string) => JSON.stringify(text).slice(1, -1);

function plant(row: PlantedSecret, stream: PlantedStream, seed: number): Planted {
  const { before = '', secret, after = '' } = row.make(drawFrom(seed));
  const [left, middle, right] = [`Look: ${before}`, secret, `${after} is what I found.`].map((part) =>
    stream.json ? escaped(part ?? '') : (part ?? ''),
  );
  const around = (start = '', inner = '') =>
    stream.json ? `{"note":"${start}${inner}${right}","n":1}` : start + inner + right;
  const start = around(left, '\0').indexOf('\0');
  return {
    row,
    text: around(left, middle),
    start,
    end: start + (middle ?? '').length,
    expected: around(alone(left ?? ''), '[redacted]'),
    ownParts: ownPartsOf(row, secret, seed),
  };
}

/** A text redacted by itself. */
function alone(text: string): string {
  const request = { method: 'POST', target: '/', headers: [], body: Buffer.from(text) };
  return anyMarker(Buffer.from(redactors.usual.begin(request).request.body).toString());
}

/** Those that another draw of the same row does not have. */
function ownPartsOf(row: PlantedSecret, secret: string, seed: number): readonly string[] {
  const parts = (text: string) => Array.from({ length: Math.max(0, text.length - 7) }, (_, i) => text.slice(i, i + 8));
  const others = new Set(parts(row.make(drawFrom(seed + 77_777)).secret));
  return parts(secret).filter((part) => !others.has(part) && !/[\\\n]/.test(part));
}

/** A text in pieces: cut before each of `places`. */
function pieces(text: string, places: readonly number[]): string[] {
  const sorted = [...new Set(places)].filter((place) => place > 0 && place < text.length).sort((a, b) => a - b);
  return [...sorted, text.length].map((end, i) => text.slice(sorted[i - 1] ?? 0, end));
}

function interactionOf(stream: PlantedStream, chunks: readonly Uint8Array[]): Interaction {
  let end = 0;
  return {
    summary: 'planted',
    recordedAt: '2026-08-01T00:00:00.000Z',
    upstream: { name: 'provider', url: 'https://provider.invalid' },
    dialect: 'generic',
    key: { recipe: 'exact-1', sha256: '0'.repeat(64) },
    request: {
      method: 'POST',
      target: stream.target,
      headers: [['content-type', 'application/json']],
      body: Buffer.from('{"model":"m","stream":true}'),
    },
    response: {
      status: 200,
      statusText: 'OK',
      headers: [['content-type', stream.contentType]],
      decodedFrom: undefined,
      bytes: Buffer.concat(chunks),
      ends: chunks.map((chunk) => (end += chunk.length)),
      timing: { head: 1, chunks: chunks.map((_, i) => i + 1), end: chunks.length + 1 },
      end: 'complete',
    },
  };
}

/** Markers of whatever kind, as the kind of a secret that several rules find may be any of theirs. */
const anyMarker = (text: string) => text.replaceAll(/\[redacted:[a-z0-9-]+(?::\d+)?\]/g, '[redacted]');

function expectRedacted(stream: PlantedStream, planted: Planted, before: Interaction, after: Interaction): void {
  const [was, is] = [stream.read(before.response.bytes), stream.read(after.response.bytes)];
  expect(is.events).toBe(was.events);
  expect(was.texts.every((text) => text === planted.text)).toBe(true);
  for (const text of is.texts) expect(anyMarker(text)).toBe(planted.expected);
  if (stream.json) for (const text of is.texts) JSON.parse(text);
  expect(after.response.ends).toHaveLength(before.response.ends.length);
  expect(after.response.timing).toEqual(before.response.timing);
}

function expectNothingOf({ ownParts, row }: Planted, text: string): void {
  for (const part of ownParts) {
    if (text.includes(part)) expect.fail(`${row.kind} (${row.what}): ${JSON.stringify(part)} is still there`);
  }
}

/** Redacts, writes as a file and reads it back as a replay does. */
function through(stream: PlantedStream, planted: Planted, chunks: readonly Uint8Array[]): void {
  const original = interactionOf(stream, chunks);
  const { request, ...rest } = original;
  const { text, blobs } = encodeInteraction(redactorFor(planted.row).begin(request).complete(rest));
  const replayed = decodeInteraction(Buffer.from(text), {
    file: 'a.json',
    readBlob: (name) => blobs.get(name) ?? new Uint8Array(),
  });
  expectRedacted(stream, planted, original, replayed);
  expectNothingOf(planted, text);
  for (const blob of blobs.values()) expectNothingOf(planted, Buffer.from(blob).toString('latin1'));
  expectNothingOf(planted, Buffer.from(replayed.response.bytes).toString('latin1'));
}

const [anyStream] = plantedStreams as [PlantedStream, ...PlantedStream[]];

describe.each(plantedStreams.map((stream) => [stream.name, stream] as const))(
  'in the stream of %s',
  (_name, stream) => {
    it('every kind of secret is replaced, in single characters and in pieces of any length', () => {
      const random = seededRandom(stream.name.length);
      for (const [i, row] of plantedSecrets.entries()) {
        const planted = plant(row, stream, 100 + i);
        const everywhere = Array.from(planted.text, (_, place) => place);
        const some = Array.from({ length: 4 }, () => Math.floor(random() * planted.text.length));
        for (const places of [everywhere, some]) {
          const body = Buffer.concat(stream.write(pieces(planted.text, places)));
          through(stream, planted, randomCuts(body, i, 12));
        }
      }
    });

    it.each(['openai-key', 'private-key', 'aws-secret-key'])('%s is replaced wherever it is cut in two', (kind) => {
      const row = plantedSecrets.find((one) => one.kind === kind);
      if (row === undefined) throw new Error('no such row');
      const planted = plant(row, stream, 5);
      // A private key is long: the streams share its places among them.
      const step = kind === 'private-key' ? 5 : 1;
      for (let place = planted.start + 1 + (stream.name.length % step); place < planted.end; place += step) {
        through(stream, planted, stream.write(pieces(planted.text, [place])));
      }
    });

    it('any secret is replaced, cut anywhere by provider and network', () => {
      fc.assert(
        fc.property(
          fc.constantFrom(...plantedSecrets),
          fc.nat(1000),
          fc.array(fc.nat(400), { maxLength: 30 }),
          fc.array(fc.nat(12_000), { maxLength: 30 }),
          (row, seed, places, offsets) => {
            const planted = plant(row, stream, seed);
            const body = Buffer.concat(stream.write(pieces(planted.text, places)));
            through(stream, planted, cutAt(body, offsets));
          },
        ),
        { numRuns: 40, seed: 11 },
      );
    });
  },
);

describe.each(
  plantedStreams
    .filter(({ name }) => !/^Bedrock invoke|^OpenAI chat, reasoning/.test(name))
    .map((stream) => [stream.name, stream] as const),
)('in the stream of %s that breaks off behind the secret', (_name, stream) => {
  it('every kind is replaced, also where the last character is not whole', () => {
    for (const [i, row] of plantedSecrets.entries()) {
      const planted = plant(row, stream, 500 + i);
      const middle = Math.floor((planted.start + planted.end) / 2);
      const body = Buffer.concat(stream.write(pieces(planted.text, [middle, planted.end - 1])));
      const cut = body.subarray(0, body.indexOf('is what I found') + (i % 15));
      for (const bytes of [cut, Buffer.concat([cut, Buffer.from([0xe6])])]) {
        const { request, ...rest } = interactionOf(stream, randomCuts(bytes, i, 5));
        const { text } = encodeInteraction(redactorFor(row).begin(request).complete(rest));
        const { response } = decodeInteraction(Buffer.from(text), { file: 'a.json', readBlob: () => bytes });
        expectNothingOf(planted, text);
        expectNothingOf(planted, Buffer.from(response.bytes).toString('latin1'));
      }
    }
  });
});

describe('a body that is no stream', () => {
  it('is redacted where the network cuts it within the secret, chunk by chunk', () => {
    for (const [i, row] of plantedSecrets.entries()) {
      const { before = '', secret, after = '' } = row.make(drawFrom(700 + i));
      const ownParts = ownPartsOf(row, secret, 700 + i);
      for (const [contentType, body] of [
        ['application/json', Buffer.from(JSON.stringify({ id: 'r1', text: `${before}${secret}${after}`, n: 1.5 }))],
        ['text/plain', Buffer.from(`Text: ${before}${secret}${after} and more`)],
      ] as const) {
        const stream = { ...anyStream, contentType };
        const original = interactionOf(
          stream,
          cutAt(
            body,
            Array.from(body, (_, at) => at),
          ),
        );
        const { request, ...rest } = original;
        const { text } = encodeInteraction(redactorFor(row).begin(request).complete(rest));
        const { response } = decodeInteraction(Buffer.from(text), { file: 'a.json', readBlob: () => body });
        for (const part of ownParts) expect(text).not.toContain(part);
        expect(Buffer.from(response.bytes).toString()).toContain('[redacted:');
        expect(response.ends).toHaveLength(original.response.ends.length);
        expect(response.timing).toEqual(original.response.timing);
      }
    }
  });
});

describe('the recorder', () => {
  it.each([
    ['any secret', redactors.usual, plantedSecrets.filter(({ optIn }) => optIn === undefined)],
    ['personal data when asked', redactors.pii, plantedSecrets.filter(({ optIn }) => optIn === 'pii')],
  ] as const)('gives the client the original bytes, and the folder nothing of %s', async (_what, redactor, rows) => {
    const root = tempFolder();
    const reports: ExchangeReport[] = [];
    const secrets: Planted[] = [];
    const random = seededRandom(3);
    const clock = new FakeClock();
    let next = new SpokenReply();
    const recorder = recording({
      forward: async () => ({ kind: 'reply', reply: next }),
      upstreams: [parseUpstream('provider=https://provider.invalid', {})],
      store: openStore({ root, mode: 'append', host: 'test', pid: 2 ** 30, isAlive: () => false }),
      cassetteOf: () => 'default',
      recipeOf: () => usualRecipe,
      redactor,
      clock,
      authErrors: false,
      maxBody: 1_000_000,
      report: (report) => reports.push(report),
    });
    const expected: { stream: PlantedStream; planted: Planted; original: Interaction; prompt: string }[] = [];
    for (const [i, row] of rows.entries()) {
      const stream = plantedStreams[i % plantedStreams.length];
      if (stream === undefined) throw new Error('no stream');
      const planted = plant(row, stream, 300 + i);
      const places = Array.from({ length: 8 }, () => Math.floor(random() * planted.text.length));
      const chunks = randomCuts(Buffer.concat(stream.write(pieces(planted.text, places))), i, 10);
      next = new SpokenReply({ headers: [['content-type', stream.contentType]] });
      // The secret is in the request as well, where file names and summaries are made from.
      const { before = '', secret, after = '' } = row.make(drawFrom(300 + i));
      const prompt = `Question ${i}: ${before}${secret}${after} ?`;
      const { exchange } = exchangeOf({
        target: stream.target,
        body: JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: prompt }] }),
      });
      const outcome = await recorder.responder(exchange);
      if (outcome.kind !== 'hit' || outcome.reply.kind !== 'live') throw new Error('no live reply');
      const sink = new MemorySink();
      outcome.reply.subscribe(sink);
      for (const chunk of chunks) {
        clock.advance(1);
        next.say(chunk);
      }
      next.sink.end([]);
      await recorder.drain();
      expect(sink.chunks).toEqual(chunks);
      secrets.push(planted);
      expected.push({ stream, planted, original: interactionOf(stream, chunks), prompt });
    }
    expect(reports.filter(({ saved }) => saved.kind !== 'saved')).toEqual([]);
    const written = `${filesIn(root).join('\n')}\n${textIn(root)}`;
    const told = JSON.stringify(reports);
    for (const planted of secrets) expectNothingOf(planted, written + told);
    const interactions = await interactionsIn(root);
    expect(interactions).toHaveLength(expected.length);
    for (const { stream, planted, original, prompt } of expected) {
      const number = /^Question \d+:/.exec(prompt)?.[0] ?? '';
      const found = interactions.find(({ request }) => Buffer.from(request.body).toString().includes(`"${number} `));
      if (found === undefined) throw new Error(`${number} was not recorded`);
      const [was, is] = [stream.read(original.response.bytes), stream.read(found.response.bytes)];
      expect(is.events).toBe(was.events);
      expect(anyMarker(is.texts[0] ?? '')).toBe(planted.expected);
      expect(found.response.ends).toHaveLength(original.response.ends.length);
      expect(found.key).toEqual(requestKey(redactor.begin(found.request).request));
      expectNothingOf(planted, Buffer.from(found.response.bytes).toString('latin1'));
    }
  });
});
