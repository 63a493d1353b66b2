import { createHash, createHmac } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type HeaderList, headerOf, headersOf } from '../../src/core/headers.ts';
import { isAwsSigned, type Signed, signForAws, type UnsignedRequest } from '../../src/upstream/aws-signing.ts';
import { createForwarder, type ForwarderOptions } from '../../src/upstream/forward.ts';
import { parseUpstream } from '../../src/upstream/named-upstreams.ts';
import { exchangeOf, type RequestParts } from '../support/forwarding.ts';
import { startUpstream } from '../support/scripted-upstream.ts';

const bedrock = parseUpstream('bedrock=eu-west-1', {});
const env = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'not-a-secret' };
const date = new Date('2026-01-02T03:04:05.678Z');
const oldSignature: HeaderList = [
  [
    'Authorization',
    'AWS4-HMAC-SHA256 Credential=OLD/20250101/us-west-2/sagemaker/aws4_request, SignedHeaders=host, Signature=00',
  ],
  ['X-Amz-Date', '20250101T000000Z'],
  ['X-Amz-Security-Token', 'old-token'],
  ['x-amz-content-sha256', 'old-hash'],
];

function request(parts: Partial<UnsignedRequest> = {}): UnsignedRequest {
  return {
    method: 'POST',
    target: '/model/anthropic.claude-v2%3A1/invoke',
    headers: [
      ['host', bedrock.host],
      ['Content-Type', 'application/json'],
      ['x-amz-user', 'a  b'],
    ],
    body: Buffer.from('{"a":1}'),
    ...parts,
  };
}

function signed(parts: Partial<UnsignedRequest> = {}, environment: Record<string, string> = env) {
  const result: Signed = signForAws(request(parts), bedrock, environment, date);
  if (result.kind === 'refusal') throw new Error(result.error.message);
  return result;
}

