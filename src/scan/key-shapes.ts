/** Credentials known by how they begin. A table of the door's own: it shares nothing with the redactor's. */

import type { Match } from './finding.ts';
import { isPlaceholder, looksRandom } from './randomness.ts';

interface KeyShape {
  readonly kind: string;
  /** Source of a linear pattern without capturing groups, behind a character that is no part of a word. */
  readonly pattern: string;
  /** Usual: no placeholder. */
  readonly accept?: (value: string) => boolean;
}

const randomPart = (value: string): boolean =>
  looksRandom(value.replace(/^[A-Za-z]{1,8}[-_ .=]+(?:[a-z]{2,8}\d*[-_])?/, ''));

/** Prefixes: each provider's documentation of its keys; for the most part also https://github.com/gitleaks/gitleaks. */
const shapes: readonly KeyShape[] = [
  { kind: 'anthropic-key', pattern: 'sk-ant-[a-z]+\\d*-[A-Za-z0-9_-]{20,}' },
  { kind: 'openrouter-key', pattern: 'sk-or-v1-[0-9a-f]{32,}' },
  { kind: 'langfuse-key', pattern: '[sp]k-lf-[0-9a-f]{8}-[0-9a-f-]{27}' },
  { kind: 'openai-key', pattern: 'sk-[A-Za-z0-9_-]{20,}', accept: randomPart },
  { kind: 'stripe-key', pattern: '(?:[sr]k_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/]{24,})' },
  { kind: 'google-key', pattern: 'AIza[A-Za-z0-9_-]{35}' },
  { kind: 'google-token', pattern: '(?:ya29\\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,})' },
  { kind: 'groq-key', pattern: 'gsk_[A-Za-z0-9]{20,}' },
  { kind: 'xai-key', pattern: 'xai-[A-Za-z0-9]{20,}', accept: randomPart },
  { kind: 'huggingface-token', pattern: '(?:hf|api_org)_[A-Za-z0-9]{30,}' },
  { kind: 'replicate-token', pattern: 'r8_[A-Za-z0-9]{30,}' },
  { kind: 'perplexity-key', pattern: 'pplx-[A-Za-z0-9]{32,}' },
  { kind: 'nvidia-key', pattern: 'nvapi-[A-Za-z0-9_-]{40,}' },
  { kind: 'cerebras-key', pattern: 'csk-[a-z0-9]{32,}' },
  { kind: 'fireworks-key', pattern: 'fw_[A-Za-z0-9]{20,}', accept: randomPart },
  { kind: 'together-key', pattern: 'tgp_v1_[A-Za-z0-9_-]{30,}' },
  { kind: 'langsmith-key', pattern: 'lsv2_(?:pt|sk)_[0-9a-f]{20,}[0-9a-f_]*' },
  { kind: 'voyage-key', pattern: 'pa-[A-Za-z0-9_-]{40,}', accept: randomPart },
  { kind: 'aws-key-id', pattern: '(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Z0-9])' },
  { kind: 'aws-session-token', pattern: '(?:IQoJb3JpZ2lu|FwoGZXIvYXdz)[A-Za-z0-9+/=%]{60,}' },
  { kind: 'aws-signature', pattern: '(?:X-Amz-)?Signature=[0-9a-f]{64}(?![0-9a-f])' },
  { kind: 'signed-url', pattern: 'X-Goog-Signature=[0-9a-f]{64,}' },
  { kind: 'jwt', pattern: 'eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{16,}' },
  {
    kind: 'private-key',
    pattern: '-----BEGIN (?:[A-Z]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:\\s|\\\\[nr])+[A-Za-z0-9+/=\\s\\\\]{40,}',
  },
  { kind: 'azure-key', pattern: '(?:Account|SharedAccess)Key=[A-Za-z0-9+/]{40,}={0,2}' },
  { kind: 'github-token', pattern: '(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{40,})' },
  { kind: 'gitlab-token', pattern: 'gl(?:pat|dt|rt|cbt|ptt|soat)-[A-Za-z0-9_-]{20,}' },
  { kind: 'slack-token', pattern: 'xox[abeoprs](?:\\.xox[bp])?-[A-Za-z0-9-]{20,}|xapp-\\d-[A-Za-z0-9-]{20,}' },
  { kind: 'slack-webhook', pattern: 'https://hooks\\.slack\\.com/(?:services|workflows)/[A-Za-z0-9/]{24,}' },
  { kind: 'twilio-key', pattern: 'SK[0-9a-f]{32}(?![0-9a-f])' },
  { kind: 'sendgrid-key', pattern: 'SG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{30,}' },
  { kind: 'npm-token', pattern: 'npm_[A-Za-z0-9]{36}' },
  { kind: 'pypi-token', pattern: 'pypi-AgE[A-Za-z0-9_-]{50,}' },
  { kind: 'openai-organization', pattern: 'org-[A-Za-z0-9]{24}(?![A-Za-z0-9_-])', accept: randomPart },
  { kind: 'openai-project', pattern: 'proj_[A-Za-z0-9]{24}(?![A-Za-z0-9_-])', accept: randomPart },
  { kind: 'openai-user', pattern: 'user-[A-Za-z0-9]{24}(?![A-Za-z0-9_-])', accept: randomPart },
  {
    kind: 'cookie',
    pattern: '(?:__cf_bm|_cfuvid|__cflb|cf_clearance|__Secure-[\\w-]+|__Host-[\\w-]+)=[A-Za-z0-9._~%+/=-]{16,}',
  },
  { kind: 'bearer-token', pattern: '[Bb]earer [A-Za-z0-9._~+/=-]{16,}', accept: randomPart },
  { kind: 'basic-auth', pattern: '[Bb]asic [A-Za-z0-9+/]{8,}={0,2}', accept: isBasicCredential },
];

