/** Targets: readers of streams and of bodies as they come from the network. */

import { brotliCompressSync, crc32, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { decodeFrames, encodeFrame } from '../../../src/codec/aws-event-stream.ts';
import { decodeChunks } from '../../../src/codec/compression.ts';
import { cutterOf, type Framing, framingOf } from '../../../src/codec/event-framing.ts';
import { splitLines } from '../../../src/codec/json-lines.ts';
import { boundaryOf, parseMultipart, renderMultipart } from '../../../src/codec/multipart.ts';
import { parseEvent, splitEvents } from '../../../src/codec/sse.ts';
import { isWholeZstd } from '../../../src/codec/zstd-frames.ts';
import { readForm } from '../../../src/dialects/openai-form.ts';
import { cut } from '../mutate.ts';
import { bytesTarget, type FuzzTarget, holds, repeated, textTarget } from '../target.ts';

const sse = [
  'event: message_start\ndata: {"type":"message_start"}\n\nevent: ping\ndata: {}\n\n',
  ': comment\r\nid: 7\r\nretry: 30\r\ndata: {"a":1}\r\ndata: more\r\n\r\ndata: [DONE]\r\n\r\n',
  '\ufeffdata:{"choices":[{"delta":{"content":"h\\u00e9"}}]}\n\n\n\ndata:\n\n',
];
const lines = ['{"a":1}\n{"b":[2,{}]}\r\n\n"c"', '{"message":{"content":"x"},"done":false}\n{"done":true}\n'];
const array = ['[{"candidates":[{"content":"a } b \\" {"}]}\n,\r\n{"x":{}}]\n', '[]', '[{}]'];

const frame = encodeFrame({
  headers: [
    { name: ':event-type', type: 'string', value: 'contentBlockDelta' },
    { name: 'n', type: 'integer', value: 7 },
    { name: 'b', type: 'boolean', value: true },
    { name: 't', type: 'timestamp', value: 1_700_000_000_000n },
    { name: 'u', type: 'uuid', value: new Uint8Array(16) },
  ],
  payload: Buffer.from('{"delta":{"text":"hi"}}'),
});
const frames = [
  frame,
  Buffer.concat([frame, frame, frame.subarray(0, 30)]),
  encodeFrame({ headers: [], payload: frame }),
];

/** Checksums made right again, so that what they guard is reached. */
function withChecksums(bytes: Uint8Array): Uint8Array {
  const sound = Buffer.from(bytes);
  if (sound.length < 16) return sound;
  sound.writeUInt32BE(sound.length, 0);
  sound.writeUInt32BE(crc32(sound.subarray(0, 8)), 8);
  sound.writeUInt32BE(crc32(sound.subarray(0, -4)), sound.length - 4);
  return sound;
}

const form = Buffer.from(
  [
    '--x\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n',
    '--x\r\nContent-Disposition: form-data; name="file"; filename="a\\"b.wav"\r\nContent-Type: audio/wav\r\n\r\nRIFF\0\r\n',
    '--x\r\nContent-Disposition: form-data; name="list[]"\r\n\r\n1\r\n--x--\r\n',
  ].join(''),
);
const multipart = [form, Buffer.from('preamble\n--x\n\nbody\n--x--'), Buffer.from('--x--')];

const plain = Buffer.from('data: {"text":"hello hello hello"}\n\n'.repeat(20));
const packed = [gzipSync(plain), deflateSync(plain), deflateRawSync(plain), brotliCompressSync(plain), plain];

function framing(name: Framing, samples: readonly (string | Uint8Array)[], growing: FuzzTarget['growing'] = []) {
  return bytesTarget({
    name: `codec/event-framing-${name}`,
    samples: samples.map((sample) => Buffer.from(sample)),
    growing,
    check(input, random) {
      const cutter = cutterOf(name);
      const pieces = cut(input, random);
      const events = pieces.flatMap((piece) => cutter.push(piece));
      const rest = cutter.rest();
      holds(
        Buffer.concat([...events, ...(rest === undefined ? [] : [rest])]).equals(input),
        'events and rest are the bytes',
      );
      holds(
        events.every((event) => event.byteLength > 0),
        'no event is empty',
      );
      const whole = cutterOf(name);
      const others = whole.push(input);
      if (name !== 'bytes') holds(Buffer.concat([...others]).equals(Buffer.concat(events)), 'however it is chunked');
      framingOf('', input);
    },
  });
}

export const streamTargets: readonly FuzzTarget[] = [
  textTarget({
    name: 'codec/sse',
    samples: sse,
    words: ['data:', 'event:', 'id:', 'retry:', '\n\n', '\r\n\r\n', '\r\r', ':', '\ufeff'],
    growing: [
      repeated('\n'),
      repeated('\r\n'),
      repeated('data: x\n'),
      repeated('data: x\r\r'),
      repeated(':'),
      repeated('a\r'),
    ],
    check(text) {
      const blocks = splitEvents(text);
      holds(blocks.join('') === text, 'the blocks are the text');
      for (const block of blocks) parseEvent(block);
      // A long event has many lines.
      parseEvent(text);
    },
  }),
  textTarget({
    name: 'codec/json-lines',
    samples: lines,
    growing: [repeated('\n'), repeated('{}\r\n')],
    check: (text) => holds(splitLines(text).join('') === text, 'the lines are the text'),
  }),
  framing('sse', sse, [(size) => Buffer.alloc(size, '\r\n'), (size) => Buffer.alloc(size, 'x')]),
  framing('lines', lines, [(size) => Buffer.alloc(size, '\n')]),
  framing('array', array, [
    (size) => Buffer.alloc(size, '{'),
    (size) => Buffer.alloc(size, '{}'),
    (size) => Buffer.alloc(size, '"\\'),
  ]),
  framing('frames', frames, [
    (size) => Buffer.alloc(size, Buffer.from([0x7f, 0xff, 0xff, 0xff])),
    (size) => Buffer.alloc(size, Buffer.from([0, 0, 0, 16, ...new Array<number>(12).fill(0)])),
  ]),
  framing('document', ['{"a":1}']),
  framing('bytes', ['RIFF']),
  bytesTarget({
    name: 'codec/aws-event-stream',
    samples: frames,
    growing: [
      (size) => Buffer.alloc(size),
      (size) => Buffer.concat(new Array<Uint8Array>(Math.ceil(size / frame.length)).fill(frame)),
    ],
    check(input, random) {
      const bytes = random.below(2) === 0 ? input : withChecksums(input);
      const { frames: read, rest } = decodeFrames(bytes);
      holds(Buffer.concat([...read.map(encodeFrame), rest]).equals(bytes), 'frames and rest are the bytes');
    },
  }),
  bytesTarget({
    name: 'codec/multipart',
    samples: multipart,
    words: [
      '--x\r\n',
      '--x--',
      '\r\n',
      '--x ',
      '--xy\r\n',
      'Content-Disposition: form-data; name="',
      'filename="',
      '%22',
      '\\"',
    ],
    growing: [
      (size) => Buffer.alloc(size, '--x\r\n\r\n\r\n'),
      (size) => Buffer.alloc(size, '--x\n'),
      (size) => Buffer.from(`--x\r\n${'\r\n--xy'.repeat(size / 6)}`),
      (size) => Buffer.from(`--x\r\nA:${'\n '.repeat(size / 2)}\r\n\r\n\r\n--x--`),
      (size) => Buffer.from(`--x\r\nContent-Disposition: ${'; a="\\'.repeat(size / 6)}\r\n\r\n\r\n--x--`),
      (size) => Buffer.from(`--x\r\nContent-Disposition: ${';a'.repeat(size / 2)}\r\n\r\n\r\n--x--`),
    ],
    check(input) {
      const body = parseMultipart(input, 'x');
      if (body !== undefined) holds(Buffer.from(renderMultipart(body, 'x')).equals(input), 'the parts give the bytes');
      readForm({ headers: [['content-type', 'multipart/form-data; boundary=x']], body: input });
    },
  }),
  textTarget({
    name: 'codec/multipart-boundary',
    samples: ['multipart/form-data; boundary=abc', 'multipart/mixed; charset="a;b"; boundary="a \\" b"; x=1'],
    words: ['boundary=', ';', '"', '\\', '=', ' '],
    growing: [
      repeated('; a="\\', 'multipart/x'),
      repeated(';a', 'multipart/x'),
      repeated('; \t', 'multipart/x'),
      repeated(';a=', 'multipart/x'),
    ],
    check: (text) => holds(boundaryOf(text) !== '', 'no boundary is empty'),
  }),
  bytesTarget({
    name: 'codec/compression',
    samples: packed,
    growing: [(size) => gzipSync(Buffer.alloc(size * 50)), (size) => brotliCompressSync(Buffer.alloc(size * 50))],
    async check(input, random) {
      const limit = 1_000_000;
      const coding = random.pick(['gzip', 'deflate', 'br', 'zstd', 'gzip, br', 'identity', 'x', 'GZIP ,, deflate']);
      const chunks = cut(input.subarray(0, 2000), random);
      const decoded = await decodeChunks(coding, chunks, limit);
      if (decoded.kind !== 'decoded') return;
      holds(decoded.chunks.length === chunks.length, 'as many chunks as went in');
      const length = decoded.chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
      holds(length <= limit + 100_000, 'no more than the limit comes out');
    },
  }),
  bytesTarget({
    name: 'codec/zstd-frames',
    samples: [Buffer.from('28b52ffd0458090000686900', 'hex'), Buffer.from('502a4d1804000000aaaaaaaa', 'hex')],
    growing: [(size) => Buffer.alloc(size, Buffer.from('502a4d1800000000', 'hex'))],
    check: (input) => isWholeZstd(input),
  }),
];