/** SigV4 computed from what is sent, step by step as AWS documents it; nothing of it is shared with the code. */
function expectedSignature(sent: { target: string; headers: HeaderList }, region: string, service: string): string {
  const names = /SignedHeaders=([^,]+)/.exec(headerOf(sent.headers, 'authorization') ?? '')?.[1]?.split(';') ?? [];
  const [path = '', query = ''] = sent.target.split('?');
  const encode = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const canonical = [
    'POST',
    path.split('/').map(encode).join('/'),
    query
      .split('&')
      .filter(Boolean)
      .map((pair) =>
        pair
          .split('=')
          .map((part) => encode(decodeURIComponent(part)))
          .join('='),
      )
      .sort()
      .join('&'),
    ...names.map((name) => `${name}:${(headerOf(sent.headers, name) ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    names.join(';'),
    createHash('sha256').update('{"a":1}').digest('hex'),
  ].join('\n');
  const scope = `20260102/${region}/${service}/aws4_request`;
  const text = [
    'AWS4-HMAC-SHA256',
    '20260102T030405Z',
    scope,
    createHash('sha256').update(canonical).digest('hex'),
  ].join('\n');
  const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();
  const key = hmac(hmac(hmac(hmac('AWS4not-a-secret', '20260102'), region), service), 'aws4_request');
  return hmac(key, text).toString('hex');
}

function signatureOf(headers: HeaderList): string | undefined {
  return /Signature=([0-9a-f]{64})$/.exec(headerOf(headers, 'authorization') ?? '')?.[1];
}

describe('a request is known to be signed by', () => {
  test.each<[HeaderList, string, boolean]>([
    [oldSignature, '/x', true],
    [[['authorization', 'AWS4-ECDSA-P256-SHA256 Credential=x']], '/x', true],
    [[], '/x?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00', true],
    [[['authorization', 'Bearer AWS4-']], '/x-amz-signature=1', false],
    [[], '/x?a=X-Amz-Signature=1', false],
  ])('%j, %s: %s', (headers, target, expected) => {
    expect(isAwsSigned(headers, target)).toBe(expected);
  });
});

describe('a new signature', () => {
  test.each([
    '/model/anthropic.claude-v2%3A1/invoke',
    '/model/anthropic.claude-v2:1/converse-stream',
    '/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fx/invoke',
    '/a~b/c%20d/e(f)*!/g',
    '/model/x/invoke?b=2&a=1%2F2&c=%3A',
  ])('covers the path %s as AWS computes it, and leaves it as it is', (target) => {
    const sent = signed({ target });
    expect(sent.target).toBe(target);
    expect(signatureOf(sent.headers)).toBe(expectedSignature(sent, 'eu-west-1', 'bedrock'));
  });

  test('escapes what may not stand in a path, so that what is signed is what is sent', () => {
    const sent = signed({ target: '/model/a%3A"b[c]|\u00e9' });
    expect(sent.target).toBe('/model/a%3A%22b%5Bc%5D%7C%E9');
    expect(signatureOf(sent.headers)).toBe(expectedSignature(sent, 'eu-west-1', 'bedrock'));
  });

  test('covers host, content type and x-amz-* only', () => {
    const { headers } = signed({
      headers: [...request().headers, ['User-Agent', 'x'], ['accept-encoding', 'identity']],
    });
    expect(headerOf(headers, 'authorization')).toContain(
      'SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-user,',
    );
    expect(headers.map(([name]) => name)).toContain('User-Agent');
  });

  test('takes the place of every part of the old one, for the service that the client signed for', () => {
    const sent = signed({ headers: [...request().headers, ...oldSignature] });
    expect(headersOf(sent.headers, 'x-amz-date')).toEqual(['20260102T030405Z']);
    expect(headersOf(sent.headers, 'authorization').length).toBe(1);
    expect(headersOf(sent.headers, 'x-amz-security-token')).toEqual([]);
    expect(headersOf(sent.headers, 'x-amz-content-sha256')[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(headerOf(sent.headers, 'authorization')).toContain(
      'Credential=AKIDEXAMPLE/20260102/eu-west-1/sagemaker/aws4_request',
    );
    expect(signatureOf(sent.headers)).toBe(expectedSignature(sent, 'eu-west-1', 'sagemaker'));
  });

  test('takes the place of a presigned query', () => {
    const target = '/x?a=1&X-Amz-Credential=OLD%2F20250101%2Fus-west-2%2Fpolly%2Faws4_request&X-Amz-Signature=00&b=2';
    const sent = signed({ target });
    expect(sent.target).toBe('/x?a=1&b=2');
    expect(signatureOf(sent.headers)).toBe(expectedSignature(sent, 'eu-west-1', 'polly'));
  });

  test('carries the session token, signed', () => {
    const sent = signed(
      { headers: [...request().headers, ...oldSignature] },
      { ...env, AWS_SESSION_TOKEN: 'new-token' },
    );
    expect(headersOf(sent.headers, 'x-amz-security-token')).toEqual(['new-token']);
    expect(signatureOf(sent.headers)).toBe(expectedSignature(sent, 'eu-west-1', 'sagemaker'));
  });

  test('takes the region that the client signed for where the URL tells none', () => {
    const local = parseUpstream('http://localhost:1', {});
    const result = signForAws(request({ headers: oldSignature }), local, env, date);
    expect(result.kind === 'signed' && headerOf(result.headers, 'authorization')).toContain('/us-west-2/sagemaker/');
  });

  test.each([
    ['credentials', {}, request().body, 400, 'AWS_ACCESS_KEY_ID'],
    ['the whole body', env, undefined, 413, 'too large'],
  ] as const)('is impossible without %s', (_, environment, body, status, words) => {
    const result = signForAws(request({ body }), bedrock, environment, date);
    expect(result).toMatchObject({
      kind: 'refusal',
      error: { status, code: 'llmsim_sigv4', message: expect.stringContaining(words) },
    });
  });
});

describe('forwarding', () => {
  async function forward(parts: RequestParts, options: Partial<ForwarderOptions>, apiKey?: string) {
    const upstream = await startUpstream({ body: ['ok'] });
    onTestFinished(() => upstream.close());
    const client = createForwarder({ env, clock: { date: () => date }, ...options });
    onTestFinished(() => client.close());
    const to = { ...parseUpstream(`bedrock=${upstream.url}`, {}), region: 'eu-west-1', apiKey };
    const result = await client.forward(exchangeOf({ body: '{"a":1}', ...parts }).exchange, to);
    return { result, sent: upstream.requests[0] };
  }

  test('a signed request is refused with an explanation unless signing was asked for', async () => {
    const { result, sent } = await forward({ headers: oldSignature }, {});
    expect(result).toMatchObject({
      kind: 'refusal',
      error: {
        status: 400,
        code: 'llmsim_sigv4',
        message: expect.stringMatching(/--sign aws.*AWS_BEARER_TOKEN_BEDROCK/),
      },
    });
    expect(sent).toBe(undefined);
  });

  test.each<[string, HeaderList]>([
    ['with an old signature', oldSignature],
    ['without any', []],
  ])('a request %s is sent with one that the upstream can check', async (_, headers) => {
    const { sent } = await forward({ headers, target: '/model/a%3A1/invoke' }, { sign: 'aws' });
    if (sent === undefined) throw new Error('nothing was sent');
    const service = headers.length > 0 ? 'sagemaker' : 'bedrock';
    expect(signatureOf(sent.headers)).toBe(expectedSignature(sent, 'eu-west-1', service));
  });

  test.each([undefined, 'aws'] as const)('a bearer key passes as it is (sign: %s)', async (sign) => {
    const { sent } = await forward({ headers: [['Authorization', 'Bearer k']] }, { sign });
    expect(headersOf(sent?.headers ?? [], 'authorization')).toEqual(['Bearer k']);
    expect(headerOf(sent?.headers ?? [], 'x-amz-date')).toBe(undefined);
  });

  test('a key from the environment takes the place of a signature', async () => {
    const { sent } = await forward({ headers: oldSignature, target: '/x?X-Amz-Signature=1' }, {}, 'real');
    expect(sent?.target).toBe('/x');
    expect(sent?.headers.filter(([name]) => /amz|auth/i.test(name))).toEqual([['authorization', 'Bearer real']]);
  });
});
