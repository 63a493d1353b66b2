/** Public IP addresses, looked for on request; private, loopback, reserved and documentation ranges say nothing of anybody. */

import type { ShapeRule } from '../shape-rule.ts';

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';

/** RFC 6890 and RFC 5737, as the first octets of an IPv4 address. */
const NOT_PUBLIC =
  /^(?:0|10|127|22[4-9]|2[3-5]\d)\.|^(?:169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|198\.1[89])\.|^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|^(?:192\.0\.[02]|198\.51\.100|203\.0\.113)\./;

export const ipAddressRules: readonly ShapeRule[] = [
  {
    kind: 'ip-address',
    anchors: [...'123456789'],
    pattern: new RegExp(`${OCTET}(?:\\.${OCTET}){3}(?![\\w-]|\\.\\d)`, 'dy'),
    accept: (match, text) => !NOT_PUBLIC.test(match[0]) && !isVersion(match, text),
    optIn: 'pii',
  },
  {
    kind: 'ip-address',
    anchors: [':'],
    // Global unicast addresses, all of which begin with 2 or 3 (RFC 4291); times and MAC addresses do not match.
    begin: (_text, anchor) => anchor - 4,
    pattern: /[23][0-9a-f]{3}:(?:[0-9a-f]{0,4}:){1,6}[0-9a-f]{1,4}(?![\w:])/diy,
    accept: (match) => isIpv6(match[0]) && !/^2001:0?db8:/i.test(match[0]),
    optIn: 'pii',
  },
];

/** `Chrome/120.0.6099.1`, `v1.2.3.4`, `version 1.2.3.4`, `1.2.0.0` */
function isVersion(match: RegExpExecArray, text: string): boolean {
  const before = text.slice(Math.max(0, match.index - 12), match.index);
  return /[\w)]\/$|\.$|version["':=\s]{0,4}$|==?$/i.test(before) || /(?:\.0){2}$/.test(match[0]);
}

function isIpv6(text: string): boolean {
  const halves = text.split('::');
  const groups = text.split(':').filter((group) => group !== '').length;
  return halves.length === 1 ? groups === 8 : halves.length === 2 && groups >= 3 && groups <= 7;
}
