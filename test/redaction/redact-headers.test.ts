import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeaderList } from '../../src/core/headers.ts';
import { credentialRequestHeaders, credentialResponseHeaders } from '../../src/redaction/credential-places.ts';
import { redactRequestHeaders, redactResponseHeaders } from '../../src/redaction/redact-headers.ts';

const capitals = (name: string): string => name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());

describe('request headers', () => {
  it.each([...credentialRequestHeaders])('%s is replaced by a marker of its kind, %s', (name, kind) => {
    for (const spelt of [name, capitals(name)]) {
      expect(redactRequestHeaders([[spelt, 'Bearer s3cr3t']])).toEqual([[spelt, `[redacted:${kind}]`]]);
    }
  });

  it('keeps what says how the request is meant, in order, case and number', () => {
    const headers: HeaderList = [
      ['Content-Type', 'application/json'],
      ['anthropic-version', '2023-06-01'],
      ['Anthropic-Beta', 'a'],
      ['anthropic-beta', 'b'],
      ['User-Agent', 'OpenAI/Python 1.0'],
      ['X-Stainless-Lang', 'python'],
    ];
    expect(redactRequestHeaders(headers)).toEqual(headers);
  });

  it.each([
    'host',
    'content-length',
    'connection',
    'x-forwarded-for',
    'x-my-own-token',
    'traceparent',
    'x-llmsim-cassette',
    'referer',
  ])('%s is left out, because it is not known to be harmless', (name) => {
    expect(redactRequestHeaders([[name, 'value']])).toEqual([]);
  });

  it('show that a credential was empty', () => {
    expect(redactRequestHeaders([['Authorization', '']])).toEqual([['Authorization', '']]);
  });
});

describe('response headers', () => {
  it.each([...credentialResponseHeaders])('%s is replaced by a marker of its kind, %s', (name, kind) => {
    for (const spelt of [name, capitals(name)]) {
      expect(redactResponseHeaders([[spelt, 'org-s3cr3t']])).toEqual([[spelt, `[redacted:${kind}]`]]);
    }
  });

  it('keep everything else, in order, case and number', () => {
    const headers: HeaderList = [
      ['Date', 'Thu, 01 Jan 2026 00:00:00 GMT'],
      ['X-Request-Id', 'r'],
      ['x-ratelimit-remaining-requests', '9'],
      ['Retry-After', '3'],
      ['Retry-After', '4'],
    ];
    expect(redactResponseHeaders(headers)).toEqual(headers);
  });

  it.each([
    ['__cf_bm=s3cr3t; path=/; HttpOnly', '__cf_bm=[redacted:cookie]; path=/; HttpOnly'],
    ['sid=s3=cr3t', 'sid=[redacted:cookie]'],
    ['s3cr3t', '[redacted:cookie]'],
    ['', ''],
  ])('set-cookie "%s" keeps its name and attributes', (value, expected) => {
    expect(redactResponseHeaders([['Set-Cookie', value]])).toEqual([['Set-Cookie', expected]]);
  });

  it.each([
    'Location',
    'content-location',
    'x-goog-upload-url',
    'X-Goog-Upload-Control-URL',
    'operation-location',
    'azure-asyncoperation',
  ])('%s keeps its URL without the signature in it', (name) => {
    expect(redactResponseHeaders([[name, 'https://h/up?upload_id=7&sig=s3cr3t']])).toEqual([
      [name, 'https://h/up?upload_id=7&sig=[redacted:signature]'],
    ]);
  });

  it('link keeps all its URLs without the signatures in them (RFC 8288)', () => {
    const link = '<https://h/a?page=2>; rel="next", <https://h/b?sig=s3cr3t>; rel="last", </c?key=s3cr3t&a=1>; rel=up';
    expect(redactResponseHeaders([['Link', link]])).toEqual([
      [
        'Link',
        '<https://h/a?page=2>; rel="next", <https://h/b?sig=[redacted:signature]>; rel="last", </c?key=[redacted:api-key]&a=1>; rel=up',
      ],
    ]);
  });
});

describe('both', () => {
  it('change nothing the second time', () => {
    const name = fc.oneof(
      fc.constantFrom(...credentialRequestHeaders.keys(), ...credentialResponseHeaders.keys()),
      fc.constantFrom('Set-Cookie', 'Location', 'Link', 'accept', 'x-other'),
    );
    const value = fc.oneof(
      fc.string(),
      fc.constantFrom('a=b; c', 'https://h/?key=1&b=2#c', '<https://h/?sig=1>; rel=x'),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value)), (headers) => {
        for (const redact of [redactRequestHeaders, redactResponseHeaders]) {
          const once = redact(headers);
          expect(redact(once)).toEqual(once);
        }
      }),
    );
  });
});
