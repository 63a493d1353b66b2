/** Interactions for the tests of the file format: one plain sample, a builder, and arbitrary ones for properties. */

import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import { encodeFrame } from '../../src/codec/aws-event-stream.ts';
import { encodeUtf8 } from '../../src/codec/utf8.ts';
import type { Header, HeaderList } from '../../src/core/headers.ts';
import type { Interaction } from '../../src/core/interaction.ts';
import type { EndKind } from '../../src/core/reply.ts';

export interface Sample {
  readonly requestType?: string;
  readonly request?: string | Uint8Array;
  readonly responseType?: string;
  readonly response?: string | Uint8Array;
  /** Sizes of the chunks; the body in one by default. */
  readonly chunks?: readonly number[];
  readonly times?: { readonly head: number; readonly chunks: readonly number[]; readonly end: number };
  readonly recordedAt?: string;
  readonly end?: EndKind;
  readonly statusText?: string;
  readonly decodedFrom?: string;
}

/** An interaction with the given parts; the rest is ordinary. */
export function interactionOf(sample: Sample = {}): Interaction {
  const bytes = bytesOf(sample.response ?? '{"ok":true}');
  const sizes = sample.chunks ?? (bytes.length === 0 ? [] : [bytes.length]);
  let end = 0;
  const ends = sizes.map((size) => {
    end += size;
    return end;
  });
  return {
    summary: 'gpt-4o: Say hello',
    recordedAt: sample.recordedAt ?? '2026-08-01T12:00:00.000Z',
    upstream: { name: 'openai', url: 'https://api.openai.com/v1' },
    dialect: 'openai-chat',
    key: { recipe: 'exact-1', sha256: '0123456789abcdef'.repeat(4) },
    request: {
      method: 'POST',
      target: '/v1/chat/completions',
      headers: typed(sample.requestType ?? 'application/json'),
      body: bytesOf(sample.request ?? '{"model":"gpt-4o","messages":[{"role":"user","content":"Say hello"}]}'),
    },
    response: {
      status: 200,
      statusText: sample.statusText ?? '',
      headers: typed(sample.responseType ?? 'application/json'),
      decodedFrom: sample.decodedFrom,
      bytes,
      ends,
      timing: sample.times ?? { head: 120.5, chunks: sizes.map((_, i) => 121 + i), end: 200 },
      end: sample.end ?? 'complete',
    },
  };
}

function typed(contentType: string): HeaderList {
  return contentType === '' ? [] : [['content-type', contentType]];
}

function bytesOf(body: string | Uint8Array): Uint8Array {
  return typeof body === 'string' ? encodeUtf8(body) : body;
}

/** Names that trip code which treats an object as a map. */
const oddNames = fc.constantFrom('__proto__', 'constructor', 'toString', '', 'eol', 'json', 'a/b~c', 'é', '2', '1');

