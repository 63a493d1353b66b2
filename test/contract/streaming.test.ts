/** Every dialect with streams: whole answers and streams are two forms of one, and what is neither is left alone. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordPieces } from '../../src/codec/text-pieces.ts';
import type { CollectedReply, Dialect, Streaming } from '../../src/core/dialect.ts';
import type { SimRequest } from '../../src/core/request.ts';
import { builtIn } from '../../src/dialects/list.ts';
import { collected, splitOf } from '../dialects/samples.ts';
import { randomCuts } from '../support/random-cuts.ts';
import { wholeAnswers } from './whole-answers.ts';

const cases = builtIn.flatMap((dialect) =>
  (wholeAnswers[dialect.id] ?? []).map((one) => ({ ...one, dialect, name: `${dialect.id}: ${one.what}` })),
);

function streamingOf({ streaming, id }: Dialect): Streaming {
  if (streaming === undefined) throw new Error(`${id} has no streams`);
  return streaming;
}

function replyWith(whole: object): CollectedReply {
  return {
    status: 200,
    headers: [
      ['Content-Type', 'application/json'],
      ['content-length', '5'],
      ['x-request-id', 'r'],
    ],
    body: Buffer.from(JSON.stringify(whole)),
  };
}

function streamOf(dialect: Dialect, whole: object, request: SimRequest): CollectedReply {
  return collected(splitOf(streamingOf(dialect), replyWith(whole), request, wordPieces));
}

describe('a whole answer', () => {
  it.each(cases)('taken apart and put together is what it was ($name)', ({ dialect, whole, request, joined }) => {
    const stream = streamOf(dialect, whole, request);
    const again = streamingOf(dialect).join(stream);
    expect(JSON.parse(Buffer.from(again?.body ?? '').toString())).toEqual(joined ?? whole);
    expect(again?.headers).toContainEqual(['x-request-id', 'r']);
    expect(again?.headers.map(([name]) => name.toLowerCase())).not.toContain('content-length');
  });

  it.each(cases)('says the same in both forms ($name)', ({ dialect, whole, request }) => {
    const said = dialect.answerOf(replyWith(whole));
    const streamed = dialect.answerOf(streamOf(dialect, whole, request));
    expect(said?.choices.length).toBeGreaterThan(0);
    expect(streamed?.choices).toEqual(said?.choices);
    expect(streamed?.model).toBe(said?.model);
    // A stream may be asked for without usage.
    if (streamed?.usage !== undefined) expect(streamed.usage).toEqual(said?.usage);
    expect(dialect.textOf(streamOf(dialect, whole, request))).toBe(dialect.textOf(replyWith(whole)));
  });

  it.each(cases)('is heard event by event as it is heard whole ($name)', ({ dialect, whole, request }) => {
    const spoken = (body: Uint8Array) => {
      const events = dialect.saidIn(body)?.events ?? [];
      const all = (of: 'said' | 'thought') => events.map((event) => event[of]).join('');
      // Streams of several answers mix them, and calls may be told by their name first.
      return [all('said'), all('thought')].map((text) => [...text.replace(/\s/g, '')].sort().join(''));
    };
    const stream = streamOf(dialect, whole, request).body;
    expect(spoken(replyWith(whole).body).join('')).not.toBe('');
    expect(spoken(stream)).toEqual(spoken(replyWith(whole).body));
    expect(dialect.saidIn(replyWith(whole).body)?.framing).toBe('document');
    expect(dialect.saidIn(stream)?.framing).not.toBe('document');
  });

  it.each(cases)('has each event behind the one before it, and in the body ($name)', ({ dialect, whole, request }) => {
    const { body } = streamOf(dialect, whole, request);
    const ends = dialect.saidIn(body)?.events.map(({ end }) => end) ?? [];
    expect(ends.length).toBeGreaterThan(1);
    expect(ends).toEqual([...new Set(ends)].sort((one, other) => one - other));
    expect(ends.at(-1)).toBeLessThanOrEqual(body.byteLength);
    // Up to the end of an event, nothing of what follows is heard.
    const [first = 0] = ends;
    expect(dialect.saidIn(body.subarray(0, first))?.events.map(({ end }) => end)).toEqual([first]);
  });

  // Log probabilities are given token by token, however a text is cut.
  const cutAtWill = cases.filter(({ whole }) => !JSON.stringify(whole).includes('top_logprobs'));

  it.each(cutAtWill)(
    'is one event for each piece, and nothing is lost between them ($name)',
    ({ dialect, whole, request }) => {
      const pieces = (cut: (text: string) => readonly string[]) =>
        streamingOf(dialect).split(replyWith(whole), request, cut)?.events.length ?? 0;
      expect(pieces(wordPieces)).toBeGreaterThan(pieces((text) => (text === '' ? [] : [text])));
    },
  );

  it.each(cases)('cut anywhere makes no other answer ($name)', ({ dialect, whole, request, joined }) => {
    const { status, headers, body } = streamOf(dialect, whole, request);
    for (const cut of randomCuts(Buffer.from(body), 7, 12)) {
      const part = body.subarray(0, cut.byteOffset - Buffer.from(body).byteOffset + cut.length);
      const again = streamingOf(dialect).join({ status, headers, body: part });
      if (again !== undefined) expect(JSON.parse(Buffer.from(again.body).toString())).toEqual(joined ?? whole);
    }
  });

  it.each(cases)('is asked for in the other form, and back ($name)', ({ dialect, request }) => {
    const { otherForms } = streamingOf(dialect);
    const others = otherForms(request);
    expect(others.length).toBeGreaterThan(0);
    for (const other of others) {
      expect(dialect.describe(other).stream).toBe(!dialect.describe(request).stream);
      expect(dialect.describe(other).model).toBe(dialect.describe(request).model);
      const back = otherForms(other).map((one) => dialect.describe(one).stream);
      expect(new Set(back)).toEqual(new Set([dialect.describe(request).stream]));
    }
  });
});

describe.each(builtIn.filter(({ streaming }) => streaming !== undefined))('$id', (dialect) => {
  const request: SimRequest = { method: 'POST', target: '/', headers: [], body: new Uint8Array(0) };

  it('has samples here', () => {
    expect(wholeAnswers[dialect.id]?.length).toBeGreaterThan(1);
  });

  it('makes nothing of an error', () => {
    const error = dialect.writeError({ status: 429, code: null, message: 'Slow down.' });
    const reply = { ...error, body: Buffer.from(error.body) };
    expect(streamingOf(dialect).join(reply)).toBeUndefined();
    expect(streamingOf(dialect).split(reply, request, wordPieces)).toBeUndefined();
    expect(dialect.answerOf(reply)).toBeUndefined();
  });

  it('never throws where what should be a number or a name is an object that is no text', () => {
    const odd = '{"toString":false,"valueOf":1}';
    for (const { whole, request: asked } of wholeAnswers[dialect.id] ?? []) {
      const stream = streamOf(dialect, whole, asked).body;
      for (const text of [JSON.stringify(whole), Buffer.from(stream).toString()]) {
        // Each value in turn.
        for (const { index, 0: value } of text.matchAll(/(?<=":)(?:-?\d+|"[^"\\]{0,40}")/g)) {
          const body = Buffer.from(text.slice(0, index) + odd + text.slice(index + value.length));
          const reply = { status: 200, headers: [], body };
          streamingOf(dialect).join(reply);
          streamingOf(dialect).split(reply, asked, wordPieces);
          dialect.answerOf(reply);
          dialect.textOf(reply);
        }
      }
    }
  });

  it('never throws, however deep the JSON is', () => {
    for (const depth of [1_000, 6_000, 20_000]) {
      const deep = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
      for (const { whole, request: asked } of wholeAnswers[dialect.id] ?? []) {
        const body = Buffer.from(`${JSON.stringify(whole).slice(0, -1)},"deep":${deep}}`);
        const reply = { status: 200, headers: [], body };
        const { join, split, otherForms } = streamingOf(dialect);
        join(reply);
        split(reply, asked, wordPieces);
        otherForms({ ...asked, body });
        dialect.answerOf(reply);
      }
    }
  });

  it('never throws, whatever the bytes are', () => {
    const json = fc.json().map((text) => Buffer.from(text));
    const lines = fc.array(fc.json()).map((all) => Buffer.from(all.map((text) => `data: ${text}\n\n`).join('')));
    const bytes = fc.oneof(json, lines, fc.uint8Array());
    fc.assert(
      fc.property(bytes, (body) => {
        const reply = { status: 200, headers: [], body };
        streamingOf(dialect).join(reply);
        streamingOf(dialect).split(reply, request, wordPieces);
        dialect.answerOf(reply);
        streamingOf(dialect).otherForms({ ...request, body });
      }),
      { numRuns: 300 },
    );
  });
});
