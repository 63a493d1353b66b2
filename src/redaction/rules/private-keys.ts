/** PEM private keys (RFC 7468), OpenSSH's and PGP's included, with line ends as they are or escaped. */

import type { ShapeRule } from '../shape-rule.ts';

/** Line ends, also as JSON and JSON within JSON escape them. */
const BREAK = '(?:\\s|\\\\{1,8}[nrt])';
/** `Proc-Type: 4,ENCRYPTED` and the like; RFC 1421. */
const HEADER = '(?:Proc-Type|DEK-Info|Version|Comment):[ \\w.,:()/-]{0,120}';

export const privateKeyRules: readonly ShapeRule[] = [
  {
    kind: 'private-key',
    anchors: ['-----BEGIN'],
    glued: true,
    // Without its end a key cut short is a key still; scanners in use report a lone first line too.
    pattern: new RegExp(
      `-----BEGIN(?: [A-Z0-9]{1,12}){0,2} ?PRIVATE KEY(?: BLOCK)?-----${BREAK}{0,8}(?:${HEADER}${BREAK}{1,8}){0,4}` +
        `(?:[A-Za-z0-9+/=]|${BREAK})*(?:-----END[A-Z0-9 ]{0,40}-----)?`,
      'dy',
    ),
  },
];
