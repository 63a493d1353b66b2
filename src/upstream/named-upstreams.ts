/** Reads what a user writes for `--upstream`: a known name, `name=url`, or a URL. */

import type { DialectFamily } from '../core/dialect.ts';
import { LlmsimError } from '../core/errors.ts';
import { type BuiltInUpstream, builtInUpstreams, regionPlaceholder } from './built-in-upstreams.ts';
import { nearestName } from './nearest-name.ts';
import type { Upstream } from './upstream.ts';

export type { Upstream };

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a server behind a URL given by hand may speak: anything. */
const allFamilies: readonly DialectFamily[] = ['openai', 'anthropic', 'gemini', 'ollama', 'cohere', 'bedrock'];
const namePattern = /^[a-z0-9][a-z0-9-]*$/;
const regionPattern = /^[a-z]{2,}(-[a-z0-9]+)+$/;

/**
 * The upstream that a built-in name or a URL stands for.
 *
 * @param spec `<name | name=url | url>`; `bedrock=<region>` as well
 * @param env where `bedrock` looks for its region: `AWS_REGION`, then `AWS_DEFAULT_REGION`
 * @throws LlmsimError `unknown-upstream` for a name that is not built in and has no URL, `usage` for what is malformed
 */
export function parseUpstream(spec: string, env: Environment): Upstream {
  const equals = spec.indexOf('=');
  const scheme = spec.indexOf('://');
  if (equals > 0 && (scheme < 0 || equals < scheme)) {
    const name = spec.slice(0, equals);
    const value = spec.slice(equals + 1);
    if (!namePattern.test(name)) throw badName(name);
    const known = builtIn(name);
    if (known !== undefined && isRegional(known) && regionPattern.test(value)) return inRegion(known, value);
    return fromUrl(name, value, known);
  }
  if (scheme >= 0) return fromUrl(undefined, spec, undefined);
  const known = builtIn(spec);
  if (known === undefined) throw unknown(spec);
  if (isRegional(known)) {
    const region = env['AWS_REGION'] || env['AWS_DEFAULT_REGION'];
    if (region !== undefined && regionPattern.test(region)) return inRegion(known, region);
    const hint = `Write ${known.name}=us-east-1, or set AWS_REGION.`;
    throw new LlmsimError('unknown-upstream', `The upstream "${known.name}" needs an AWS region.`, hint);
  }
  if (known.url !== undefined) return fromUrl(known.name, known.url, known);
  const hint = `Write ${known.example ?? `${known.name}=<url>`}`;
  throw new LlmsimError('unknown-upstream', `The upstream "${known.name}" has no URL of its own: give yours.`, hint);
}

/** What a user writes for `--upstream` to reach the upstream of a recording again: its name if that is enough, else `name=url`. */
export function upstreamSpec({ name, url }: Pick<Upstream, 'name' | 'url'>): string {
  const known = builtIn(name);
  if (known?.url === url || url === '') return name;
  const [before = '', after = ''] = known?.url?.split(regionPlaceholder) ?? [];
  const region = url.slice(before.length, url.length - after.length);
  if (known !== undefined && isRegional(known) && url === before + region + after && regionPattern.test(region)) {
    return `${name}=${region}`;
  }
  return `${name}=${url}`;
}

function builtIn(name: string): BuiltInUpstream | undefined {
  return builtInUpstreams.find((upstream) => upstream.name === name);
}

function isRegional(known: BuiltInUpstream): boolean {
  return known.url?.includes(regionPlaceholder) ?? false;
}

function inRegion(known: BuiltInUpstream, region: string): Upstream {
  return fromUrl(known.name, (known.url ?? '').replace(regionPlaceholder, region), known);
}

function fromUrl(name: string | undefined, text: string, known: BuiltInUpstream | undefined): Upstream {
  const url = parseHttpUrl(text);
  const basePath = url.pathname.replace(/\/+$/, '');
  return {
    name: name ?? nameOfHost(url.host),
    url: url.origin + basePath,
    origin: url.origin,
    host: url.host,
    basePath,
    families: known?.families ?? allFamilies,
    keyHeader: known?.keyHeader ?? 'authorization',
    region: /\.([a-z0-9-]+)(?:\.vpce)?\.amazonaws\.com(?:\.cn)?$/.exec(url.hostname)?.[1],
    credentials: basicCredentials(url),
  };
}

/** What the text says is never repeated in an error: it may hold a password. */
function parseHttpUrl(text: string): URL {
  const example = 'Write it like https://api.example.com or local=http://localhost:8000';
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw new LlmsimError('usage', 'The URL of an upstream cannot be read.', example, { cause: withoutInput(cause) });
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new LlmsimError('usage', `An upstream is reached by http or https, not by "${url.protocol}".`, example);
  }
  if (url.search !== '' || url.hash !== '' || /[?#]$/.test(text)) {
    const hint = 'Leave out what follows "?" or "#": the client sends its own query.';
    throw new LlmsimError('usage', `The URL of the upstream ${url.host} has a query or a fragment.`, hint);
  }
  return url;
}

/** Node's `Invalid URL` error carries the whole text as `input`. */
function withoutInput(cause: unknown): Error {
  return new TypeError(cause instanceof Error ? cause.message : 'Invalid URL');
}

function basicCredentials(url: URL): string | undefined {
  if (url.username === '' && url.password === '') return undefined;
  const pair = `${decodeUserInfo(url.username)}:${decodeUserInfo(url.password)}`;
  return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
}

function decodeUserInfo(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone "%" is itself
  }
}

/** `localhost:8000` → `localhost-8000`, `[::1]:9` → `1-9`. */
function nameOfHost(host: string): string {
  return host.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'upstream';
}

function badName(name: string): LlmsimError {
  const hint = 'A name is made of a-z, 0-9 and "-", and begins with a letter or digit: local=http://localhost:8000';
  return new LlmsimError('usage', `"${name}" cannot be the name of an upstream.`, hint);
}

function unknown(spec: string): LlmsimError {
  const names = builtInUpstreams.map((upstream) => upstream.name);
  const hint = `Known: ${names.join(', ')}. Any other: <name>=<url>, for example local=http://localhost:8000`;
  const nearest = nearestName(spec, names);
  const guess = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
  const message = `"${spec}" is not a known upstream.${guess}`;
  return new LlmsimError('unknown-upstream', message, hint);
}
