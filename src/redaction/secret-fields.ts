/** Fields named like secrets whose value looks random: in JSON, also within JSON strings, in YAML, environment files, forms, code and XML. */

import { isPlaceholder, isUuid, looksLikePassword, looksRandom } from './entropy.ts';
import type { Span } from './finding.ts';
import { QUOTE, SEPARATOR } from './shape-rule.ts';

/** What a name may end with, lower case, and the kind of the value behind it. A bare `key` names anything. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ...kinds('password', ['password', 'passwd', 'passphrase', 'pwd']),
  ...kinds('api-key', [
    'apikey',
    'api_key',
    'api-key',
    'api key',
    'subscription-key',
    'subscription_key',
    'subscriptionkey',
  ]),
  ...kinds('secret', ['secret', 'secretkey', 'secret_key', 'secret-key', 'accesskey', 'access_key', 'access-key']),
  ...kinds('secret', [
    'authkey',
    'auth_key',
    'auth-key',
    'masterkey',
    'master_key',
    'master-key',
    'accountkey',
    'account_key',
  ]),
  ...kinds('secret', ['signingkey', 'signing_key', 'signing-key', 'encryptionkey', 'encryption_key', 'encryption-key']),
  ...kinds('private-key', ['privatekey', 'private_key', 'private-key']),
  ...kinds('token', ['token']),
  ...kinds('credential', ['credential', 'credentials']),
  ...kinds('authorization', ['authorization']),
]);

/** Endings of names, for the search; ASCII, lower case, to be found in any case. */
export const secretFieldAnchors: readonly string[] = [...KINDS.keys()];

/**
 * Tokens that are no secrets: cursors, which later requests send back, and the tokens that models count. Matched against
 * the name before `token`.
 */
const OTHER_TOKENS =
  /(?:page|paging|pagination|next|prev|previous|continuation|cursor|sync|resume|start|marker|max|min|stop|eos|bos|pad|unk|sep|cls|mask|special|thinking|reasoning|input|output|prompt|per|top|change|delta)[_.-]?$/i;

/** Beginnings of ids that later requests refer to, and the name of a signature's algorithm. */
const IDS =
  /^AWS4-|^(?:thread|file|resp|call|msg|toolu|srvtoolu|run|asst|batch|msgbatch|chatcmpl|step|vs|vsfc|ftjob|req|conv|item|fc|rs|ws|gen|modelfile)[_-]/i;

const NAME = /[\w.-]/;
const NAME_LIMIT = 48;
/** Values below this length are not looked at. */
const SHORTEST = 8;

/**
 * `"name": "value"`, `name=value`, `["name", "value"]`, `{"name": "X-Name", "value": "…"}`; groups 1 and 2 are the
 * opening quote, and a scheme (`Bearer`) stays out of the value.
 */
const ASSIGNMENT = new RegExp(
  `(?:_?\\d{1,2})?(?:${QUOTE}?${SEPARATOR}(${QUOTE})?|${QUOTE}\\s{0,8},\\s{0,8}(?:${QUOTE}value${QUOTE}\\s{0,8}:\\s{0,8})?(${QUOTE}))` +
    '(?:(?:bearer|basic|token|bot|apikey|key|digest)(?:\\s|%20|\\+){1,4})?',
  'iy',
);
/** Quotes end it, escaped ones too; slashes and `\u00XX` may be escaped. */
const QUOTED = /(?:[^"'`\\\s\0%]|\\{1,8}(?:\/|u00[0-9a-f]{2})|%(?!2[27]))+/iy;
const UNQUOTED =
  /(?:[\w.~+/!@#$^*|?-]|\\{1,8}(?:\/|u00(?!26|3[cde]|2[27])[0-9a-f]{2})|%(?!2[2678c]|3[abcd]|0[ad]|20)[0-9a-f]{2})+(?:=|%3d|\\{1,8}u003d){0,2}/iy;

/** A span found, if any, and up to where the text was looked at as a value. */
export interface FieldSearch {
  readonly span?: Span;
  readonly seenTo: number;
}

/** Looks at the field whose name ends with the anchor that stands at `start`. */
export function searchField(text: string, start: number, anchor: string): FieldSearch {
  const end = start + anchor.length;
  const nothing = { seenTo: end };
  ASSIGNMENT.lastIndex = end;
  const assignment = ASSIGNMENT.exec(text);
  if (assignment === null) return nothing;
  const from = end + assignment[0].length;
  const quoted = assignment[1] !== undefined || assignment[2] !== undefined;
  const pattern = quoted ? QUOTED : UNQUOTED;
  pattern.lastIndex = from;
  const length = pattern.exec(text)?.[0].length ?? 0;
  if (length < SHORTEST) return nothing;
  // A full stop behind a bare value ends a sentence.
  const seenTo = from + length - (!quoted && text.charAt(from + length - 1) === '.' ? 1 : 0);
  // A call or an index: `token = makeToken(…)`, `password: options[…]`.
  if (!quoted && '([{'.includes(text.charAt(seenTo) || ' ')) return { seenTo };
  const kind = KINDS.get(anchor) ?? 'secret';
  const isSecret = isSecretValue(kind, unescaped(text.slice(from, seenTo)), () => nameBefore(text, start));
  return isSecret ? { span: { start: from, end: seenTo, kind }, seenTo } : { seenTo };
}

function isSecretValue(kind: string, value: string, nameBefore: () => string): boolean {
  if (kind === 'token' && OTHER_TOKENS.test(nameBefore())) return false;
  if (isPlaceholder(value) || IDS.test(value) || /^(?:https?:|data:|\.{0,2}\/)/i.test(value)) return false;
  if (kind === 'password') return looksLikePassword(value);
  // A UUID behind a bare `token` or `credential` is an id more often than not.
  if (isUuid(value)) return kind !== 'credential' && (kind !== 'token' || nameBefore() !== '');
  return looksRandom(value);
}

/** The part of the name that stands before its ending, at most 48 characters. */
function nameBefore(text: string, end: number): string {
  let start = end;
  while (start > 0 && end - start < NAME_LIMIT && NAME.test(text.charAt(start - 1))) start -= 1;
  return text.slice(start, end);
}

/** For judging only: one character for each escape. */
function unescaped(value: string): string {
  if (!/[\\%]/.test(value)) return value;
  return value
    .replaceAll(/\\+\//g, '/')
    .replaceAll(/\\+u00([0-9a-f]{2})|%([0-9a-f]{2})/gi, (_all, json: string | undefined, url: string | undefined) =>
      String.fromCharCode(Number.parseInt(json ?? url ?? '20', 16)),
    );
}

function kinds(kind: string, endings: readonly string[]): [string, string][] {
  return endings.map((ending) => [ending, kind]);
}
