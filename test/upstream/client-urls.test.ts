import { describe, expect, test } from 'vitest';
import type { ClientAddress } from '../../src/core/exchange.ts';
import { hasClientUrls, rewriteForClient } from '../../src/upstream/client-urls.ts';
import { parseUpstream } from '../../src/upstream/named-upstreams.ts';

const base = 'http://127.0.0.1:8080';
const bare: ClientAddress = { base, selection: '', prefixed: false };
const prefixed: ClientAddress = { base, selection: '', prefixed: true };
const selected: ClientAddress = { base, selection: '/@test~1', prefixed: true };

/** The location that the client sees; the first upstream answered. */
function seen(location: string, specs: readonly string[], client: ClientAddress): string | undefined {
  const upstreams = specs.map((spec) => parseUpstream(spec, {}));
  const [answered] = upstreams;
  if (answered === undefined) throw new Error('an upstream must have answered');
  return rewriteForClient([['Location', location]], upstreams, answered, client)[0]?.[1];
}

describe('a URL of the upstream', () => {
  test.each<[string, readonly string[], ClientAddress, string]>([
    ['https://api.openai.com/v1/x?a=%3A#f', ['openai'], bare, `${base}/v1/x?a=%3A#f`],
    ['https://api.openai.com:443/v1//x', ['openai'], bare, `${base}/v1//x`],
    ['HTTPS://API.OPENAI.COM/v1', ['openai'], bare, `${base}/v1`],
    ['https://api.openai.com', ['openai'], bare, `${base}/`],
    ['https://api.openai.com?a', ['openai'], bare, `${base}/?a`],
    ['//api.openai.com/v1', ['openai'], bare, `${base}/v1`],
    ['https://api.openai.com/v1', ['openai'], prefixed, `${base}/openai/v1`],
    ['https://api.openai.com/v1', ['openai'], selected, `${base}/@test~1/openai/v1`],
    ['https://api.openai.com/v1', ['groq', 'openai'], bare, `${base}/openai/v1`],
    ['http://h/base/v1', ['a=http://h/base'], bare, `${base}/v1`],
    ['http://h/base/deep/v1', ['a=http://h/base', 'b=http://h/base/deep'], bare, `${base}/b/v1`],
    ['http://h/v1', ['a=http://h', 'b=http://h'], bare, `${base}/a/v1`],
    ['http://h/base?x', ['a=http://h/base'], bare, `${base}?x`],
  ])('%s of %j is %s for the client', (location, specs, client, expected) => {
    expect(seen(location, specs, client)).toBe(expected);
  });
});

describe('what leads elsewhere stays as it is:', () => {
  test.each<[string, readonly string[]]>([
    ['https://storage.example/v1', ['openai']],
    ['http://api.openai.com/v1', ['openai']],
    ['https://api.openai.com.evil.example/v1', ['openai']],
    ['https://api.openai.com@evil.example/v1', ['openai']],
    ['http://h/other', ['a=http://h/base']],
    ['http://h/based', ['a=http://h/base']],
    ['data:text/plain,x', ['openai']],
    ['http://[bad', ['openai']],
    ['', ['openai']],
  ])('%j beside %j', (location, specs) => {
    expect(seen(location, specs, selected)).toBe(location);
  });
});

describe('a path', () => {
  test.each<[string, string, readonly string[], ClientAddress, string]>([
    ['needs nothing where nothing stands before it', '/v1/x', ['openai'], bare, '/v1/x'],
    ['gets the prefix that the client used', '/v1/x', ['openai'], prefixed, '/openai/v1/x'],
    ['gets the selection', '/v1/x', ['openai'], selected, '/@test~1/openai/v1/x'],
    ['loses the base path', '/base/v1', ['a=http://h/base'], bare, '/v1'],
    ['outside the base path stays', '/other', ['a=http://h/base'], prefixed, '/other'],
    ['that is relative stays', 'x/../y', ['openai'], selected, 'x/../y'],
    ['that is only a query stays', '?x', ['openai'], selected, '?x'],
  ])('%s', (_, location, specs, client, expected) => {
    expect(seen(location, specs, client)).toBe(expected);
  });
});

test('upload and job URLs are rewritten, other headers are not, and an untouched list is the same object', () => {
  const gemini = parseUpstream('gemini', {});
  const upload = 'https://generativelanguage.googleapis.com/upload/v1beta/files?upload_id=1';
  const headers = [
    ['X-Goog-Upload-URL', upload],
    ['x-other', upload],
    ['Operation-Location', upload],
  ] as const;
  const local = `${base}/upload/v1beta/files?upload_id=1`;
  expect(rewriteForClient(headers, [gemini], gemini, bare)).toEqual([
    ['X-Goog-Upload-URL', local],
    ['x-other', upload],
    ['Operation-Location', local],
  ]);
  const none = [['x-other', upload]] as const;
  expect(hasClientUrls(none)).toBe(false);
  expect(rewriteForClient(none, [gemini], gemini, bare)).toBe(none);
});
