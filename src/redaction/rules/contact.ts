/** E-mail addresses and telephone numbers, looked for on request. */

import type { ShapeRule } from '../shape-rule.ts';

const LOCAL = /[A-Za-z0-9._+-]/;
const FILE_SUFFIXES = /\.(?:png|jpe?g|gif|svg|webp|js|ts|css|json|html?|md|py)$/i;
const DIGITS = [...'0123456789'];

export const contactRules: readonly ShapeRule[] = [
  {
    kind: 'email',
    anchors: ['@', '%40'],
    begin: beginOfAddress,
    glued: true,
    pattern: /[A-Za-z0-9._+-]{1,64}(?:@|%40)(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9@])/dy,
    // `icon@2x.png` is a file, and `git@github.com:` the way to a repository.
    accept: (match) => !FILE_SUFFIXES.test(match[0]) && !match[0].startsWith('git@'),
    optIn: 'pii',
  },
  // E.164: a plus and 8 to 15 digits, of which the first is no zero.
  {
    kind: 'phone',
    anchors: ['+'],
    pattern: /\+[1-9](?:[ ().-]{0,2}\d){7,14}(?![0-9A-Za-z]|[.-]\d)/dy,
    optIn: 'pii',
  },
  // North America: 3-3-4, grouped; ungrouped digits may be anything.
  {
    kind: 'phone',
    anchors: ['(', ...DIGITS.slice(2)],
    pattern: /(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]\d{4}(?![0-9A-Za-z]|[.-]\d)/dy,
    accept: notWithinNumber,
    optIn: 'pii',
  },
  // With the trunk zero: France in pairs, the United Kingdom and Germany in groups.
  {
    kind: 'phone',
    anchors: ['0'],
    pattern:
      /(?:0[1-9](?:[ .-]\d{2}){4}|0\d{2,4} \d{3,4} \d{3,4}|0[1-9]\d{3} \d{6}|0\d{2,4} ?[/-] ?\d{4,9}|00[1-9](?:[ -]?\d){8,13})(?![0-9A-Za-z]|[./-]\d)/dy,
    accept: notWithinNumber,
    optIn: 'pii',
  },
];

function beginOfAddress(text: string, anchor: number): number {
  let start = anchor;
  while (anchor - start < 64 && start > 0 && LOCAL.test(text.charAt(start - 1))) start -= 1;
  if (text.charAt(start - 1) === '\\' && /[bfnrt]/.test(text.charAt(start))) start += 1;
  while (/[._+-]/.test(text.charAt(start))) start += 1;
  return start < anchor ? start : -1;
}

function notWithinNumber(match: RegExpExecArray, text: string): boolean {
  return !/[\d.,/:+]$/.test(text.slice(Math.max(0, match.index - 1), match.index));
}
