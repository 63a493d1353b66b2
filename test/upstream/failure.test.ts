import { describe, expect, test } from 'vitest';
import { cutOf, describeFailure } from '../../src/upstream/failure.ts';
import { parseUpstream } from '../../src/upstream/named-upstreams.ts';
import { ProxyFailure } from '../../src/upstream/proxy-failure.ts';

const gate = parseUpstream('gate=https://user:hunter2@gate.example:8443/base', {});

function coded(code: string, message = 'hunter2 in a message'): Error {
  return Object.assign(new Error(message), { code });
}

describe('why there is no reply', () => {
  test.each([
    ['ENOTFOUND', 502, 'llmsim_upstream_unreachable', 'Check the URL'],
    ['EAI_AGAIN', 502, 'llmsim_upstream_unreachable', 'could not be resolved'],
    ['ECONNREFUSED', 502, 'llmsim_upstream_unreachable', 'Check that it is running'],
    ['ECONNRESET', 502, 'llmsim_upstream_unreachable', 'reset the connection'],
    ['UND_ERR_SOCKET', 502, 'llmsim_upstream_unreachable', 'closed the connection'],
    ['EHOSTUNREACH', 502, 'llmsim_upstream_unreachable', 'no way to that address'],
    ['UND_ERR_CONNECT_TIMEOUT', 504, 'llmsim_upstream_timeout', 'no connection'],
    ['UND_ERR_HEADERS_TIMEOUT', 504, 'llmsim_upstream_timeout', '--upstream-timeout'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 502, 'llmsim_upstream_tls', 'NODE_EXTRA_CA_CERTS'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 502, 'llmsim_upstream_tls', 'not trusted'],
    ['CERT_HAS_EXPIRED', 502, 'llmsim_upstream_tls', 'clock'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 502, 'llmsim_upstream_tls', 'another host name'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 502, 'llmsim_upstream_tls', 'speaks TLS'],
    ['UND_ERR_HEADERS_OVERFLOW', 502, 'llmsim_upstream_protocol', '128 KiB'],
    ['UND_ERR_DESTROYED', 503, 'llmsim_stopping', 'stopping'],
    ['EWHATEVER', 502, 'llmsim_upstream_unreachable', 'EWHATEVER'],
    ['', 502, 'llmsim_upstream_unreachable', 'the connection failed (Error)'],
  ])('%s is a %i %s', (code, status, name, words) => {
    const error = describeFailure(coded(code), gate);
    expect(error).toMatchObject({ status, code: name });
    expect(error.message).toContain('"gate" (gate.example:8443)');
    expect(error.message).toContain(words);
    expect(JSON.stringify(error)).not.toContain('hunter2');
  });

  test('a proxy that cannot be reached is told from the upstream', () => {
    const cause = new ProxyFailure(undefined, { cause: coded('ECONNREFUSED') });
    expect(describeFailure(cause, gate)).toMatchObject({
      status: 502,
      code: 'llmsim_upstream_proxy',
      message: expect.stringMatching(/proxy could not be used \(ECONNREFUSED\).*NO_PROXY/),
    });
  });

  test('a request that cannot be sent is the fault of the client', () => {
    const error = describeFailure(coded('UND_ERR_INVALID_ARG', 'invalid x-a header'), gate);
    expect(error).toMatchObject({ status: 400, message: expect.stringContaining('invalid x-a header') });
  });
});

test.each([
  ['ECONNRESET', 'reset'],
  ['EPIPE', 'reset'],
  ['UND_ERR_SOCKET', 'close'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'close'],
  ['HPE_INVALID_CHUNK_SIZE', 'close'],
  ['UND_ERR_BODY_TIMEOUT', 'stall'],
  ['ETIMEDOUT', 'stall'],
])('%s in mid-reply is a %s', (code, how) => {
  expect(cutOf(coded(code))).toBe(how);
});
