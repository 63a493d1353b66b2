/** Draws inputs for a parser: valid samples, changed in the ways in which real data goes wrong and hostile data is made. */

import type { Random } from '../../src/core/random.ts';

export interface Source {
  readonly samples: readonly Uint8Array[];
  /** What has a meaning in the format: inserted as it stands. */
  readonly words: readonly string[];
}

/** Inputs stay small: what is slow shows with the growing inputs of a target instead. */
const longest = 20_000;

const usualWords = [
  ...[
    '\n',
    '\r\n',
    '\r',
    '\0',
    ' ',
    '\t',
    ':',
    ',',
    '"',
    "'",
    '\\',
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '=',
    '%',
    '~',
    '/',
    '..',
  ],
  ...[
    '\ufeff',
    'é',
    '\u{1f600}',
    '\u2028',
    '\u202e',
    '__proto__',
    'constructor',
    'null',
    'true',
    'NaN',
    '\\u0000',
    '\\ud800',
  ],
];
const numbers = [
  '0',
  '-1',
  '-0',
  '1e999',
  '2147483648',
  '4294967295',
  '9007199254740993',
  '1e-400',
  '0x10',
  '1_000',
  '٣',
  '.5',
  '',
];

const brackets: readonly (readonly [string, string])[] = [
  ['[', ']'],
  ['{"a":', '}'],
  ['(', ')'],
  ["{'a': ", '}'],
];

/** One input: a sample after some changes, seldom unchanged, sometimes plain noise. */
export function draw({ samples, words }: Source, random: Random): Uint8Array {
  if (random.below(40) === 0) return random.bytes(random.below(200));
  let bytes = Buffer.from(samples[random.below(samples.length)] ?? []);
  const changes = random.below(7);
  for (let i = 0; i < changes; i += 1) bytes = changed(bytes, { samples, words }, random);
  return bytes.subarray(0, longest);
}

function changed(bytes: Buffer, { samples, words }: Source, random: Random): Buffer<ArrayBuffer> {
  const at = random.below(bytes.length + 1);
  const end = Math.min(bytes.length, at + 1 + random.below(random.below(4) === 0 ? bytes.length + 1 : 12));
  const before = bytes.subarray(0, at);
  const piece = bytes.subarray(at, end);
  const behind = bytes.subarray(end);
  switch (random.below(11)) {
    case 0: // a bit tips
      return Buffer.concat([before, piece.map((byte, i) => (i === 0 ? byte ^ (1 << random.below(8)) : byte)), behind]);
    case 1:
      return Buffer.concat([before, random.bytes(1 + random.below(4)), behind]);
    case 2: // lost
      return Buffer.concat([before, behind]);
    case 3: // twice
      return Buffer.concat([before, piece, piece, behind]);
    case 4: // the connection ends
      return Buffer.from(before);
    case 5: {
      const most = Math.floor(longest / Math.max(1, piece.length));
      return Buffer.concat([before, ...new Array<Buffer>(random.below(Math.min(300, most) + 1)).fill(piece), behind]);
    }
    case 6: {
      const other = samples[random.below(samples.length)] ?? bytes;
      return Buffer.concat([before, other.subarray(random.below(other.length + 1))]);
    }
    case 7:
      return withOtherNumber(bytes, random);
    case 8: {
      const [open, close] = brackets[random.below(brackets.length)] ?? ['[', ']'];
      const depth = random.below(600);
      return Buffer.concat([before, Buffer.from(open.repeat(depth)), piece, Buffer.from(close.repeat(depth)), behind]);
    }
    default: {
      const all = words.length > 0 && random.below(3) > 0 ? words : usualWords;
      return Buffer.concat([
        before,
        Buffer.from(all[random.below(all.length)] ?? ''),
        bytes.subarray(random.below(2) === 0 ? at : end),
      ]);
    }
  }
}

/** Text behind and before stays as it is, so that a length or a count comes to be wrong. */
function withOtherNumber(bytes: Buffer, random: Random): Buffer<ArrayBuffer> {
  const text = bytes.toString('latin1');
  const found = [...text.matchAll(/-?\d+(?:\.\d+)?/g)];
  const one = found[random.below(Math.max(1, found.length))];
  if (one === undefined) return Buffer.from(bytes);
  const other = numbers[random.below(numbers.length)] ?? '';
  const end = one.index + one[0].length;
  return Buffer.concat([bytes.subarray(0, one.index), Buffer.from(other), bytes.subarray(end)]);
}

/** `bytes` in pieces of random length, some empty: as a network delivers them. */
export function cut(bytes: Uint8Array, random: Random): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  const most = random.pick([1, 3, 16, 1000]);
  for (let at = 0; at < bytes.length; ) {
    const length = random.below(most + 1);
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}
