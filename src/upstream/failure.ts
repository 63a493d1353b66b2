/** Says in words why an upstream gave no reply and what to check, and how a reply that had begun broke off. */

import type { ApiError } from '../core/api-error.ts';
import type { CutKind } from '../core/reply.ts';
import { isReset } from './connection-end.ts';
import { ProxyFailure } from './proxy-failure.ts';
import type { Upstream } from './upstream.ts';

/** What nobody is there to read; the status is nginx's for it. */
export const clientHasLeft: ApiError = {
  status: 499,
  code: 'llmsim_client_gone',
  message: 'The client left before the upstream answered.',
};

interface Explanation {
  readonly status?: number;
  readonly code: string;
  /** Completes "llmsim could not get an answer from <upstream>: …". */
  readonly why: string;
  readonly check: string;
}

const unreachable = 'llmsim_upstream_unreachable';
const networkCheck = 'Check the network, and HTTPS_PROXY if this machine needs a proxy';
const trustCheck =
  'If the certificate is meant to be so, give its authority to Node: NODE_EXTRA_CA_CERTS=/path/to/ca.pem llmsim …';

const byCode: ReadonlyMap<string, Explanation> = new Map([
  ...each(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'ENODATA', 'EAI_FAIL'], {
    code: unreachable,
    why: 'its host name could not be resolved',
    check: 'Check the URL, the network and DNS, and HTTPS_PROXY if this machine needs a proxy',
  }),
  ...each(['ECONNREFUSED'], {
    code: unreachable,
    why: 'nothing listens there (connection refused)',
    check: 'Check that it is running, and the port in its URL',
  }),
  ...each(['EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'EHOSTDOWN', 'EADDRNOTAVAIL', 'EACCES', 'EPERM'], {
    code: unreachable,
    why: 'there is no way to that address from here',
    check: networkCheck,
  }),
  ...each(['UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT'], {
    status: 504,
    code: 'llmsim_upstream_timeout',
    why: 'no connection could be made in time',
    check: networkCheck,
  }),
  ...each(['UND_ERR_HEADERS_TIMEOUT'], {
    status: 504,
    code: 'llmsim_upstream_timeout',
    why: 'it took the request and sent no headers in time',
    check: 'Give it longer with --upstream-timeout',
  }),
  ...each(['UND_ERR_HEADERS_OVERFLOW'], {
    code: 'llmsim_upstream_protocol',
    why: 'its response headers are larger than 128 KiB',
    check: 'Check that the URL is that of an LLM API',
  }),
  ...each(['UND_ERR_SOCKET'], {
    code: unreachable,
    why: 'it closed the connection before it answered',
    check: 'Try again; if it stays so, check its own log, and whether the URL should begin with https://',
  }),
  ...each(['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'], {
    code: 'llmsim_upstream_tls',
    why: 'its TLS certificate is self-signed',
    check: trustCheck,
  }),
  ...each(
    [
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'CERT_UNTRUSTED',
    ],
    {
      code: 'llmsim_upstream_tls',
      why: 'its TLS certificate is from an authority that is not trusted',
      check: trustCheck,
    },
  ),
  ...each(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'], {
    code: 'llmsim_upstream_tls',
    why: 'its TLS certificate is not valid at this time',
    check: "Check this machine's clock, and the certificate",
  }),
  ...each(['ERR_TLS_CERT_ALTNAME_INVALID', 'UND_ERR_PRX_TLS'], {
    code: 'llmsim_upstream_tls',
    why: 'its TLS certificate is for another host name',
    check: 'Check the URL',
  }),
  ...each(['UND_ERR_DESTROYED', 'UND_ERR_CLOSED'], {
    status: 503,
    code: 'llmsim_stopping',
    why: 'llmsim is stopping',
    check: 'Start it again',
  }),
]);

/**
 * The error for a client whose request got no reply: 502, 504 after a timeout, 400 where the request itself cannot be
 * sent. Made of our own words and of error codes, so that nothing secret can be in it.
 */
export function describeFailure(error: Error, upstream: Upstream): ApiError {
  const code = codeOf(error);
  if (
    code === 'UND_ERR_INVALID_ARG' ||
    code === 'UND_ERR_NOT_SUPPORTED' ||
    code === 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH'
  ) {
    return invalidRequest(`It cannot be sent as HTTP (${error.message}).`);
  }
  const found = error instanceof ProxyFailure ? proxyExplanation(error) : explain(error, code);
  return {
    status: found.status ?? 502,
    code: found.code,
    message: `llmsim could not get an answer from the upstream "${upstream.name}" (${upstream.host}): ${found.why}. ${found.check}.`,
  };
}

/** A request that no HTTP client would send. */
export function invalidRequest(problem: string): ApiError {
  return { status: 400, code: 'llmsim_request_invalid', message: `llmsim did not forward this request. ${problem}` };
}

/** How a reply that had begun ended before its end. */
export function cutOf(error: Error): CutKind {
  const code = codeOf(error);
  if (code === 'UND_ERR_BODY_TIMEOUT' || code === 'ETIMEDOUT') return 'stall';
  return isReset(error) ? 'reset' : 'close';
}

function explain(error: Error, code: string): Explanation {
  if (isReset(error)) {
    const check = 'Try again; if it stays so, check its own log, and what stands between (proxy, firewall)';
    return { code: unreachable, why: 'it reset the connection before it answered', check };
  }
  const known = byCode.get(code);
  if (known !== undefined) return known;
  if (error.name === 'HTTPParserError' || code.startsWith('UND_ERR_RES')) {
    const check = 'Check that the URL is that of an HTTP API, and its http:// or https://';
    return { code: 'llmsim_upstream_protocol', why: `what it sent is not HTTP/1.1 (${code || error.name})`, check };
  }
  if (/^(ERR_SSL|ERR_TLS|EPROTO|CERT_|ERR_OSSL|UNABLE_TO|INVALID_CA|HOSTNAME_)/.test(code)) {
    const check = 'Check that the port speaks TLS, and the certificate';
    return { code: 'llmsim_upstream_tls', why: `no TLS connection could be made (${code})`, check };
  }
  return { code: unreachable, why: `the connection failed (${code || error.name})`, check: networkCheck };
}

function proxyExplanation(error: ProxyFailure): Explanation {
  const check = 'Check HTTPS_PROXY and HTTP_PROXY, or name the host in NO_PROXY to go without';
  const cause = error.cause instanceof Error ? codeOf(error.cause) : '';
  if (error.status === 407) {
    const signIn = 'Put user and password into HTTPS_PROXY or HTTP_PROXY: http://user:password@proxy:port';
    return { code: 'llmsim_upstream_proxy', why: 'the proxy asks for a sign-in (407)', check: signIn };
  }
  if (error.status !== undefined) {
    return {
      code: 'llmsim_upstream_proxy',
      why: `the proxy refused the connection with status ${error.status}`,
      check,
    };
  }
  return { code: 'llmsim_upstream_proxy', why: `the proxy could not be used (${cause || 'connection failed'})`, check };
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function each(codes: readonly string[], explanation: Explanation): [string, Explanation][] {
  return codes.map((code) => [code, explanation]);
}
