import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundaryOf, type MultipartBody, parseMultipart, renderMultipart } from '../../src/codec/multipart.ts';

const form = [
  '--b\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-1',
  '\r\n--b\r\ncontent-disposition: form-data; name="file"; filename="é.wav"\r\nContent-Type: audio/wav\r\n\r\nRIFF\r\n\r\n--bb\0\r\n',
  '\r\n--b--\r\n',
].join('');

function parseText(text: string, boundary = 'b') {
  return parseMultipart(Buffer.from(text), boundary);
}

describe('boundaryOf', () => {
  it.each([
    ['multipart/form-data; boundary=----WebKitFormBoundaryabc', '----WebKitFormBoundaryabc'],
    ['Multipart/Mixed;BOUNDARY="a b;c"; charset=utf-8', 'a b;c'],
    ['multipart/form-data; charset=utf-8; boundary = x ; y=z', 'x'],
    ['multipart/related; type="a; boundary=no"; boundary=yes', 'yes'],
    [String.raw`multipart/form-data; boundary="a\"b"`, 'a"b'],
    ['multipart/form-data', undefined],
    ['multipart/form-data; boundary=', undefined],
    ['multipart/form-data; boundary=""', undefined],
    ['application/json; boundary=b', undefined],
    ['', undefined],
  ])('of %j is %j', (contentType, boundary) => {
    expect(boundaryOf(contentType)).toBe(boundary);
  });

  it('reads a long hostile header at once', () => {
    expect(boundaryOf(`multipart/form-data${'; a="'.repeat(20_000)}`)).toBeUndefined();
    expect(boundaryOf(`multipart/form-data;${' '.repeat(100_000)}`)).toBeUndefined();
  });
});

describe('parseMultipart', () => {
  it('reads a form with a file', () => {
    const parsed = parseText(form);
    expect(parsed?.parts.map(({ headers }) => headers)).toEqual([
      [['Content-Disposition', 'form-data; name="model"']],
      [
        ['content-disposition', 'form-data; name="file"; filename="é.wav"'],
        ['Content-Type', 'audio/wav'],
      ],
    ]);
    expect(parsed?.parts.map(({ body }) => Buffer.from(body).toString())).toEqual([
      'whisper-1',
      'RIFF\r\n\r\n--bb\0\r\n',
    ]);
    expect(Buffer.from(parsed?.epilogue ?? []).toString()).toBe('\r\n');
  });

  it.each([
    ['a form', form],
    ['line feeds alone', form.replaceAll('\r\n', '\n')],
    ['a preamble and an epilogue', `ignore this\r\n${form}and this\r\n--b--`],
    ['no epilogue', form.slice(0, -2)],
    ['a part without headers', '--b\r\n\r\nbody\r\n--b--'],
    ['an empty part', '--b\r\nA: b\r\n\r\n\r\n--b--\r\n'],
    ['a folded header', '--b\r\nA: b;\r\n\tc\r\n\r\n\r\n--b--\r\n'],
    ['a boundary that goes on, in a body', '--b\r\n\r\nx\r\n--b-not\r\n--b2\r\n--b--y\r\n--b--'],
  ])('gives back %s byte for byte', (_, text) => {
    const parsed = parseText(text);
    expect(parsed).toBeDefined();
    if (parsed) expect(Buffer.from(renderMultipart(parsed, 'b')).toString()).toBe(text);
  });

  it('unfolds a header', () => {
    expect(parseText('--b\r\nA: b;\r\n\tc\r\n\r\n\r\n--b--')?.parts[0]?.headers).toEqual([['A', 'b; c']]);
  });

  it.each([
    ['nothing', ''],
    ['another boundary', form.replaceAll('--b', '--c')],
    ['a body cut short', form.slice(0, -10)],
    ['no parts', '--b--\r\n'],
    ['spaces behind a delimiter', form.replace('--b\r\n', '--b  \r\n')],
    ['spaces behind a later delimiter', form.replace('\r\n--b\r\n', '\r\n--b\t\r\n')],
    ['mixed line ends', form.replace('--b\r\n', '--b\n')],
    ['a part without its blank line', '--b\r\nA: b\r\n--b--'],
    ['headers that are not UTF-8', Buffer.from('--b\r\nA: \xff\r\n\r\n\r\n--b--', 'latin1')],
    ['more parts than anybody sends', `${'--b\r\n\r\n\r\n'.repeat(10_001)}--b--`],
  ])('refuses %s', (_, bytes) => {
    expect(parseMultipart(Buffer.from(bytes as string), 'b')).toBeUndefined();
  });

  it('refuses an empty boundary', () => {
    expect(parseText('--\r\n\r\n\r\n----', '')).toBeUndefined();
  });

  it('reads what is rendered', () => {
    const boundary = fc.stringMatching(/^[a-z'()+_,./:=?-]{8,40}$/);
    const part = fc.record({
      rawHeaders: fc.constantFrom('', 'A: b\r\n', 'A: é\r\nB: \r\nA:b\r\n'),
      body: fc.oneof(
        fc.uint8Array(),
        fc.string({ unit: fc.constantFrom('\r', '\n', '-', 'b') }).map((text) => new Uint8Array(Buffer.from(text))),
      ),
    });
    fc.assert(
      fc.property(boundary, fc.array(part, { minLength: 1 }), fc.uint8Array(), (edge, parts, epilogue) => {
        fc.pre(epilogue.length === 0 || [9, 10, 13, 32].includes(epilogue[0] ?? 0));
        const body: MultipartBody = {
          preamble: new Uint8Array(),
          parts: parts.map((one) => ({ ...one, headers: [] })),
          epilogue,
          lineEnd: '\r\n',
        };
        const parsed = parseMultipart(renderMultipart(body, edge), edge);
        expect(parsed?.parts.map(({ rawHeaders, body }) => [rawHeaders, [...body]])).toEqual(
          parts.map(({ rawHeaders, body }) => [rawHeaders, [...body]]),
        );
        expect([...(parsed?.epilogue ?? [])]).toEqual([...epilogue]);
      }),
    );
  });

  it('gives for any bytes a body that renders to them, or nothing', () => {
    const text = fc.string({ unit: fc.constantFrom('--b', '-', '\r\n', '\n', '\r', 'A: b', ' ', 'x'), maxLength: 30 });
    fc.assert(
      fc.property(text, (bytes) => {
        const parsed = parseText(bytes);
        expect(parsed === undefined ? bytes : Buffer.from(renderMultipart(parsed, 'b')).toString()).toBe(bytes);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(parseMultipart(bytes, 'b')).toBeUndefined();
      }),
    );
  });
});
