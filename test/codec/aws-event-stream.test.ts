import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeFrames,
  type EventStreamFrame,
  type EventStreamHeader,
  encodeFrame,
} from '../../src/codec/aws-event-stream.ts';

const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const header: fc.Arbitrary<EventStreamHeader> = fc
  .tuple(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    fc.oneof(
      fc.record({ type: fc.constant('boolean' as const), value: fc.boolean() }),
      fc.record({ type: fc.constant('byte' as const), value: fc.integer({ min: -128, max: 127 }) }),
      fc.record({ type: fc.constant('short' as const), value: fc.integer({ min: -32768, max: 32767 }) }),
      fc.record({ type: fc.constant('integer' as const), value: fc.integer() }),
      fc.record({ type: fc.constantFrom('long' as const, 'timestamp' as const), value: long }),
      fc.record({ type: fc.constant('binary' as const), value: fc.uint8Array() }),
      fc.record({ type: fc.constant('uuid' as const), value: fc.uint8Array({ minLength: 16, maxLength: 16 }) }),
      fc.record({ type: fc.constant('string' as const), value: fc.string({ unit: 'binary' }) }),
    ),
  )
  .map(([name, value]) => ({ name, ...value }));
const frame: fc.Arbitrary<EventStreamFrame> = fc.record({ headers: fc.array(header), payload: fc.uint8Array() });

/** Frames with their bytes as arrays, so that Buffer and Uint8Array compare equal. */
function plain(frames: readonly EventStreamFrame[]) {
  return frames.map(({ headers, payload }) => ({
    headers: headers.map((one) => ({ ...one, value: one.value instanceof Uint8Array ? [...one.value] : one.value })),
    payload: [...payload],
  }));
}

/** The bitwise definition of CRC-32 (ISO 3309), apart from zlib's. */
function crc(bytes: Uint8Array): number {
  let remainder = ~0;
  for (const byte of bytes) {
    remainder ^= byte;
    for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
  }
  return ~remainder >>> 0;
}

function checksum(bytes: Uint8Array): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc(bytes));
  return sum;
}

/** A frame around raw header bytes, checksums right. */
function around(headers: Uint8Array, payload: Uint8Array, lengths: { total?: number; headers?: number } = {}): Buffer {
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(lengths.total ?? 16 + headers.length + payload.length, 0);
  prelude.writeUInt32BE(lengths.headers ?? headers.length, 4);
  const most = Buffer.concat([prelude, checksum(prelude), headers, payload]);
  return Buffer.concat([most, checksum(most)]);
}

