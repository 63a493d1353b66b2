/** Signs requests for AWS anew: a SigV4 signature covers the host, and so breaks when a proxy passes it on. */

import { createHash } from 'node:crypto';
import aws4 from 'aws4';
import type { ApiError } from '../core/api-error.ts';
import { type Header, type HeaderList, headerOf } from '../core/headers.ts';
import { queryOf } from '../core/request.ts';
import { withoutQueryKeys } from './forward-request.ts';
import type { Environment } from './named-upstreams.ts';
import type { Upstream } from './upstream.ts';

/** A request as it is about to be sent: `host` is the upstream's, `target` has the base path. */
export interface UnsignedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: HeaderList;
  /** The whole body; undefined when only its beginning is at hand. */
  readonly body: Uint8Array | undefined;
}

export type Signed =
  | { readonly kind: 'signed'; readonly target: string; readonly headers: HeaderList }
  | { readonly kind: 'refusal'; readonly error: ApiError };

const signatureHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-content-sha256',
]);

/** Whether the request carries a SigV4 signature, in a header or (presigned) in its query. */
export function isAwsSigned(headers: HeaderList, target: string): boolean {
  const authorization = headerOf(headers, 'authorization');
  if (authorization?.startsWith('AWS4-')) return true;
  return /(?:^|&)x-amz-signature=/i.test(queryOf(target) ?? '');
}

/** Why a signed request is not passed on when nothing was said about signing. */
export function signatureRefusal(upstream: Upstream): ApiError {
  const message =
    `This request is signed with AWS SigV4 for llmsim's own address, so "${upstream.name}" (${upstream.host}) would refuse it. ` +
    "Start llmsim with --sign aws to have it signed anew with this environment's AWS credentials, or use a Bedrock API key " +
    '(AWS_BEARER_TOKEN_BEDROCK), which passes through.';
  return { status: 400, code: 'llmsim_sigv4', message };
}

/**
 * The request with a signature by the environment's credentials: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, when
 * set, `AWS_SESSION_TOKEN`. Region and service are the upstream's, else those that the client signed for. The path stays
 * verbatim, and is signed URI-encoded once more, as AWS computes it for all services but S3
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 */
export function signForAws(request: UnsignedRequest, upstream: Upstream, env: Environment, date: Date): Signed {
  const accessKeyId = env['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'];
  const sessionToken = env['AWS_SESSION_TOKEN'];
  if (!accessKeyId || !secretAccessKey) {
    const message =
      '--sign aws needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment of llmsim; set them and start it again.';
    return { kind: 'refusal', error: { status: 400, code: 'llmsim_sigv4', message } };
  }
  if (request.body === undefined) {
    const message = 'This body is too large to be held, and SigV4 signs the whole body: it cannot be signed anew.';
    return { kind: 'refusal', error: { status: 413, code: 'llmsim_sigv4', message } };
  }
  const scope = signedScope(request);
  const target = encodeUnsafe(withoutQueryKeys(request.target, (name) => name.startsWith('x-amz-')));
  const kept = request.headers.filter(([name]) => !signatureHeaders.has(name.toLowerCase()));
  const contentHash = createHash('sha256').update(request.body).digest('hex');
  const { headers = {} } = aws4.sign(
    {
      method: request.method,
      path: target,
      service: scope?.service ?? 'bedrock',
      region: upstream.region ?? scope?.region ?? 'us-east-1',
      headers: {
        ...coveredHeaders(kept),
        'X-Amz-Date': date.toISOString().replace(/[:-]|\.\d{3}/g, ''),
        'X-Amz-Content-Sha256': contentHash,
      },
    },
    { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) },
  );
  const added: Header[] = [];
  for (const name of ['X-Amz-Date', 'X-Amz-Content-Sha256', 'X-Amz-Security-Token', 'Authorization']) {
    const value = headers[name];
    if (typeof value === 'string') added.push([name, value]);
  }
  return { kind: 'signed', target, headers: [...kept, ...added] };
}

/** What must be covered: host, content type and all x-amz-*. Not more, because proxies on the way may change the rest. */
function coveredHeaders(headers: HeaderList): Record<string, string> {
  const covered: Record<string, string> = {};
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    if (lower !== 'host' && lower !== 'content-type' && !lower.startsWith('x-amz-')) continue;
    covered[lower] = lower in covered ? `${covered[lower]},${value}` : value;
  }
  return covered;
}

/** Region and service of `Credential=<key>/<day>/<region>/<service>/aws4_request`. */
function signedScope({ headers, target }: UnsignedRequest): { region: string; service: string } | undefined {
  const inQuery = /(?:^|&)x-amz-credential=([^&]*)/i.exec(queryOf(target) ?? '')?.[1]?.replaceAll(/%2f/gi, '/');
  const inHeader = /Credential=([^,\s]+)/.exec(headerOf(headers, 'authorization') ?? '')?.[1];
  const [region, service] = (inQuery ?? inHeader ?? '').split('/').slice(-3);
  return region && service ? { region, service } : undefined;
}

/** aws4 normalises a path with characters that must be escaped; escaped here, what is signed is what is sent. */
function encodeUnsafe(target: string): string {
  return target.replace(/[^0-9A-Za-z;,/?:@&=+$\-_.!~*'()#%]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}
