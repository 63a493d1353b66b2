import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCanonical } from '../../src/cassette/check-canonical.ts';
import { type DecodedInteraction, decodeInteraction } from '../../src/cassette/decode-interaction.ts';
import { type EncodedInteraction, encodeInteraction } from '../../src/cassette/encode-interaction.ts';
import { encodeUtf8 } from '../../src/codec/utf8.ts';
import { LlmsimError } from '../../src/core/errors.ts';
import type { Interaction } from '../../src/core/interaction.ts';
import { anyInteraction, interactionOf } from './interaction-samples.ts';

describe('an interaction and its file', () => {
  it('are the same thing, whatever the bytes, cuts, headers, times and end', () => {
    fc.assert(
      fc.property(anyInteraction, (interaction) => {
        const { extra, ...decoded } = decode(encodeInteraction(interaction));
        expect(plain(decoded)).toEqual(plain(interaction));
        expect(extra).toEqual({});
      }),
      { numRuns: 400 },
    );
  });

  it('give the same file again', () => {
    fc.assert(
      fc.property(anyInteraction, (interaction) => {
        const encoded = encodeInteraction(interaction);
        const decoded = decode(encoded);
        expect(encodeInteraction(decoded, decoded.extra)).toEqual(encoded);
        expect(checkCanonical(encodeUtf8(encoded.text), decoded)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('are text with LF line ends only and one at the end', () => {
    fc.assert(
      fc.property(anyInteraction, (interaction) => {
        const { text } = encodeInteraction(interaction);
        expect(text).not.toMatch(/\r/);
        expect(text.endsWith('}\n')).toBe(true);
      }),
    );
  });
});

describe('the loader', () => {
  it('answers any bytes with a typed error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.json().map(encodeUtf8), fc.string().map(encodeUtf8)), (bytes) => {
        expect(codeOf(bytes)).toMatch(/^cassette-/);
      }),
      { numRuns: 300 },
    );
  });

  it('answers any mutation of a good file with an interaction or a typed error', () => {
    fc.assert(
      fc.property(
        anyInteraction,
        fc.nat(),
        fc.nat(40),
        fc.uint8Array({ maxLength: 4 }),
        (interaction, at, drop, put) => {
          const file = Buffer.from(encodeInteraction(interaction).text);
          const start = at % file.length;
          const mutated = Buffer.concat([file.subarray(0, start), put, file.subarray(start + drop)]);
          expect(codeOf(mutated) ?? 'fine').toMatch(/^(?:cassette-[a-z-]+|fine)$/);
        },
      ),
      { numRuns: 600 },
    );
  });

  it('answers any change of one value with an interaction or a typed error', () => {
    const sample = interactionOf({ responseType: 'text/event-stream', response: 'event: a\ndata: {"n":1.0}\n\n' });
    const file: unknown = JSON.parse(encodeInteraction(sample).text);
    const places = placesIn(file);
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), (place, value) => {
        const bytes = encodeUtf8(JSON.stringify(replaced(file, place, value)));
        expect(codeOf(bytes) ?? 'fine').toMatch(/^(?:cassette-[a-z-]+|fine)$/);
      }),
      { numRuns: 1000 },
    );
  });

  it('calls every proper beginning of a file truncated', () => {
    const { text } = encodeInteraction(interactionOf());
    for (let length = 0; length < text.length - 2; length++) {
      expect(messageOf(encodeUtf8(text.slice(0, length)))).toContain('truncated');
    }
  });
});

function decode({ text, blobs }: EncodedInteraction): DecodedInteraction {
  return decodeInteraction(encodeUtf8(text), {
    file: 'sample.json',
    readBlob: (name) => blobs.get(name) ?? missing(name),
  });
}

function missing(name: string): never {
  throw new LlmsimError('cassette-blob', name);
}

/** Bodies as plain byte arrays: a Buffer and a Uint8Array of the same bytes are equal here. */
function plain(interaction: Interaction): unknown {
  const { request, response } = interaction;
  return {
    ...interaction,
    request: { ...request, body: [...request.body] },
    response: { ...response, bytes: [...response.bytes] },
  };
}

function failureOf(bytes: Uint8Array): LlmsimError | undefined {
  try {
    decodeInteraction(bytes, { file: 'sample.json', readBlob: missing });
    return undefined;
  } catch (error) {
    if (error instanceof LlmsimError) return error;
    throw error;
  }
}

function codeOf(bytes: Uint8Array): string | undefined {
  return failureOf(bytes)?.code;
}

function messageOf(bytes: Uint8Array): string | undefined {
  return failureOf(bytes)?.message;
}

type Place = readonly (string | number)[];

function placesIn(value: unknown, place: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [place];
  const steps = Array.isArray(value) ? value.map((_, i) => i) : Object.keys(value);
  return [place, ...steps.flatMap((step) => placesIn(Reflect.get(value, step), [...place, step]))];
}

function replaced(value: unknown, [step, ...rest]: Place, by: unknown): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value)) return value.map((item, i) => (i === step ? replaced(item, rest, by) : item));
  const object = value as Record<string, unknown>;
  return { ...object, [step]: replaced(object[step], rest, by) };
}
