/** Requests as OpenAI's Node SDK sends them, and the response headers of its API. */

import type { Header, HeaderList } from '../../../src/core/headers.ts';
import type { SimRequest } from '../../../src/core/request.ts';
import type { Seeded } from './seeded.ts';
import { httpDate } from './wire.ts';

export const eventStream = 'text/event-stream; charset=utf-8';
export const json = 'application/json';

const clientHeaders: HeaderList = [
  ['accept', 'application/json'],
  ['user-agent', 'OpenAI/JS 6.49.0'],
  ['x-stainless-retry-count', '0'],
  ['x-stainless-lang', 'js'],
  ['x-stainless-package-version', '6.49.0'],
  ['x-stainless-os', 'Linux'],
  ['x-stainless-arch', 'x64'],
  ['x-stainless-runtime', 'node'],
  ['x-stainless-runtime-version', 'v20.18.1'],
  ['authorization', 'Bearer not-a-key'],
];

export function get(target: string): SimRequest {
  return { method: 'GET', target, headers: clientHeaders, body: new Uint8Array() };
}

export function post(target: string, body: object): SimRequest {
  return postBytes(target, json, Buffer.from(JSON.stringify(body)));
}

export function postBytes(target: string, contentType: string, body: Uint8Array): SimRequest {
  return { method: 'POST', target, headers: [...clientHeaders, ['content-type', contentType]], body };
}

/** What the provider took to begin its answer, in milliseconds; less than what the client sees. */
export type Processing = readonly [min: number, max: number];
export const quick: Processing = [18, 38];

/** `more` are the headers of one endpoint or answer. */
export function responseHeaders(
  random: Seeded,
  recordedAt: string,
  contentType: string,
  more: readonly Header[] = [],
  processing: Processing = [180, 240],
): HeaderList {
  return [
    ['date', httpDate(recordedAt)],
    ['content-type', contentType],
    ['access-control-expose-headers', 'X-Request-ID'],
    ['access-control-expose-headers', 'CF-Ray'],
    ['openai-organization', 'example-organization'],
    ['openai-processing-ms', String(Math.floor(random.between(...processing)))],
    ['openai-project', 'proj_example'],
    ['openai-version', '2020-10-01'],
    ...more,
    ['x-request-id', `req_${random.hex(32)}`],
    ['x-openai-proxy-wasm', 'v0.1'],
    ['cf-cache-status', 'DYNAMIC'],
    ['set-cookie', cookie('__cf_bm', random, ` expires=${cookieDate(recordedAt)};`)],
    ['set-cookie', cookie('_cfuvid', random)],
    ['strict-transport-security', 'max-age=31536000; includeSubDomains; preload'],
    ['x-content-type-options', 'nosniff'],
    ['server', 'cloudflare'],
    ['cf-ray', `${random.hex(16)}-FRA`],
  ];
}

export const rateLimits: readonly Header[] = [
  ['x-ratelimit-limit-requests', '10000'],
  ['x-ratelimit-limit-tokens', '200000'],
  ['x-ratelimit-remaining-requests', '9999'],
  ['x-ratelimit-remaining-tokens', '199992'],
  ['x-ratelimit-reset-requests', '8.64s'],
  ['x-ratelimit-reset-tokens', '2ms'],
];

function cookie(name: string, random: Seeded, expires = ''): string {
  return `${name}=${random.id(43)}; path=/;${expires} domain=.api.openai.com; HttpOnly; Secure; SameSite=None`;
}

/** Half an hour later, in the old spelling of cookies: `Mon, 24-Aug-26 09:30:12 GMT`. */
function cookieDate(recordedAt: string): string {
  const later = httpDate(new Date(Date.parse(recordedAt) + 1_800_000).toISOString());
  return later.replace(/(\d\d) (\w{3}) \d\d(\d\d)/, '$1-$2-$3');
}
