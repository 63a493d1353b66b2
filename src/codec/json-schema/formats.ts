/** String formats: whether a text has one, and a text that has it. */

import { isIPv4, isIPv6 } from 'node:net';
import type { Random } from '../../core/random.ts';

interface Format {
  /** Undefined: every text. */
  readonly test?: (text: string) => boolean;
  /** `longer`: so many letters more than usual, where the format has room for them; below 0: as short as it gets. */
  readonly draw: (random: Random, longer: number) => string;
}

const words = ['alpha', 'beta', 'gamma', 'delta', 'omega'] as const;
const people = ['ada', 'alan', 'edsger', 'grace', 'katherine', 'linus'] as const;
const two = (value: number): string => String(value).padStart(2, '0');
const drawDate = (random: Random): string =>
  `${2020 + random.below(8)}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`;
const drawTime = (random: Random, longer: number): string => {
  const fraction = longer > 0 ? `.${'0'.repeat(Math.min(longer, 30))}` : '';
  return `${two(random.below(24))}:${two(random.below(60))}:${two(random.below(60))}${fraction}Z`;
};
const letter = (random: Random): string => String.fromCharCode(0x61 + random.below(26));
const letters = (longer: number): string => 'x'.repeat(Math.min(Math.max(0, longer), 100_000));
const drawHost = (random: Random, longer: number): string => {
  if (longer < 0) return `${letter(random)}.co`;
  // A label has 63 characters at most: RFC 1035, section 2.3.4.
  const labels = letters(longer).replace(/x{60}(?=x)/g, `${'x'.repeat(59)}.`);
  return `${labels}${labels === '' ? '' : '.'}${random.pick(words)}.example.${random.pick(['com', 'org', 'net'])}`;
};
const drawMail = (random: Random, longer: number): string =>
  longer < 0
    ? `${letter(random)}@${letter(random)}.co`
    : `${random.pick(people)}${letters(longer)}@example.${random.pick(['com', 'org', 'net'])}`;
const drawUrl = (random: Random, longer: number): string =>
  longer < 0
    ? `${letter(random)}:${letter(random)}`
    : `https://example.${random.pick(['com', 'org', 'net'])}/${random.pick(words)}${letters(longer)}`;
const drawPath = (random: Random, longer: number): string =>
  longer < 0 ? `/${letter(random)}` : `/${random.pick(words)}/${random.pick(words)}${letters(longer)}`;

function drawUuid(random: Random): string {
  const bytes = random.bytes(16);
  // RFC 9562, section 5.4: version 4.
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const hostname = /^(?=.{1,253}\.?$)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*\.?$/i;
const address = /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*$/i;
const absolute = /^[a-z][a-z\d+.-]*:[^\s<>"{}|\\^`]*$/i;
const base64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/;
const base64Text: Format = {
  test: (text) => base64.test(text),
  draw: (random, longer) =>
    Buffer.from(random.bytes(9 + Math.min(Math.ceil(longer / 4) * 3, 100_000))).toString('base64'),
};

function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  if (day === undefined) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

/** RFC 3339, section 5.6; with the leap second that it allows. */
function isTime(text: string): boolean {
  return /^(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d|23:59:60)(?:\.\d+)?(?:z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)$/i.test(text);
}

function isExpression(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

/** JSON Schema 2020-12 validation, section 7.3; `byte` and `binary` are OpenAPI's. Number formats are bounds, not formats. */
const formats: ReadonlyMap<string, Format> = new Map<string, Format>([
  ['date', { test: isDate, draw: drawDate }],
  ['time', { test: isTime, draw: drawTime }],
  [
    'date-time',
    {
      test: (text) => isDate(text.slice(0, 10)) && /^[t ]$/i.test(text.charAt(10)) && isTime(text.slice(11)),
      draw: (random, longer) => `${drawDate(random)}T${drawTime(random, longer)}`,
    },
  ],
  [
    'duration',
    {
      test: (text) => /^P(?!$)(?:\d+W|(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)$/.test(text),
      draw: (random) =>
        random.pick([`PT${5 + random.below(55)}M`, `PT${1 + random.below(23)}H`, `P${1 + random.below(9)}D`]),
    },
  ],
  ['email', { test: (text) => address.test(text), draw: drawMail }],
  ['idn-email', { test: (text) => /^[^\s@]+@[^\s@]+$/.test(text), draw: drawMail }],
  ['hostname', { test: (text) => hostname.test(text), draw: drawHost }],
  ['idn-hostname', { test: (text) => /^[^\s/@]+$/.test(text), draw: drawHost }],
  // Of the blocks that are for documentation: RFC 5737 and RFC 3849.
  ['ipv4', { test: isIPv4, draw: (random) => `192.0.2.${random.below(256)}` }],
  [
    'ipv6',
    {
      test: (text) => isIPv6(text) && !text.includes('%'),
      draw: (random) => `2001:db8::${(1 + random.below(65_535)).toString(16)}`,
    },
  ],
  ['uuid', { test: (text) => /^(?:urn:uuid:)?[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(text), draw: drawUuid }],
  ['uri', { test: (text) => absolute.test(text), draw: drawUrl }],
  [
    'url',
    {
      test: (text) => absolute.test(text) && URL.canParse(text),
      draw: (random, longer) => (longer < 0 ? `https://${letter(random)}.co` : drawUrl(random, longer)),
    },
  ],
  ['iri', { test: (text) => absolute.test(text), draw: drawUrl }],
  ['uri-reference', { test: (text) => /^[^\s<>"{}|\\^`]*$/.test(text), draw: drawPath }],
  ['iri-reference', { test: (text) => /^[^\s<>"{}|\\^`]*$/.test(text), draw: drawPath }],
  [
    'uri-template',
    {
      test: (text) => /^(?:[^\s{}"<>\\^`|]|\{[^\s{}]+\})*$/.test(text),
      draw: (random, longer) => `${drawPath(random, longer)}/{id}`,
    },
  ],
  ['json-pointer', { test: (text) => /^(?:\/(?:[^~/]|~[01])*)*$/.test(text), draw: drawPath }],
  [
    'relative-json-pointer',
    {
      test: (text) => /^(?:0|[1-9]\d*)(?:#|(?:\/(?:[^~/]|~[01])*)*)$/.test(text),
      draw: (random, longer) => `${random.below(3)}${drawPath(random, longer)}`,
    },
  ],
  ['regex', { test: isExpression, draw: (random, longer) => `^${random.pick(words)}${letters(longer)}[a-z]+$` }],
  ['byte', base64Text],
  ['base64', base64Text],
]);

/** Whether something is known about the format; a text of any other may be anything. */
export function isKnownFormat(format: string): boolean {
  return formats.has(format);
}

export function hasFormat(text: string, format: string): boolean {
  return formats.get(format)?.test?.(text) ?? true;
}

/** Undefined for a format that is not known. */
export function drawFormat(format: string, random: Random, longer = 0): string | undefined {
  return formats.get(format)?.draw(random, longer);
}
