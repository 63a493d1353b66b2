/** Payment card numbers (ISO/IEC 7812, Luhn) and IBANs (ISO 13616, remainder modulo 97), looked for on request. */

import type { ShapeRule } from '../shape-rule.ts';

/** Characters behind country code and check digits, by country; of the registry of January 2025. */
const BBAN_LENGTHS: Readonly<Record<number, string>> = {
  11: 'NO',
  12: 'BE',
  14: 'DK FI FO GL NL FK',
  15: 'MK SI',
  16: 'AT BA EE KZ LT LU MN XK',
  17: 'HR LV LI CH',
  18: 'BG BH CR DE GB GE IE ME RS VA',
  19: 'AE GI IL IQ TL OM SO',
  20: 'AD CZ ES MD PK RO SA SE SK TN VG LY',
  21: 'PT ST',
  22: 'IS TR',
  23: 'FR GR IT MC MR SM DJ',
  24: 'AL AZ BY CY DO GT HU LB PL SV BI SD NI',
  25: 'BR EG PS QA UA',
  26: 'JO KW MU YE',
  27: 'MT SC',
  29: 'RU',
};

export const bankingRules: readonly ShapeRule[] = [
  {
    kind: 'payment-card',
    anchors: ['2', '3', '4', '5', '6'],
    pattern: /(?:\d{4}[ -]\d{6}[ -]\d{4,5}|(?:\d{4}[ -]){3}\d{4}(?:[ -]?\d{3})?|\d{13,19})(?!\w|[.-]\d)/dy,
    accept: (match, text) =>
      !/[.,:/+]$/.test(text.slice(Math.max(0, match.index - 1), match.index)) && isCard(match[0]),
    optIn: 'pii',
  },
  ...Object.entries(BBAN_LENGTHS).map(
    ([length, countries]): ShapeRule => ({
      kind: 'iban',
      anchors: countries.split(' '),
      pattern: new RegExp(`(?:${countries.replaceAll(' ', '|')})\\d{2}(?: ?[A-Z0-9]){${length}}(?![A-Z0-9])`, 'dy'),
      accept: (match) => isIban(match[0].replaceAll(' ', '')),
      optIn: 'pii',
    }),
  ),
];

/** Beginnings and lengths that issuers use: Visa, Mastercard, American Express, Discover, Diners Club, JCB, UnionPay. */
const ISSUED =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|(?:5[1-5]|2[2-7])\d{14}|3[47]\d{13}|6(?:011|4[4-9]\d|5\d\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11}|35\d{14}|62\d{14,17})$/;

function isCard(text: string): boolean {
  const digits = text.replaceAll(/[ -]/g, '');
  if (!ISSUED.test(digits) || /^(\d)\1+$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = Number(digits.charAt(digits.length - 1 - i));
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
}

function isIban(text: string): boolean {
  let remainder = 0;
  for (const character of text.slice(4) + text.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}
