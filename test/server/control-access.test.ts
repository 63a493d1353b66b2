import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, it } from 'vitest';
import { controlAccess, type Guard, keyGuard } from '../../src/server/control-access.ts';

const token = 'team-secret-0a1b2c3d';
const asked = { host: '0.0.0.0', allowedHosts: [], origins: ['http://localhost:3000'] };
const withToken = controlAccess({ ...asked, token });
const without = controlAccess({ ...asked, token: undefined });

/** What the asker is told; undefined for one that is let in. */
function told(guard: Guard, headers: IncomingHttpHeaders, peer: string | undefined = '127.0.0.1'): string | undefined {
  const reply = guard({ peer, headers });
  if (reply === undefined) return undefined;
  expect(reply.status).toBe(403);
  const { error } = JSON.parse(Buffer.from(reply.bytes).toString());
  expect(error).toMatchObject({ type: 'llmsim_error', code: 'llmsim_forbidden' });
  return error.message;
}

describe('the control pages', () => {
  it.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1', '::FFFF:127.0.0.1'])(
    'answer this machine: %s',
    (peer) => {
      expect(told(without, { host: 'localhost:8080' }, peer)).toBeUndefined();
      expect(told(withToken, { host: 'localhost:8080' }, peer)).toBeUndefined();
    },
  );

  it.each(['10.0.0.7', '172.17.0.1', '::ffff:10.0.0.7', 'fe80::1', undefined])(
    'answer no other machine: %s',
    (peer) => {
      const refusal = without({ peer, headers: { host: 'localhost:8080' } });
      expect(refusal?.status).toBe(403);
      expect(told(without, { host: 'localhost' }, '10.0.0.7')).toBe(
        'llmsim\'s own pages answer this machine only, and this request comes from 10.0.0.7. Start llmsim with --control-token-env NAME and send the token as "Authorization: Bearer <token>" or as "x-llmsim-token".',
      );
      expect(told(withToken, { host: 'localhost' }, '10.0.0.7')).toContain(
        'Send the token that llmsim was started with',
      );
    },
  );

  it.each<IncomingHttpHeaders>([
    { authorization: `Bearer ${token}` },
    { authorization: `bearer  ${token} ` },
    { 'x-llmsim-token': token },
    { 'x-llmsim-token': token, host: 'llmsim.example', origin: 'https://tool.example' },
  ])('answer whoever has the token: %j', (headers) => {
    expect(told(withToken, headers, '10.0.0.7')).toBeUndefined();
    expect(told(without, headers, '10.0.0.7')).toContain('this machine only');
  });

  it.each<IncomingHttpHeaders>([
    { authorization: 'Bearer another' },
    { authorization: token },
    { authorization: `Basic ${token}` },
    { 'x-llmsim-token': `${token}x` },
    { 'x-llmsim-token': '' },
    { 'x-llmsim-token': token.slice(0, -1) },
  ])('do not take another token: %j', (headers) => {
    expect(told(withToken, headers, '10.0.0.7')).toContain('this machine only');
  });

  it('answer no page whose name was pointed here (DNS rebinding)', () => {
    expect(told(without, { host: 'evil.example:8080' })).toBe(
      '"evil.example:8080" is not a name of this llmsim. Ask for http://localhost, or allow the name with --allowed-hosts.',
    );
    const allowing = controlAccess({ ...asked, allowedHosts: ['evil.example'], token: undefined });
    expect(told(allowing, { host: 'evil.example:8080' })).toBeUndefined();
  });

  it('answer no page of another origin', () => {
    const host = 'localhost:8080';
    expect(told(without, { host, origin: 'https://evil.example' })).toBe(
      "Pages of https://evil.example may not ask llmsim's own pages. Allow them with --cors https://evil.example.",
    );
    expect(told(without, { host, origin: 'null' })).toContain('Pages of null');
    expect(told(without, { host, origin: 'http://localhost:4000' })).toContain('may not ask');
    expect(told(without, { host, origin: 'http://localhost:8080' })).toBeUndefined();
    expect(told(without, { host, origin: 'http://localhost:3000' })).toBeUndefined();
  });

  it.each<IncomingHttpHeaders>([{ 'x-forwarded-for': '10.0.0.7' }, { forwarded: 'for=10.0.0.7' }])(
    'take a proxy on this machine for those behind it: %j',
    (headers) => {
      expect(told(without, { host: 'localhost', ...headers })).toContain('comes from behind a proxy');
      expect(told(withToken, { ...headers, 'x-llmsim-token': token })).toBeUndefined();
    },
  );
});

describe('requests that spend a key of llmsim’s own', () => {
  const guard = keyGuard(asked);

  it.each<IncomingHttpHeaders>([
    { host: '127.0.0.1:8080' },
    { host: 'llmsim:8080' },
    { host: '10.0.0.5:8080' },
    {},
    { host: 'localhost:8080', origin: 'http://localhost:8080' },
    { host: 'localhost:8080', origin: 'http://localhost:3000' },
    { host: 'localhost:8080', 'sec-fetch-site': 'none' },
    { host: 'localhost:8080', 'sec-fetch-site': 'same-origin' },
  ])('pass from programs and from chosen pages: %j', (headers) => {
    expect(told(guard, headers, '10.0.0.7')).toBeUndefined();
  });

  it.each<readonly [string, IncomingHttpHeaders]>([
    ['a page of the web', { host: 'localhost:8080', origin: 'https://evil.example' }],
    ['a page of another port', { host: 'localhost:8080', origin: 'http://localhost:4000' }],
    ['a page without an origin', { host: 'localhost:8080', origin: 'null' }],
    ['an image of a page', { host: 'localhost:8080', 'sec-fetch-site': 'cross-site' }],
    ['a page that was pointed here', { host: 'evil.example:8080' }],
    ['such a page with its origin', { host: 'evil.example', origin: 'http://evil.example' }],
  ])('are refused from %s', (_who, headers) => {
    const message = told(guard, headers);
    expect(message).toContain('--key-from-env');
    expect(message).toMatch(/Allow (?:them with --cors <origin>|the name with --allowed-hosts)\.$/);
  });
});
