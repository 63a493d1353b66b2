/** The file name of an interaction: `<upstream>.<endpoint>-<slug>-<16 hex of key>[.<n>].json`, valid on every system. */

import { LlmsimError } from '../core/errors.ts';
import { escapeReserved, unescapeReserved } from './reserved-names.ts';

/** A whole file name is at most this long, `.json` and a number of seven digits included. */
export const fileNameLimit = 120;
const extension = '.json';
const stemLimit = fileNameLimit - extension.length - '.1234567'.length;
const endpointLimit = 32;
const hexLength = 16;

export interface StemParts {
  /** `[a-z0-9][a-z0-9-]*`, at most 63 characters. */
  readonly upstream: string;
  readonly endpoint: string;
  readonly model: string | undefined;
  /** The prompt of the **redacted** request: its first words become part of the name. */
  readonly prompt: string | undefined;
  /** The key's sha256 in hex; the first 16 digits go into the name. */
  readonly keyHex: string;
}

export interface ParsedFileName {
  readonly upstream: string;
  readonly key16: string;
  /** 1, 2, 3 …: which recording of this key. */
  readonly n: number;
  readonly stem: string;
}

/** True for what may name an upstream: no dot, so that the first dot of a file name ends it; as long as a DNS label. */
export function isUpstreamName(name: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,62}$/.test(name);
}

/** All of a file name before its number; depends on nothing but its input. Throws `usage` for an impossible upstream name or key. */
export function interactionStem({ upstream, endpoint, model, prompt, keyHex }: StemParts): string {
  if (!isUpstreamName(upstream)) {
    const hint = 'Use lower-case letters, digits and "-", at most 63 characters.';
    throw new LlmsimError('usage', `${JSON.stringify(upstream)} cannot be an upstream's name.`, hint);
  }
  const key16 = keyHex.slice(0, hexLength);
  if (!/^[0-9a-f]{16}$/.test(key16)) throw new LlmsimError('usage', `${JSON.stringify(keyHex)} is not a key.`);
  const prefix = `${escapeReserved(upstream)}.`;
  const room = stemLimit - prefix.length - 1 - hexLength;
  let middle = cutAtWord(slug(endpoint), Math.min(endpointLimit, room)) || 'request';
  for (const text of [model, prompt]) {
    const words = text === undefined ? '' : cutAtWord(slug(text), Math.min(40, room - middle.length - 1));
    if (words !== '') middle += `-${words}`;
  }
  return `${prefix}${middle}-${key16}`;
}

/** The name of the n-th recording (from 1); the first has no number, so that re-recording keeps the name. */
export function fileName(stem: string, n: number): string {
  return n === 1 ? stem + extension : `${stem}.${n}${extension}`;
}

/** As `fileName` makes them: upstream, endpoint and words, key, and from 2 on a number. */
const shape = /^(([0-9a-z][0-9a-z-]*)\.[0-9a-z-]+-([0-9a-f]{16}))(?:\.([2-9]|[1-9][0-9]{1,6}))?\.json$/;

/** Whether `fileName` gives such names. A pattern, not a loop: it looks at every file at start, before a loop would be compiled. */
export function isFileName(name: string): boolean {
  return shape.test(name);
}

/** The parts of a name that `fileName` gives, or undefined for any other string. */
export function parseFileName(name: string): ParsedFileName | undefined {
  const [, stem, upstream, key16, n = '1'] = shape.exec(name) ?? [];
  if (stem === undefined || upstream === undefined || key16 === undefined) return undefined;
  return { upstream: unescapeReserved(upstream), key16, n: Number(n), stem };
}

/** ASCII words joined by `-`: accents folded (NFKD), other scripts left out; may be empty. */
function slug(text: string): string {
  return text
    .slice(0, 200)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

function cutAtWord(words: string, limit: number): string {
  if (words.length <= limit) return words;
  if (limit <= 0) return '';
  const end = words.lastIndexOf('-', limit);
  return end > 0 ? words.slice(0, end) : words.slice(0, limit);
}