describe('decodeFrames', () => {
  it('reads a frame laid out by hand', () => {
    // A name of 11 bytes, type 7 (string), a value of 4 bytes.
    const bytes = around(Buffer.from('\x0b:event-type\x07\x00\x04ping', 'latin1'), Buffer.from('{}'));
    const { frames, rest } = decodeFrames(bytes);
    expect(plain(frames)).toEqual([
      { headers: [{ name: ':event-type', type: 'string', value: 'ping' }], payload: [...Buffer.from('{}')] },
    ]);
    expect(rest).toHaveLength(0);
    expect(frames[0] && Buffer.from(encodeFrame(frames[0])).equals(bytes)).toBe(true);
  });

  it('gives back frames that were encoded, and the cut one behind them as rest', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 5 }), frame, fc.nat(), (frames, last, cut) => {
        const whole = encodeFrame(last);
        const tail = whole.subarray(0, cut % whole.length);
        const decoded = decodeFrames(Buffer.concat([...frames.map(encodeFrame), tail]));
        expect(plain(decoded.frames)).toEqual(plain(frames));
        expect([...decoded.rest]).toEqual([...tail]);
      }),
    );
  });

  it('encodes to the same bytes, whatever bytes it is given', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 100 }),
      fc.tuple(fc.uint8Array(), fc.uint8Array()).map(([headers, payload]) => around(headers, payload)),
      fc
        .tuple(fc.uint8Array(), fc.nat(300), fc.nat(300))
        .map(([headers, total, length]) => around(headers, headers, { total, headers: length })),
    );
    fc.assert(
      fc.property(bytes, (input) => {
        const { frames, rest } = decodeFrames(input);
        expect(Buffer.concat([...frames.map(encodeFrame), rest]).equals(input)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('does not take a frame in which any bit was turned', () => {
    fc.assert(
      fc.property(frame, fc.nat(), (one, at) => {
        const bytes = Buffer.from(encodeFrame(one));
        const bit = at % (bytes.length * 8);
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(decodeFrames(bytes).frames).toEqual([]);
      }),
    );
  });

  it.each([
    ['a length of 4 GiB', around(Buffer.alloc(0), Buffer.alloc(0), { total: 0xffffffff })],
    ['a length under 16', around(Buffer.alloc(0), Buffer.alloc(0), { total: 15 })],
    ['a length of 0', around(Buffer.alloc(0), Buffer.alloc(0), { total: 0 })],
    ['headers longer than the frame', around(Buffer.alloc(0), Buffer.alloc(0), { headers: 1 })],
    ['an unknown header type', around(Buffer.of(1, 0x61, 10), Buffer.alloc(0))],
    ['a header without a name', around(Buffer.of(0, 0), Buffer.alloc(0))],
    ['a header without a type', around(Buffer.of(1, 0x61), Buffer.alloc(0))],
    ['a header name past the end', around(Buffer.of(9, 0x61, 0), Buffer.alloc(0))],
    ['a value past the end', around(Buffer.of(1, 0x61, 5, 0, 0), Buffer.alloc(0))],
    ['a string length past the end', around(Buffer.of(1, 0x61, 7, 0xff, 0xff, 0x61), Buffer.alloc(0))],
    ['half a string length', around(Buffer.of(1, 0x61, 7, 0), Buffer.alloc(0))],
    ['a string that is not UTF-8', around(Buffer.of(1, 0x61, 7, 0, 1, 0xff), Buffer.alloc(0))],
  ])('leaves %s as rest', (_, bytes) => {
    const good = encodeFrame({ headers: [], payload: Buffer.from('ok') });
    const { frames, rest } = decodeFrames(Buffer.concat([good, bytes]));
    expect(frames).toHaveLength(1);
    expect([...rest]).toEqual([...bytes]);
  });

  it('leaves a frame as rest whose prelude alone has a wrong checksum', () => {
    const bytes = around(Buffer.alloc(0), Buffer.from('{}'));
    bytes.writeUInt32BE(0, 8);
    checksum(bytes.subarray(0, -4)).copy(bytes, bytes.length - 4);
    expect(decodeFrames(bytes).frames).toEqual([]);
  });

  it('takes booleans by their type', () => {
    const { frames } = decodeFrames(around(Buffer.of(1, 0x61, 0, 1, 0x62, 1), Buffer.alloc(0)));
    expect(frames[0]?.headers).toEqual([
      { name: 'a', type: 'boolean', value: true },
      { name: 'b', type: 'boolean', value: false },
    ]);
  });
});

describe('encodeFrame', () => {
  it.each<[string, EventStreamHeader]>([
    ['an empty name', { name: '', type: 'boolean', value: true }],
    ['a name over 255 bytes', { name: 'é'.repeat(128), type: 'boolean', value: true }],
    ['a byte of 128', { name: 'a', type: 'byte', value: 128 }],
    ['a string over 65,535 bytes', { name: 'a', type: 'string', value: 'a'.repeat(65_536) }],
    ['a uuid of 15 bytes', { name: 'a', type: 'uuid', value: new Uint8Array(15) }],
    ['a long of 2^63', { name: 'a', type: 'long', value: 2n ** 63n }],
  ])('throws a RangeError for %s', (_, one) => {
    expect(() => encodeFrame({ headers: [one], payload: new Uint8Array() })).toThrow(RangeError);
  });
});
