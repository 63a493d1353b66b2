import { describe, expect, it } from 'vitest';
import { jsonReply, refusePlainly } from '../../src/server/refusals.ts';

describe('a JSON reply', () => {
  it('is planned for now, with its length in bytes', () => {
    const reply = jsonReply(200, { text: 'é' });
    expect(Buffer.from(reply.bytes).toString()).toBe('{"text":"é"}\n');
    expect(reply).toMatchObject({
      headers: [
        ['content-type', 'application/json'],
        ['content-length', '14'],
      ],
      ends: [14],
      timing: { head: 0, chunks: [0], end: 0 },
      end: 'complete',
    });
  });
});

describe('a plain refusal', () => {
  it.each([
    ['a body over the limit', refusePlainly.tooLarge(1000), 413, '--max-body'],
    ['a WebSocket', refusePlainly.webSocket, 501, 'HTTP endpoint'],
    ['a failure of its own', refusePlainly.failure(new Error('boom')), 500, 'boom'],
    ['something thrown that is no error', refusePlainly.failure('bang'), 500, 'bang'],
  ])('of %s tells what it is and no SDK to try again', (_what, refusal, status, words) => {
    expect(refusal.kind).toBe('refusal');
    expect(refusal.error.status).toBe(status);
    expect(refusal.error.message).toContain(words);
    expect(refusal.error.headers).toContainEqual(['x-should-retry', 'false']);
    expect(refusal.error.code).toMatch(/^llmsim_/);
  });

  it('of a bad address is a 400 with the problem', () => {
    const reply = refusePlainly.badRequest('"X" is not a cassette name');
    expect(reply.status).toBe(400);
    expect(JSON.parse(Buffer.from(reply.bytes).toString())).toMatchObject({
      error: { message: '"X" is not a cassette name', code: 'llmsim_bad_address' },
    });
  });

  it('of a URL where a path belongs says how llmsim is to be used', () => {
    expect(refusePlainly.notAPath('http://api.openai.com/v1')).toMatchObject({
      kind: 'invalid',
      problem: expect.stringContaining('base URL'),
    });
    expect(refusePlainly.notAPath('*').problem).toBe('llmsim does not answer "*".');
  });
});

describe('an answer that goes to the socket as it stands', () => {
  it.each([
    ['malformed HTTP', refusePlainly.malformed(new Error('Parse Error')), '400 Bad Request', 'Parse Error'],
    [
      'headers that are too large',
      refusePlainly.malformed(Object.assign(new Error('overflow'), { code: 'HPE_HEADER_OVERFLOW' })),
      '431 Request Header Fields Too Large',
      '64 KiB',
    ],
    ['CONNECT', refusePlainly.connect, '501 Not Implemented', 'HTTPS_PROXY'],
  ])('to %s is whole HTTP with a JSON error', (_what, text, status, words) => {
    const [head = '', body = ''] = text.split('\r\n\r\n');
    const [line, ...fields] = head.split('\r\n');
    expect(line).toBe(`HTTP/1.1 ${status}`);
    expect(fields).toContain('connection: close');
    expect(fields).toContain(`content-length: ${Buffer.byteLength(body)}`);
    expect(JSON.parse(body)).toMatchObject({ error: { message: expect.stringContaining(words) } });
  });
});
