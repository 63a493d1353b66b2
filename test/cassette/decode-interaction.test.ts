import { describe, expect, it } from 'vitest';
import { checkCanonical } from '../../src/cassette/check-canonical.ts';
import { type DecodedInteraction, decodeInteraction } from '../../src/cassette/decode-interaction.ts';
import { encodeInteraction } from '../../src/cassette/encode-interaction.ts';
import { encodeUtf8 } from '../../src/codec/utf8.ts';
import { LlmsimError } from '../../src/core/errors.ts';
import { interactionOf } from './interaction-samples.ts';

const good = encodeInteraction(
  interactionOf({ responseType: 'text/event-stream', response: 'data: {"a":1}\n\ndata: x\n\n', chunks: [15, 9] }),
).text;

function decode(file: string | Uint8Array): DecodedInteraction {
  const bytes = typeof file === 'string' ? encodeUtf8(file) : file;
  return decodeInteraction(bytes, {
    file: 'chat/a.json',
    readBlob: (name) => {
      throw new LlmsimError('cassette-blob', `no ${name}`);
    },
  });
}

function failure(file: string | Uint8Array): LlmsimError {
  try {
    decode(file);
  } catch (error) {
    if (error instanceof LlmsimError) return error;
    throw error;
  }
  throw new Error('expected a failure');
}

/** The good file with one piece of its text replaced. */
function edited(from: string, to: string): string {
  expect(good).toContain(from);
  return good.replace(from, to);
}

describe('a file that is no JSON', () => {
  it.each([
    ['', 'line 1, column 1: the file ends too early, it is truncated'],
    [good.slice(0, 40), 'line 3, column 24: the file ends too early, it is truncated'],
    ['{"llmsim": 1,\n "summary": oops}', 'line 2, column 13: unexpected text'],
    ['<<<<<<< HEAD\n{}', 'line 1, column 1: unexpected text'],
    [`${good}{}`, 'unexpected text'],
  ])('is refused with the place: %j', (text, what) => {
    const { code, message } = failure(text);
    expect(code).toBe('cassette-not-json');
    expect(message).toContain(what);
    expect(message).toMatch(/^chat\/a\.json /);
  });

  it('is refused when it is not UTF-8', () => {
    expect(failure(new Uint8Array([0x7b, 0xff, 0x7d]))).toMatchObject({ code: 'cassette-not-json' });
  });
});

describe('a file with a trap', () => {
  it('is refused above 64 MiB', () => {
    expect(failure(new Uint8Array(64 * 1024 * 1024 + 1))).toMatchObject({ code: 'cassette-too-large' });
  });

  it('is refused when it nests deeper than 200 levels, however deep', () => {
    expect(failure('['.repeat(201) + ']'.repeat(201)).code).toBe('cassette-too-deep');
    expect(failure('{"a":'.repeat(1_000_000)).code).toBe('cassette-too-deep');
    expect(failure('['.repeat(200) + ']'.repeat(200)).code).toBe('cassette-schema');
  });

  it('is refused when a key stands twice in an object, with its line', () => {
    const error = failure(edited('    "status": 200,\n', '    "status": 200,\n    "status": 500,\n'));
    expect(error.code).toBe('cassette-duplicate-key');
    expect(error.message).toContain('the key "status" twice in /response, the second time on line 27');
    expect(failure(edited('{"a":1}', '{"a":1,"\\u0061":2}')).code).toBe('cassette-duplicate-key');
  });
});

describe('a file of another version', () => {
  it.each([2, 1.5, 1e300])('is refused by name when it is newer: %d', (version) => {
    const error = failure(`{"llmsim": ${version}, "anything": {"else": true}}`);
    expect(error.code).toBe('cassette-version');
    expect(error.message).toContain(`chat/a.json has format version ${version}`);
    expect(error.hint).toContain('Update llmsim');
  });

  it.each([0, -1, '"2"', 'null'])('does not fit the format when there never was such a version: %s', (version) => {
    expect(failure(edited('"llmsim": 1', `"llmsim": ${version}`))).toMatchObject({
      code: 'cassette-schema',
      message: expect.stringContaining('llmsim: '),
    });
  });
});

