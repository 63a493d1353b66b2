import { describe, expect, it } from 'vitest';
import { refersToUpstream, sendableRequest } from '../../src/app/sendable-request.ts';
import type { RecordedRequest } from '../../src/core/interaction.ts';

const recorded = (parts: Partial<RecordedRequest> & { readonly text?: string } = {}): RecordedRequest => ({
  method: 'POST',
  target: '/v1/chat/completions',
  headers: [['Content-Type', 'application/json']],
  body: Buffer.from(parts.text ?? '{}'),
  ...parts,
});

const sent = (parts: Partial<RecordedRequest>, replaceable = false) => {
  const sendable = sendableRequest(recorded(parts), replaceable);
  if (sendable.kind !== 'request') throw new Error(sendable.places.join());
  return sendable.request;
};

describe('what of a recorded request is sent again', () => {
  it('is all of it where nothing was redacted', () => {
    const request = recorded({ text: '{"a":"[redact this]"}', target: '/v1/x?a=%5B1%5D' });
    expect(sendableRequest(request, false)).toMatchObject({
      kind: 'request',
      request: { method: 'POST', target: request.target, headers: request.headers, body: request.body },
    });
  });

  it("leaves out credentials, which are the user's own now", () => {
    const headers = [
      ['Authorization', '[redacted:authorization]'],
      ['openai-organization', '[redacted:organization]'],
      ['cookie', '[redacted:cookie]'],
      ['accept', '*/*'],
    ] as const;
    expect(sent({ headers }).headers).toEqual([['accept', '*/*']]);
    expect(sent({ target: '/v1beta/x:y?alt=sse&key=[redacted:api-key]' }).target).toBe('/v1beta/x:y?alt=sse');
    expect(sent({ target: '/x?key=%5Bredacted%3Aapi-key%5D' }).target).toBe('/x');
  });

  it('tells in which header a key goes that will be put in', () => {
    const headers = [
      ['X-Api-Key', '[redacted:api-key]'],
      ['x-amz-date', '[redacted:sigv4]'],
    ] as const;
    expect(sent({ headers }, true).headers.map(([name]) => name)).toEqual(['X-Api-Key']);
  });

  it.each<[string, Parameters<typeof recorded>[0], string[]]>([
    [
      'body',
      { text: '{"messages":[{"content":"x"},{"content":"my [redacted:openai-key:2]"}]}' },
      ['body.messages[1].content'],
    ],
    ['body that is no JSON', { text: 'key=[redacted:token]' }, ['body']],
    [
      'many places of the body',
      { text: JSON.stringify(Array(5).fill('[redacted:token]')) },
      ['body[0]', 'body[1]', 'body[2]', '2 more in the body'],
    ],
    ['binary body', { body: Buffer.concat([Buffer.from([0xff]), Buffer.from('[redacted:token]')]) }, ['body']],
    ['path', { target: '/v1/files/[redacted:token]' }, ['path']],
    ['signature', { target: '/x?sig=[redacted:signature]&a=1' }, ['query parameter sig']],
    ['header', { headers: [['x-amz-target', 'a [redacted:user]']] }, ['header x-amz-target']],
  ])('is nothing where a secret stood in the %s', (_name, parts, places) => {
    expect(sendableRequest(recorded(parts), true)).toEqual({ kind: 'redacted', places });
  });
});

describe('refersToUpstream', () => {
  it.each<[string, string, boolean]>([
    ['/v1/threads/thread_1/runs', '', true],
    ['/v1beta/files/abc', '', true],
    ['/v1/responses', '{"previous_response_id":"resp_1"}', true],
    ['/v1/responses', '{"input":[{"content":[{"file_id": "file-1"}]}]}', true],
    ['/v1/chat/completions', '{"messages":[]}', false],
    ['/v1/messages', '{"previous_response_id":null}', false],
    ['/v1/models/gpt-4o', '', false],
  ])('%s %s: %s', (target, body, expected) => {
    expect(refersToUpstream({ target, body: Buffer.from(body) })).toBe(expected);
  });
});
