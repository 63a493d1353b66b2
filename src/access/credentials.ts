/** The keys that a request presents, wherever the providers' SDKs put them. */

import type { SimRequest } from '../core/request.ts';
import { isKeyText } from './key-text.ts';

const AUTHORIZATION = 'authorization';
const KEY_HEADERS: ReadonlySet<string> = new Set(['x-api-key', 'api-key', 'x-goog-api-key']);

type Asking = Pick<SimRequest, 'headers' | 'target'>;

export interface PresentedKey {
  readonly key: string;
  /** It came as `Authorization: Bearer`. */
  readonly bearer: boolean;
}

/**
 * The key to look at: the first of llmsim's own shape, else the first of any, else undefined. `Authorization: Bearer`
 * (RFC 6750), Anthropic's `x-api-key`, Azure's `api-key`, Google's `x-goog-api-key` and `?key=`.
 */
export function presentedKey({ headers, target }: Asking): PresentedKey | undefined {
  let first: PresentedKey | undefined;
  for (const [name, value] of headers) {
    const key = keyIn(name, value);
    if (key === undefined) continue;
    const presented = { key, bearer: name.length === AUTHORIZATION.length };
    if (isKeyText(key)) return presented;
    first ??= presented;
  }
  const inQuery = queryKey(target);
  if (inQuery === undefined) return first;
  return first === undefined || isKeyText(inQuery) ? { key: inQuery, bearer: false } : first;
}

function keyIn(name: string, value: string): string | undefined {
  // Most headers are of another length: no need to lower their names.
  switch (name.length) {
    case AUTHORIZATION.length:
      return name.toLowerCase() === AUTHORIZATION ? bearer(value) : undefined;
    case 7:
    case 9:
    case 14:
      return KEY_HEADERS.has(name.toLowerCase()) ? value.trim() || undefined : undefined;
    default:
      return undefined;
  }
}

/** Undefined for other schemes, such as the signatures of AWS. */
function bearer(value: string): string | undefined {
  return /^bearer +(\S.*)$/i.exec(value.trim())?.[1];
}

function queryKey(target: string): string | undefined {
  const question = target.indexOf('?');
  if (question < 0 || !target.includes('key=', question)) return undefined;
  return new URLSearchParams(target.slice(question + 1)).get('key') || undefined;
}