/** Stripe's keys of its test mode are keys all the same. */
const testMode = /^[sr]k_test_/;

/** A word must not go on to the left; `%3D` and other escapes of a URL are no part of it. */
const combined = new RegExp(
  `(?:(?<![A-Za-z0-9_-])|(?<=%[0-9A-Fa-f]{2}))(?:${shapes.map(({ pattern }) => `(${pattern})`).join('|')})`,
  'g',
);

/** `://user:password@host` of any scheme; found by its slashes, because a scheme could begin at every letter. */
const urlPassword = /:\/\/([A-Za-z0-9._~%+-]{0,64}:([A-Za-z0-9._~%!$&*+,;=-]{4,128}))@[A-Za-z0-9.-]/g;

/** Not `postgres`, `$PASSWORD` or `[redacted:password]`, which stand in every example. */
export function isRealPassword(password: string): boolean {
  return !isPlaceholder(password) && !commonPassword.test(password);
}

const commonPassword =
  /^(?:my)?(?:pass(?:word)?|pwd|secret|user(?:name)?|postgres|mysql|mongo|redis|root|admin|guest|key|token|pw)\d{0,4}$/i;

/** Keys, tokens and account ids anywhere in `text`. */
export function findKeyShapes(text: string): Match[] {
  const found: Match[] = [];
  for (const match of text.matchAll(combined)) {
    const group = match.findIndex((value, i) => i > 0 && value !== undefined);
    const shape = shapes[group - 1];
    const value = match[0];
    if (shape === undefined || isPlaceholder(value.replace(testMode, '')) || shape.accept?.(value) === false) continue;
    found.push({ rule: 'key-shape', kind: shape.kind, start: match.index, end: match.index + value.length });
  }
  for (const match of text.matchAll(urlPassword)) {
    const [, value = '', password = ''] = match;
    if (isPlaceholder(value) || !isRealPassword(password)) continue;
    const start = match.index + 3;
    found.push({ rule: 'key-shape', kind: 'url-password', start, end: start + value.length });
  }
  return found;
}

/** RFC 7617: base64 of `user:password`, printable. */
function isBasicCredential(value: string): boolean {
  const plain = Buffer.from(value.slice(6), 'base64').toString('latin1');
  return /^[\x20-\x7e]*:[\x20-\x7e]{4,}$/.test(plain);
}
