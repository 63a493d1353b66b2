/** Redaction of headers: requests by allow-list, responses by deny-list. */

import type { HeaderList } from '../core/headers.ts';
import { credentialRequestHeaders, credentialResponseHeaders } from './credential-places.ts';
import { marker } from './marker.ts';
import { redactQuery } from './redact-query.ts';
import { userKinds } from './user-rules.ts';

const none: ReadonlySet<string> = new Set();

/** Request headers that are stored as they are; what is neither here nor a known credential is left out. */
const storedRequestHeaders: ReadonlySet<string> = new Set([
  'accept',
  'accept-language',
  'anthropic-beta',
  'anthropic-dangerous-direct-browser-access',
  'anthropic-version',
  'content-language',
  'content-type',
  'if-match',
  'if-none-match',
  'openai-beta',
  'openai-version',
  'prefer',
  'range',
  'user-agent',
  'x-amz-target',
  'x-amzn-bedrock-accept',
  'x-amzn-bedrock-guardrailidentifier',
  'x-amzn-bedrock-guardrailversion',
  'x-amzn-bedrock-trace',
  'x-client-name',
  'x-goog-api-client',
  'x-goog-upload-command',
  'x-goog-upload-header-content-length',
  'x-goog-upload-header-content-type',
  'x-goog-upload-offset',
  'x-goog-upload-protocol',
  'x-ms-useragent',
  'x-stainless-arch',
  'x-stainless-helper-method',
  'x-stainless-lang',
  'x-stainless-os',
  'x-stainless-package-version',
  'x-stainless-retry-count',
  'x-stainless-runtime',
  'x-stainless-runtime-version',
  'x-stainless-timeout',
]);

/** Response headers that hold a URL which may be signed. */
const urlResponseHeaders: ReadonlySet<string> = new Set([
  'location',
  'content-location',
  'x-goog-upload-url',
  'x-goog-upload-control-url',
  'operation-location',
  'azure-asyncoperation',
]);

/** `also`: lower-case names of further headers whose value goes. */
export function redactRequestHeaders(headers: HeaderList, also: ReadonlySet<string> = none): HeaderList {
  const kept: (readonly [string, string])[] = [];
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    const kind = credentialRequestHeaders.get(lower) ?? (also.has(lower) ? userKinds.header : undefined);
    if (kind !== undefined) kept.push([name, value === '' ? '' : marker(kind)]);
    else if (storedRequestHeaders.has(lower)) kept.push([name, value]);
  }
  return kept;
}

/** `also`: lower-case names of further headers whose value goes. */
export function redactResponseHeaders(headers: HeaderList, also: ReadonlySet<string> = none): HeaderList {
  return headers.map(([name, value]) => {
    const lower = name.toLowerCase();
    if (value === '') return [name, value] as const;
    if (lower === 'set-cookie') return [name, redactSetCookie(value)] as const;
    if (lower === 'link') return [name, redactLink(value)] as const;
    const kind = credentialResponseHeaders.get(lower) ?? (also.has(lower) ? userKinds.header : undefined);
    if (kind !== undefined) return [name, marker(kind)] as const;
    return [name, urlResponseHeaders.has(lower) ? redactQuery(value) : value] as const;
  });
}

/** Keeps a cookie's name and attributes (RFC 6265, section 4.1), for they say what it was; its value goes. */
function redactSetCookie(value: string): string {
  const semicolon = value.indexOf(';');
  const pair = semicolon < 0 ? value : value.slice(0, semicolon);
  const equals = pair.indexOf('=');
  const name = equals < 0 ? '' : pair.slice(0, equals + 1);
  return `${name}${marker('cookie')}${semicolon < 0 ? '' : value.slice(semicolon)}`;
}

/** A list of URLs in angle brackets, each with parameters behind it (RFC 8288, section 3). */
function redactLink(value: string): string {
  return value.replace(/[^<>]+/g, (piece) => redactQuery(piece));
}
