/** Random-looking values by the name that they stand under: `api_key`, `x-auth-token`, `clientSecret`, a cookie. */

import type { Match } from './finding.ts';
import { entropy, isPlaceholder, longestRun, looksRandom, restlessness } from './randomness.ts';

export interface NamedFinding {
  readonly rule: 'named-value' | 'high-entropy';
  readonly kind: string;
}

/**
 * What `value`, the whole of a field called `name`, seems to be; undefined for all that is harmless. `name` may be empty.
 */
export function judgeNamedValue(name: string, value: string): NamedFinding | undefined {
  if (value.length < 16 || value.length > longest || /[\s"'<>{}]/.test(value) || isKnownId(value)) return undefined;
  const words = wordsOf(name);
  if (words.includes('encrypted') || opaque.has(words.join(' '))) return undefined;
  const kind = kindOfName(words);
  if (kind !== undefined) return looksRandom(value) ? { rule: 'named-value', kind } : undefined;
  return isRandomThroughout(value) && !isHarmless(words) ? { rule: 'high-entropy', kind: 'random-value' } : undefined;
}

/** Secrets of providers are shorter; what is longer is media, an encrypted state or text. */
const longest = 512;

/** `name=value`, `"name": "value"`, `name: value`, `name => value` in text whose structure nobody knows. */
export function findAssignments(text: string): Match[] {
  const found: Match[] = [];
  for (const match of text.matchAll(assignedValue)) {
    const [whole, value = ''] = match;
    const name = nameBefore.exec(text.slice(Math.max(0, match.index - 80), match.index))?.[1];
    if (name === undefined) continue;
    const kind = kindOfName(wordsOf(name));
    if (kind === undefined || isKnownId(value) || !looksRandom(value)) continue;
    const start = match.index + whole.length - value.length;
    found.push({ rule: 'named-value', kind, start, end: start + value.length });
  }
  return found;
}

const assignedValue = /(?:=>|[:=])[ \t]{0,3}[\\"'`]{0,3}([A-Za-z0-9_+/.~%-]{16,512}={0,2})(?![A-Za-z0-9_+/.~%=-])/g;
const nameBefore = /([A-Za-z][\w.-]{0,60})[\\"'`\]]{0,3}[ \t]{0,3}$/;

/** `x-apiKey` → x, api, key. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** Encrypted state, signatures of reasoning, padding, media: `signature` is no secret where it signs a thought. */
const opaque = new Set([
  ...['signature', 'thought signature', 'thinking signature', 'encrypted content', 'reasoning encrypted'],
  ...['data', 'obfuscation', 'p', 'bytes', 'b64 json', 'audio', 'image', 'embedding', 'blob', 'base64'],
]);

const secretWords: ReadonlyMap<string, string> = new Map([
  ['password', 'password'],
  ['passwd', 'password'],
  ['pwd', 'password'],
  ['passphrase', 'password'],
  ['secret', 'secret'],
  ['credential', 'secret'],
  ['credentials', 'secret'],
  ['apikey', 'api-key'],
  ['cookie', 'cookie'],
  ['sessionid', 'session'],
  ['authorization', 'authorization'],
  ['auth', 'authorization'],
  ['bearer', 'authorization'],
  ['jwt', 'token'],
]);
const keyOwners =
  /^(?:api|access|secret|private|auth|client|account|subscription|encryption|signing|master|service|storage|shared|license)$/;
/** `next_page_token` goes on in a list, and is no credential. */
const harmlessTokens = /^(?:page|next|prev|previous|sync|continuation|start|eos|bos|pad|stop|cursor)$/;

/** What a name promises; undefined when it promises no secret. */
function kindOfName(words: readonly string[]): string | undefined {
  const last = words.at(-1);
  for (const word of words) {
    const kind = secretWords.get(word);
    if (kind !== undefined) return kind;
  }
  const before = words.at(-2) ?? '';
  if (last === 'key' && (keyOwners.test(before) || words.length === 1)) return 'api-key';
  if (last === 'token' && !words.some((word) => harmlessTokens.test(word))) return 'token';
  if (last === 'session' || (before === 'session' && last === 'id')) return 'session';
  if (last === 'sig') return 'signature';
  return undefined;
}

/** Names of ids, hashes, addresses and of places in a list. */
const harmlessWords =
  /^(?:.*id|ids|uuid|guid|hash|sha\d*|md5|digest|etag|checksum|fingerprint|nonce|cursor|ray|trace|traceparent|span|request|version|revision|signature|boundary|model|name|file|filename|path|url|uri|href|target|location|type|key|object|ref|code|seed|tag|tags|policy|nel|opc|info)$/;

function isHarmless(words: readonly string[]): boolean {
  return words.some((word) => harmlessWords.test(word) || harmlessTokens.test(word));
}

/** Ids that later requests refer to, hashes, dates; and what the redactor left. */
const knownId =
  /^(?:chatcmpl|msg|msgbatch|resp|call|toolu|srvtoolu|file|thread|run|step|asst|batch|gen|fp|req|rs|fc|ws|ig|mcp|mcpl|ctc|cmpl|modr|embd|ftjob|vs|vsfc|evt|evtcp|item|part|upload|container|cntr|cfile|audio|sess|conv|ch|video|ocid|tool|call_function|function-call|chatcmpl-tool|ms|cachedContents?|projects|models|operations|arn|urn|sha\d+|W|otid|gpt|claude|gemini|tx|trace|requestId|intents?|candidate|ai-interaction|interactions?|v1)[-_:/]|^[0-9a-f-]+$|^[0-9A-F-]+$|^\d[\d.:TZ+-]*$|\[redacted:/;

export function isKnownId(value: string): boolean {
  return knownId.test(value);
}

/** Upper and lower case and digits in one long restless stretch: a random base62 or base64url string, and no name of anything. */
function isRandomThroughout(value: string): boolean {
  if (value.length < 24 || value.length > 200 || !/^[A-Za-z0-9_+/.~-]+={0,2}$/.test(value) || isPlaceholder(value))
    return false;
  const run = longestRun(value);
  const mixed = /[a-z]/.test(run) && /[A-Z]/.test(run) && /[0-9]/.test(run);
  return mixed && run.length >= 20 && restlessness(run) >= 0.35 && entropy(run) >= 3.7;
}
