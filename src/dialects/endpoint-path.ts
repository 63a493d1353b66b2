/** Which endpoint a request means: templates such as `chat/completions/{id}` behind an API's base path. */

import type { Endpoint } from '../core/endpoint.ts';
import type { SimRequest } from '../core/request.ts';
import { isVersion, segmentsOf } from './request-path.ts';

export type FoundEndpoint =
  | { readonly kind: 'endpoint'; readonly endpoint: Endpoint; readonly params: Readonly<Record<string, string>> }
  | { readonly kind: 'wrong-method'; readonly allowed: readonly string[] };

/** What of a segment is a name and what is given: `{model}:generateContent`. */
interface TemplateSegment {
  /** The segment itself where no name is in it. */
  readonly literal: string | undefined;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  /** Takes all segments that are left; at the end only. */
  readonly rest: boolean;
}

interface Template {
  readonly segments: readonly TemplateSegment[];
  readonly literals: number;
}

const templates = new WeakMap<Endpoint, Template>();

/** Undefined where no endpoint has such a path. Of several the one with the most literal segments. */
export function findEndpoint(
  request: Pick<SimRequest, 'method' | 'target'>,
  endpoints: readonly Endpoint[],
): FoundEndpoint | undefined {
  const segments = segmentsOf(request.target);
  let best:
    | { readonly endpoint: Endpoint; readonly params: Record<string, string>; readonly literals: number }
    | undefined;
  const allowed = new Set<string>();
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  for (const endpoint of endpoints) {
    const template = templateOf(endpoint);
    const params = matched(segments, template.segments);
    if (params === undefined) continue;
    allowed.add(endpoint.method);
    const { literals } = template;
    if (endpoint.method === method && literals > (best?.literals ?? -1)) best = { endpoint, params, literals };
  }
  if (best !== undefined) return { kind: 'endpoint', endpoint: best.endpoint, params: best.params };
  return allowed.size > 0 ? { kind: 'wrong-method', allowed: [...allowed] } : undefined;
}

/** Paths of endpoints that share the most words with what was asked for, the nearest first. */
export function nearPaths(target: string, endpoints: readonly Endpoint[], most: number): readonly string[] {
  const words = wordsOf(target);
  return [...new Set(endpoints.map(({ path }) => path))]
    .map((path) => {
      const own = wordsOf(path);
      const shared = [...own].filter((word) => words.has(word)).length;
      return { path, score: shared / Math.max(1, own.size + words.size - shared) };
    })
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || (one.path < other.path ? -1 : 1))
    .slice(0, most)
    .map(({ path }) => path);
}

function wordsOf(path: string): Set<string> {
  return new Set(
    path
      .replace(/\{[^}]*\}/g, '')
      .toLowerCase()
      .split(/[^a-z]+/)
      // One and many are the same word to who looks for it.
      .map((word) => word.replace(/s$/, ''))
      .filter((word) => word !== '' && word !== 'v'),
  );
}

/** The path's end is matched, and what stands before it must be an API's base. */
function matched(
  segments: readonly string[],
  template: readonly TemplateSegment[],
): Record<string, string> | undefined {
  const rest = template.at(-1)?.rest === true;
  const latest = segments.length - template.length;
  for (let start = rest ? 0 : latest; start <= latest && start >= 0; start += 1) {
    const params = matchedAt(segments, start, template);
    if (params !== undefined && isBase(segments.slice(0, start))) return params;
  }
  return undefined;
}

function matchedAt(
  segments: readonly string[],
  start: number,
  template: readonly TemplateSegment[],
): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  let at = start;
  for (const { literal, pattern, names, rest } of template) {
    const segment = rest ? segments.slice(at).join('/') : (segments[at] ?? '');
    at += 1;
    if (literal !== undefined) {
      if (segment !== literal) return undefined;
      continue;
    }
    const found = pattern.exec(segment);
    if (found === null) return undefined;
    for (const [i, name] of names.entries()) params[name] = found[i + 1] ?? '';
  }
  return params;
}

/**
 * Nothing, a version, a name that compatible servers put there, or a resource that holds a whole API (Azure's deployments,
 * Vertex's publishers).
 */
function isBase(segments: readonly string[]): boolean {
  const last = segments.at(-1);
  if (last === undefined || isVersion(last) || baseNames.has(last)) return true;
  return holders.has(segments.at(-2) ?? '');
}

const baseNames: ReadonlySet<string> = new Set(['openai', 'openapi', 'beta', 'inference', 'compat', 'compatibility']);
const holders: ReadonlySet<string> = new Set(['deployments', 'publishers']);

function templateOf(endpoint: Endpoint): Template {
  let template = templates.get(endpoint);
  if (template === undefined) {
    const segments = endpoint.path.split('/').map(segmentOf);
    template = { segments, literals: segments.filter(({ literal }) => literal !== undefined).length };
    templates.set(endpoint, template);
  }
  return template;
}

function segmentOf(text: string): TemplateSegment {
  const names: string[] = [];
  const rest = /^\{\w+\.\.\.\}$/.test(text);
  const pattern = text
    .split(/(\{\w+(?:\.\.\.)?\})/)
    .map((part) => {
      const name = /^\{(\w+)/.exec(part)?.[1];
      if (name === undefined) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      names.push(name);
      // A verb behind a colon is no part of a name that stands for a whole segment.
      return part === text && !rest ? '([^:]+)' : '(.+)';
    })
    .join('');
  return { pattern: new RegExp(`^${pattern}$`), names, rest, literal: names.length === 0 ? text : undefined };
}