const jsonText = fc
  .tuple(
    fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.jsonValue({ maxDepth: 1 }),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.oneof(fc.string(), oddNames), tie('value'), { maxKeys: 3 }),
      ),
    })).value,
    fc.constantFrom(undefined, 1, 2, '\t'),
    fc.nat(3),
    fc.nat(2),
  )
  .map(([value, indent, padding, trailing]) => {
    const text = JSON.stringify(value, null, indent) + ' '.repeat(trailing);
    return /^[[{]/.test(text) && indent === undefined
      ? `${text.slice(0, -1)}${' '.repeat(padding)}${text.slice(-1)}`
      : text;
  });

const numbersText = fc
  .array(fc.constantFrom('1.0', '1e-05', '-0', '9007199254740993', '12', '0.10', '1E5', '1e400'), {
    minLength: 1,
    maxLength: 4,
  })
  .map((numbers) => `{"temperature":${numbers[0]},"list":[${numbers.join(',')}]}`);

const jsonish = fc.oneof(jsonText, numbersText);

const sseText = fc
  .tuple(
    fc.array(
      fc.oneof(
        jsonish.map((json) => `data: ${json}`),
        jsonish.map((json) => `event: message\ndata: ${json}`),
        jsonish.map((json) => `data:${json}`),
        fc.constantFrom(
          'data: [DONE]',
          ': ping',
          ':',
          'id: 7\ndata: x',
          'data: a\ndata: b',
          'retry: 30',
          ' data: x',
          'comment: no',
          'datax',
        ),
        fc.string(),
      ),
      { maxLength: 6 },
    ),
    fc.constantFrom('\n', '\r\n', '\r'),
    fc.constantFrom('', '\n', '\n\n', '\n\n\n\n'),
  )
  .map(([events, eol, tail]) => (events.join('\n\n') + tail).replaceAll('\n', eol));

const ndjsonText = fc
  .tuple(fc.array(fc.oneof(jsonish, fc.string()), { maxLength: 6 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([lines, eol, last]) => lines.join(eol) + (last ? eol : ''));

/** AWS event stream frames, regular and not, the last perhaps cut. */
const frames = fc
  .tuple(
    fc.array(
      fc.record({
        headers: fc.array(
          fc.oneof(
            fc.record({
              name: fc.constantFrom(':event-type', '__proto__', '7', '1'),
              type: fc.constant('string' as const),
              value: fc.string(),
            }),
            fc.record({ name: fc.constant('n'), type: fc.constant('byte' as const), value: fc.nat(100) }),
          ),
          { maxLength: 2 },
        ),
        payload: fc.oneof(jsonish.map(encodeUtf8), fc.uint8Array({ maxLength: 20 })),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    fc.nat(3),
  )
  .map(([all, drop]) => {
    const bytes = Buffer.concat(all.map(encodeFrame));
    return bytes.subarray(0, bytes.length - drop);
  });

/** A multipart body with the boundary `x`, which one of the content types names. */
const parts = fc
  .tuple(
    fc.array(
      fc.tuple(fc.constantFrom('', 'A: b\r\n', 'A: b\r\nC: é\r\n'), fc.oneof(jsonish.map(encodeUtf8), fc.uint8Array())),
      {
        maxLength: 3,
      },
    ),
    fc.constantFrom('', '\r\n', 'rest'),
    fc.constantFrom('', 'preamble\r\n'),
  )
  .map(([list, epilogue, preamble]) =>
    Buffer.concat([
      Buffer.from(preamble),
      ...list.flatMap(([headers, body]) => [Buffer.from(`--x\r\n${headers}\r\n`), body, Buffer.from('\r\n')]),
      Buffer.from(`--x--${epilogue}`),
    ]),
  );

const binary = fc.uint8Array({ maxLength: 300 });
const largeBinary = fc.tuple(binary, fc.nat(255)).map(([head, fill]) => {
  const bytes = new Uint8Array(3000).fill(fill);
  bytes.set(head);
  return bytes;
});

/** Bodies of every kind: regular, nearly regular, and any bytes. */
export const anyBody: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.oneof(jsonish, sseText, ndjsonText, fc.string({ unit: 'binary' })).map(encodeUtf8),
  frames,
  parts,
  binary,
  largeBinary,
  fc.constant(new Uint8Array(0)),
);

const contentType = fc.constantFrom(
  'application/json',
  'text/event-stream; charset=utf-8',
  'application/x-ndjson',
  'application/vnd.amazon.eventstream',
  'multipart/form-data; boundary=x',
  'audio/mpeg',
  '**REDACTED**',
);

const anyHeaders: fc.Arbitrary<HeaderList> = fc
  .tuple(
    fc.array(
      fc.tuple(
        fc.constantFrom('Set-Cookie', 'set-cookie', 'vary', 'X-Empty', '__proto__'),
        fc.string(),
      ) as fc.Arbitrary<Header>,
      { maxLength: 4 },
    ),
    fc.option(contentType),
  )
  .map(([headers, type]) => (type === null ? headers : [...headers, ['Content-Type', type]]));

/** Rising offsets with two decimals. */
function offsets(count: number): fc.Arbitrary<number[]> {
  return fc
    .array(fc.nat(1_000_000), { minLength: count, maxLength: count })
    .map((hundredths) => hundredths.sort((a, b) => a - b).map((n) => n / 100));
}

const anyResponse: fc.Arbitrary<Interaction['response']> = fc
  .tuple(anyBody, fc.array(fc.nat(1000), { maxLength: 8 }))
  .chain(([bytes, cuts]) => {
    const inner = cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b);
    const ends = bytes.length === 0 && inner.length === 0 ? [] : [...inner, bytes.length];
    return fc
      .record({
        status: fc.integer({ min: 100, max: 599 }),
        statusText: fc.constantFrom('', 'OK', 'Too Many Requests'),
        headers: anyHeaders,
        decodedFrom: fc.constantFrom(undefined, 'gzip', 'br'),
        times: offsets(ends.length + 2),
        end: fc.constantFrom<EndKind>('complete', 'reset', 'close', 'stall'),
      })
      .map(({ times, ...rest }) => {
        const [head = 0, ...more] = times;
        return { ...rest, bytes, ends, timing: { head, chunks: more.slice(0, -1), end: more.at(-1) ?? head } };
      });
  });

const anyTime = fc
  .date({ min: new Date(0), max: new Date('2999-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

export const anyInteraction: fc.Arbitrary<Interaction> = fc.record({
  summary: fc.string({ unit: 'binary' }),
  recordedAt: anyTime,
  refreshedAt: fc.option(anyTime, { nil: undefined }),
  upstream: fc.record({ name: fc.string(), url: fc.webUrl() }, { noNullPrototype: true }),
  dialect: fc.string(),
  key: fc.record(
    {
      recipe: fc.string(),
      sha256: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((b) => Buffer.from(b).toString('hex')),
    },
    { noNullPrototype: true },
  ),
  request: fc.record(
    { method: fc.string(), target: fc.string(), headers: anyHeaders, body: anyBody },
    { noNullPrototype: true },
  ),
  response: anyResponse,
});
