/** Signatures in the query of presigned URLs that stand in bodies: AWS, Google, Azure SAS, CloudFront. */

import { isFiller, looksRandom } from '../entropy.ts';
import { type ShapeRule, standsFree } from '../shape-rule.ts';

/** `=`, as a URL within a URL and as JSON for HTML write it. */
const EQUALS = '(?:=|%(?:25)?3[Dd]|\\\\{1,4}u003[Dd])';
const VALUE = '(?:[\\w.~+/-]|%[0-9A-Fa-f]{2})';

export const signedUrlRules: readonly ShapeRule[] = [
  parameter('sigv4', ['X-Amz-Signature'], '{32,}'),
  parameter('sigv4', ['X-Amz-Credential'], '{16,}'),
  parameter('aws-session-token', ['X-Amz-Security-Token'], '{32,}'),
  parameter('signature', ['X-Goog-Signature'], '{32,}'),
  parameter('signature', ['X-Goog-Credential', 'GoogleAccessId'], '{12,}'),
  { ...parameter('signature', ['Key-Pair-Id'], '{12,}'), accept: looksSigned },
  // Azure SAS: base64 of an HMAC-SHA256. CloudFront and Google's old form: base64 of an RSA signature.
  { ...parameter('signature', ['sig', 'Signature'], '{40,}={0,2}'), accept: looksSigned },
];

function parameter(kind: string, names: readonly string[], length: string): ShapeRule {
  return {
    kind,
    anchors: names,
    ignoreCase: true,
    pattern: new RegExp(`(?:${names.join('|')})${EQUALS}(${VALUE}${length})`, 'diy'),
  };
}

/** Short names are words as well: they must be a parameter (behind `?`, `&`, `;` or an escape of one), the value random. */
function looksSigned(match: RegExpExecArray, text: string): boolean {
  const before = text.charAt(match.index - 1);
  const isParameter = /[?&;]/.test(before) || (/[0-9a-f]/i.test(before) && standsFree(text, match.index));
  const value = (match[1] ?? '').replaceAll(/%[0-9a-f]{2}/gi, '+');
  return isParameter && (value.length < 40 ? !isFiller(value) : looksRandom(value));
}
