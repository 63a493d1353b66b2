import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { credentialQueryParameters } from '../../src/redaction/credential-places.ts';
import { credentialParameter, redactQuery } from '../../src/redaction/redact-query.ts';

const known = [...credentialQueryParameters];

describe('a query', () => {
  it.each(known)('loses the value of %s, a %s', (name, kind) => {
    for (const spelt of [name, name.toUpperCase(), percent(name)]) {
      expect(redactQuery(`/v1/x?a=1&${spelt}=s3cr3t&b=2`)).toBe(`/v1/x?a=1&${spelt}=[redacted:${kind}]&b=2`);
      expect(credentialParameter(spelt)).toBe(kind);
    }
  });

  it.each([
    '/v1/models',
    '/v1/models?',
    '/v1/models?key',
    '/v1/models?key=',
    '/v1/models?monkey=1&keys=2&key2=3',
    '/v1/models?a=key=1',
    '/v1/%zz?%zz=1&&=2',
    '/key=1',
  ])('stays verbatim where it holds no credential: %s', (target) => {
    expect(redactQuery(target)).toBe(target);
  });

  it('loses every value of a repeated name, and values that hold "="', () => {
    expect(redactQuery('/x?key=a==&key=b')).toBe('/x?key=[redacted:api-key]&key=[redacted:api-key]');
  });

  it('ends at a fragment, which stays', () => {
    expect(redactQuery('https://h/x?sig=abc#part')).toBe('https://h/x?sig=[redacted:signature]#part');
  });

  it('is found in a whole URL', () => {
    expect(redactQuery('https://h.example/a/b?X-Amz-Signature=abc&x=1')).toBe(
      'https://h.example/a/b?X-Amz-Signature=[redacted:sigv4]&x=1',
    );
  });

  it('never keeps a secret, keeps everything else, and is redacted once and for all', () => {
    const pair = fc.oneof(
      fc.tuple(fc.constantFrom(...credentialQueryParameters.keys()), fc.constant('s3cr3t-value')),
      fc.tuple(fc.constantFrom('page', 'limit', '', 'q%20'), fc.stringMatching(/^[a-z0-9=%.]{0,8}$/)),
    );
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 8 }), fc.constantFrom('', '#end'), (pairs, hash) => {
        const url = `/v1/x?${pairs.map(([name, value]) => `${name}=${value}`).join('&')}${hash}`;
        const clean = redactQuery(url);
        expect(clean).not.toContain('s3cr3t');
        expect(redactQuery(clean)).toBe(clean);
        const others = pairs.filter(([name]) => !credentialQueryParameters.has(name));
        for (const [name, value] of others) expect(clean).toContain(`${name}=${value}`);
        expect(clean.split('&')).toHaveLength(url.split('&').length);
      }),
    );
  });
});

/** A name with its first character percent-encoded. */
function percent(name: string): string {
  return `%${name.charCodeAt(0).toString(16)}${name.slice(1)}`;
}