describe('a file that does not fit the format', () => {
  it.each([
    ['another JSON value', '[]', 'chat/a.json does not fit the format: '],
    ['a missing field', edited('  "dialect": "openai-chat",\n', ''), 'dialect: '],
    ['a wrong type', edited('"status": 200', '"status": "200"'), 'response.status: '],
    ['an impossible status', edited('"status": 200', '"status": 99'), 'response.status: '],
    ['a header that is no pair', edited('["content-type","text/event-stream"]', '["x"]'), 'response.headers[0]'],
    ['a key in upper case', edited('"sha256":"0', '"sha256":"A'), 'key.sha256: '],
    ['a date that is none', edited('2026-08-01T', '2026-08-01 '), 'timing.recordedAt: '],
    ['an unknown end', edited('"chunks": [15,9]', '"chunks": [15,9], "end": "bang"'), 'response.end: '],
    ['a body of no known form', edited('"json": {', '"yaml": {'), 'request.body: expected'],
    ['a body of two forms', edited('"sse": [', '"text": [], "sse": ['), 'response.body: expected exactly one of json'],
    ['an event with a foreign field', edited('{"data":"x"}', '{"daata":"x"}'), 'response.body.sse[1]'],
    ['an event that is a number', edited('{"data":"x"}', '7'), 'response.body.sse[1]'],
    ['an impossible style', edited('{"data":"x"}', '{"data":{},"style":{"indent":9000000}}'), 'response.body.sse[1]'],
    ['huge padding', edited('{"data":"x"}', '{"data":{},"padding":9000000}'), 'response.body.sse[1]'],
    ['base64 that is none', edited('"sse": [', '"base64": "%%%", "was": ['), 'response.body.base64: expected base64'],
    [
      'chunks that do not add up',
      edited('[15,9]', '[15,8]'),
      "response.chunks: expected sizes that add up to the body's 24 bytes",
    ],
    ['a negative chunk', edited('[15,9]', '[25,-1]'), 'response.chunks[1]: '],
    ['too few times', edited('"chunks":[121,122]', '"chunks":[121]'), 'timing.chunks: expected 2 offsets'],
    ['times that decrease', edited('[121,122]', '[122,121]'), 'timing.chunks[1]: expected 122 or more'],
    ['an end before the last chunk', edited('"end":200', '"end":1'), 'timing.end: expected 122 or more'],
    ['a time that is no number', edited('"head":120.5', '"head":1e999'), 'timing.head: '],
  ])('is refused with the field and what was expected: %s', (_, text, expected) => {
    const error = failure(text);
    expect(error.code).toBe('cassette-schema');
    expect(error.message).toContain(expected);
    expect(error.hint).toContain('cassette-format.md');
  });

  it('is refused when small entries would make a huge body', () => {
    const event = '{"data":{},"padding":1024}';
    const many = `${event},`.repeat(300_000) + event;
    expect(failure(edited('{"data":"x"}', many))).toMatchObject({
      code: 'cassette-schema',
      message: expect.stringContaining('expected a body of at most'),
    });
  });

  it('is refused when indentation would make a huge body', () => {
    const deep = `${'['.repeat(150)}${'1,'.repeat(300_000)}1${']'.repeat(150)}`;
    expect(failure(edited('"sse": [', `"json": ${deep}, "style": {"indent":8}, "was": [`))).toMatchObject({
      code: 'cassette-schema',
      message: expect.stringContaining('response.body.json: expected a body of at most'),
    });
  });
});

describe('a file that names a blob', () => {
  it('fails with the error of the blob', () => {
    expect(failure(edited('"sse": [', '"blob": "../x", "was": [')).code).toBe('cassette-blob');
  });

  it('cannot fill the memory by naming one again and again', () => {
    const parts = `{"headers":[],"blob":"blobs/x.bin"},`.repeat(40).slice(0, -1);
    const text = edited('"sse": [', `"multipart": [${parts}], "boundary": "b", "was": [`);
    const bytes = new Uint8Array(30 * 1024 * 1024);
    expect(() => decodeInteraction(encodeUtf8(text), { file: 'a.json', readBlob: () => bytes })).toThrowError(
      expect.objectContaining({ code: 'cassette-blob' }),
    );
  });
});

describe('unknown fields', () => {
  const text = good
    .replace('"api.openai.com', '"api.openai.com')
    .replace('"url":"https://api.openai.com/v1"}', '"url":"https://api.openai.com/v1","region":"eu"}')
    .replace(/"sha256":"[^"]+"\}/, (key) => `${key.slice(0, -1)},"salt":[1]}`)
    .replace('\n    ],\n    "chunks"', '\n    ],\n    "chunks"')
    .replace('"chunks": [15,9]\n', '"chunks": [15,9],\n    "trailers": {"a":{"b":null}}\n')
    .replace('"end":200}\n', '"end":200,"dns":3},\n  "__proto__": {"x":1},\n  "tags": ["a"]\n');

  it('are kept at every level and written back where they were', () => {
    const decoded = decode(text);
    expect(decoded.extra).toEqual({
      file: JSON.parse('{"__proto__": {"x":1}, "tags": ["a"]}'),
      upstream: { region: 'eu' },
      key: { salt: [1] },
      response: { trailers: { a: { b: null } } },
      timing: { dns: 3 },
    });
    expect(encodeInteraction(decoded, decoded.extra).text).toBe(text);
  });

  it('of bodies are kept too', () => {
    const annotated = edited(
      '      ]\n    },\n    "chunks"',
      '      ],\n      "note": "greeting"\n    },\n    "chunks"',
    );
    const decoded = decode(annotated);
    expect(decoded.extra).toEqual({ responseBody: { note: 'greeting' } });
    expect(encodeInteraction(decoded, decoded.extra).text).toBe(annotated);
  });
});

describe('a canonical file', () => {
  it('is one that llmsim would write', () => {
    expect(checkCanonical(encodeUtf8(good), decode(good))).toBe(true);
  });

  it.each([
    ['other line ends', good.replaceAll('\n', '\r\n')],
    ['no last line end', good.trimEnd()],
    ['other spacing', good.replace('"llmsim": 1', '"llmsim":1')],
    [
      'another order',
      good.replace('"llmsim": 1,\n  "summary": "gpt-4o: Say hello"', '"summary": "gpt-4o: Say hello",\n  "llmsim": 1'),
    ],
    ['a field that says the usual', good.replace('"chunks": [15,9]', '"chunks": [15,9],\n    "end": "complete"')],
    ['times too fine', good.replace('"head":120.5', '"head":120.5001')],
  ])('is not one with %s, which is read all the same', (_, text) => {
    expect(text).not.toBe(good);
    expect(checkCanonical(encodeUtf8(text), decode(text))).toBe(false);
  });
});
