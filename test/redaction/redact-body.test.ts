/** Redaction of bodies: a secret is found over events and chunks, and everything else stays as it was. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFrames, encodeFrame } from '../../src/codec/aws-event-stream.ts';
import { splitEvents } from '../../src/codec/sse.ts';
import type { Finder, Span } from '../../src/redaction/finding.ts';
import { Markers } from '../../src/redaction/markers.ts';
import { redactBody } from '../../src/redaction/redact-body.ts';

const secret = 'zk-Q7x2mV9pL4tR8wK3nB6y';

/** Finds our made-up secrets and nothing else. */
const finder: Finder = {
  find(text): Span[] {
    return [...text.matchAll(/zk-[A-Za-z0-9]{20}/g)].map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
      kind: 'test-key',
    }));
  },
};

interface Done {
  readonly text: string;
  readonly ends: readonly number[];
  readonly altered: boolean;
}

function redacted(text: string, contentType?: string, ends: readonly number[] = [Buffer.byteLength(text)]): Done {
  const done = redactBody({ bytes: Buffer.from(text), ends, contentType }, finder, new Markers());
  return { text: Buffer.from(done.bytes).toString(), ends: done.ends, altered: done.altered };
}

/** A text cut in pieces at the given places. */
function cut(text: string, places: readonly number[]): string[] {
  const sorted = [0, ...[...new Set(places.map((place) => place % text.length))].sort((a, b) => a - b), text.length];
  return sorted
    .slice(1)
    .map((end, i) => text.slice(sorted[i], end))
    .filter((piece) => piece !== '');
}

interface Wire {
  readonly contentType: string;
  write(pieces: readonly string[]): string;
  read(body: string): string;
  count(body: string): number;
}

const data = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const dataOf = (body: string): string[] =>
  splitEvents(body).map((block) =>
    block
      .replace(/^event: .*\n/, '')
      .slice('data: '.length)
      .trim(),
  );
// biome-ignore lint/suspicious/noExplicitAny: reading back what was written above
const read = (body: string, text: (value: any) => unknown): string =>
  dataOf(body)
    .filter((one) => one.startsWith('{'))
    .map((one) => text(JSON.parse(one)) ?? '')
    .join('');

const wires: Readonly<Record<string, Wire>> = {
  'chat deltas': {
    contentType: 'text/event-stream',
    write: (pieces) =>
      `${pieces.map((content, i) => data({ id: 'c', n: i, choices: [{ index: 0, delta: { content } }] })).join('')}data: [DONE]\n\n`,
    read: (body) => read(body, (value) => value.choices[0].delta.content),
    count: (body) => splitEvents(body).length,
  },
  'chat tool arguments, two calls in turns': {
    contentType: 'text/event-stream',
    write: (pieces) =>
      pieces
        .flatMap((piece, i) => [
          data({ choices: [{ index: 0, delta: { tool_calls: [{ index: 1, function: { arguments: piece } }] } }] }),
          data({ choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: `${i} ` } }] } }] }),
        ])
        .join(''),
    read: (body) =>
      read(body, ({ choices: [choice] }) => {
        const [call] = choice.delta.tool_calls;
        return call.index === 1 ? call.function.arguments : '';
      }),
    count: (body) => splitEvents(body).length,
  },
  'Responses deltas, the index behind the text': {
    contentType: 'text/event-stream; charset=utf-8',
    write: (pieces) =>
      pieces
        .flatMap((delta, i) => [
          `event: response.output_text.delta\n${data({ type: 'response.output_text.delta', delta, sequence_number: i, output_index: 1 })}`,
          `event: response.reasoning.delta\n${data({ type: 'response.reasoning.delta', delta: 'hm', sequence_number: i, output_index: 0 })}`,
        ])
        .join(''),
    read: (body) => read(body, (value) => (value.output_index === 1 ? value.delta : '')),
    count: (body) => splitEvents(body).length,
  },
  'Anthropic deltas with padding': {
    contentType: 'text/event-stream',
    write: (pieces) =>
      pieces
        .map((text) =>
          `event: content_block_delta\n${data({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })}`.replace(
            /\}\n/,
            '    }\n',
          ),
        )
        .join(''),
    read: (body) => read(body, (value) => value.delta.text),
    count: (body) => splitEvents(body).length,
  },
  'Gemini parts, CRLF, index only sometimes': {
    contentType: 'text/event-stream',
    write: (pieces) =>
      pieces
        .map((text, i) =>
          data({ candidates: [{ content: { parts: [{ text }] }, ...(i % 2 === 0 ? { index: 0 } : {}) }] }).replaceAll(
            '\n',
            '\r\n',
          ),
        )
        .join(''),
    read: (body) => read(body.replaceAll('\r\n', '\n'), (value) => value.candidates[0].content.parts[0].text),
    count: (body) => splitEvents(body).length,
  },
  'a JSON array, streamed': {
    contentType: 'application/json',
    write: (pieces) =>
      `[${pieces.map((text) => JSON.stringify({ candidates: [{ content: { parts: [{ text }] } }] }, null, 2)).join('\n,\r\n')}\n]\n`,
    read: (body) =>
      JSON.parse(body)
        .map(
          (value: { candidates: { content: { parts: { text: string }[] } }[] }) =>
            value.candidates[0]?.content.parts[0]?.text,
        )
        .join(''),
    count: (body) => JSON.parse(body).length,
  },
  NDJSON: {
    contentType: 'application/x-ndjson',
    write: (pieces) =>
      pieces.map((content) => `${JSON.stringify({ message: { role: 'assistant', content } })}\n`).join(''),
    read: (body) =>
      body
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).message.content)
        .join(''),
    count: (body) => body.trim().split('\n').length,
  },
  'plain data lines': {
    contentType: 'text/event-stream',
    write: (pieces) => pieces.map((piece) => `event: output\nid: 1\ndata: ${piece}\n\n`).join(''),
    read: (body) =>
      splitEvents(body)
        .map((block) => /data: (.*)\n/.exec(block)?.[1] ?? '')
        .join(''),
    count: (body) => splitEvents(body).length,
  },
};

