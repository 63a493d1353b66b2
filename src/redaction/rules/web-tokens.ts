/** JSON Web Tokens (RFC 7519) and what stands behind `Bearer` (RFC 6750) and `Basic` (RFC 7617). */

import { isPlaceholder, looksRandom } from '../entropy.ts';
import type { ShapeRule } from '../shape-rule.ts';

const SPACE = '(?:[ \\t]{1,4}|%20|\\+)';

export const webTokenRules: readonly ShapeRule[] = [
  {
    kind: 'jwt',
    anchors: ['eyJ'],
    pattern: /eyJ[\w-]{10,2000}\.[\w-]{4,}\.[\w-]*(?:\.[\w-]+){0,2}/dy,
    accept: (match) => isTokenHeader(match[0].slice(0, match[0].indexOf('.'))),
  },
  {
    kind: 'bearer-token',
    anchors: ['bearer'],
    ignoreCase: true,
    pattern: new RegExp(`bearer${SPACE}((?:[\\w.~+-]|\\\\{0,4}/|%2[BbFf]){16,}(?:={1,2}|%3[Dd])?)`, 'diy'),
    accept: (match) => looksRandom(match[1] ?? ''),
  },
  {
    kind: 'basic-credentials',
    anchors: ['basic'],
    ignoreCase: true,
    pattern: new RegExp(`basic${SPACE}([A-Za-z0-9+/]{8,}={0,2})`, 'diy'),
    accept: (match) => isUserAndPassword(match[1] ?? ''),
  },
];

/** RFC 7515: the header is a JSON object with the member `alg`. Other base64 of JSON (cursors, events) is none. */
function isTokenHeader(encoded: string): boolean {
  try {
    const header: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'));
    return typeof header === 'object' && header !== null && ('alg' in header || 'enc' in header || 'typ' in header);
  } catch {
    return false;
  }
}

function isUserAndPassword(encoded: string): boolean {
  const decoded = Buffer.from(encoded, 'base64').toString('latin1');
  const password = /^[\x20-\x7e]{0,256}?:([\x20-\x7e]{3,})$/.exec(decoded)?.[1];
  return password !== undefined && !isPlaceholder(password);
}