describe.each(Object.entries(wires))('a secret in %s', (_name, wire) => {
  it('is found wherever it is cut, and everything else stays', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(60), { maxLength: 12 }),
        fc.array(fc.nat(2000), { maxLength: 12 }),
        fc.constantFrom('before ', 'he said: ', ''),
        (places, chunkPlaces, before) => {
          const body = wire.write(cut(`${before}${secret} after`, places));
          let size = 0;
          const ends = cut(body, chunkPlaces).map((chunk) => (size += chunk.length));
          const done = redacted(body, wire.contentType, ends);
          expect(wire.read(done.text)).toBe(`${before}[redacted:test-key] after`);
          expect(wire.count(done.text)).toBe(wire.count(body));
          expect(done.ends).toHaveLength(ends.length);
          expect(done.ends.at(-1)).toBe(done.text.length);
          expect([...done.ends].sort((a, b) => a - b)).toEqual(done.ends);
        },
      ),
    );
  });

  it('that is not there changes nothing', () => {
    const body = wire.write(['nothing ', 'to ', 'see']);
    expect(redacted(body, wire.contentType)).toEqual({ text: body, ends: [body.length], altered: false });
  });
});

describe('a body', () => {
  it('keeps its spelling around what is cut out: numbers, escapes, spaces, key order, duplicates', () => {
    const body = `{ "t": 1.0,"a" : "x\\u0020${secret}\\n", "a": 12345678901234567890, "e":1e5 }`;
    expect(redacted(body).text).toBe(body.replace(secret, '[redacted:test-key]'));
  });

  it('finds a secret that is spelled with escapes', () => {
    const escaped = [...secret].map((c) => `\\u00${c.charCodeAt(0).toString(16)}`).join('');
    expect(redacted(`{"a":"<${escaped}>"}`).text).toBe('{"a":"<[redacted:test-key]>"}');
  });

  it('finds a secret in JSON inside a JSON string', () => {
    const body = JSON.stringify({ arguments: JSON.stringify({ key: secret, city: 'Zürich' }) });
    expect(redacted(body).text).toBe(body.replace(secret, '[redacted:test-key]'));
  });

  it('finds a secret in a key, and in JSON that breaks off', () => {
    expect(redacted(`{"${secret}":1}`).text).toBe('{"[redacted:test-key]":1}');
    expect(redacted(`{\n  "a": [1, "${secret}`).text).toBe('{\n  "a": [1, "[redacted:test-key]');
    expect(redacted(`{"a": tru "${secret}"}`).text).toBe('{"a": tru "[redacted:test-key]"}');
  });

  it('numbers distinct secrets and keeps equal ones equal', () => {
    const other = secret.replace('Q', 'Z');
    expect(redacted(`${secret} ${other} ${secret}`).text).toBe(
      '[redacted:test-key] [redacted:test-key:2] [redacted:test-key]',
    );
  });

  it('is not changed by a second redaction', () => {
    const once = redacted(wires['chat deltas']?.write(cut(secret, [5, 9])) ?? '');
    expect(redacted(once.text)).toEqual({ text: once.text, ends: [once.text.length], altered: false });
  });

  it('loses the tokens of a secret in logprobs, their bytes too', () => {
    const content = ['zk-Q7x2mV9p', 'L4tR8wK3nB6y', ' ok'].map((token) => ({
      token,
      logprob: -0.5,
      bytes: [...Buffer.from(token)],
      top_logprobs: [{ token, bytes: [...Buffer.from(token)] }],
    }));
    const { text } = redacted(JSON.stringify({ choices: [{ index: 0, logprobs: { content } }] }));
    const [first, second, third] = JSON.parse(text).choices[0].logprobs.content;
    expect([first.token, second.token, third.token]).toEqual(['[redacted:test-key]', '', ' ok']);
    expect([first.bytes, second.bytes]).toEqual([[], []]);
    expect(third.bytes).toEqual([...Buffer.from(' ok')]);
    expect(text).not.toContain('L4tR8wK3nB6y');
  });

  it('that is an AWS event stream gets new lengths and checksums, in base64 too', () => {
    const frame = (payload: unknown): Uint8Array =>
      encodeFrame({
        headers: [{ name: ':event-type', type: 'string', value: 'chunk' }],
        payload: Buffer.from(JSON.stringify(payload)),
      });
    const wrap = (value: unknown): unknown => ({
      p: 'abc',
      bytes: Buffer.from(JSON.stringify(value)).toString('base64'),
    });
    const pieces = cut(`say ${secret} now`, [8, 15]);
    for (const shape of [
      (text: string) => ({ contentBlockIndex: 0, delta: { text } }),
      (text: string) => wrap({ index: 0, delta: { text } }),
    ]) {
      const body = Buffer.concat(pieces.map((piece) => frame(shape(piece))));
      const done = redactBody(
        { bytes: body, ends: [10, body.byteLength], contentType: 'application/vnd.amazon.eventstream' },
        finder,
        new Markers(),
      );
      const { frames, rest } = decodeFrames(done.bytes);
      expect(rest.byteLength).toBe(0);
      const texts = frames.map(({ payload }) => {
        const value = JSON.parse(Buffer.from(payload).toString());
        return (value.bytes === undefined ? value : JSON.parse(Buffer.from(value.bytes, 'base64').toString())).delta
          .text;
      });
      expect(texts).toEqual(['say [redacted:test-key]', '', ' now']);
      expect(done.ends.at(-1)).toBe(done.bytes.byteLength);
    }
  });

  it('that is a form keeps its binary parts and its boundary', () => {
    const binary = Buffer.from([0xff, 0xfe, 0x00, 0x80]);
    const body = Buffer.concat([
      Buffer.from(
        `--b\r\nContent-Disposition: form-data; name="k"\r\n\r\n${secret}\r\n--b\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n`,
      ),
      binary,
      Buffer.from('\r\n--b--\r\n'),
    ]);
    const done = redactBody(
      { bytes: body, ends: [body.byteLength], contentType: 'multipart/form-data; boundary=b' },
      finder,
      new Markers(),
    );
    expect(Buffer.from(done.bytes).toString('latin1')).toBe(
      body.toString('latin1').replace(secret, '[redacted:test-key]'),
    );
  });

  it('of any bytes is taken without complaint', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('text/event-stream', 'application/json', 'application/vnd.amazon.eventstream', undefined),
        (bytes, contentType) => {
          const done = redactBody({ bytes, ends: [bytes.byteLength], contentType }, finder, new Markers());
          expect(done.bytes).toEqual(bytes);
        },
      ),
    );
  });
});
