/** String formats: whether a text has one, and a text that has it. */

import type { Random } from '../../core/random.ts';

interface Format {
  readonly pattern: RegExp;
  draw(random: Random): string;
}

const two = (value: number): string => String(value).padStart(2, '0');
const dateOf = (random: Random): string =>
  `${2020 + random.below(8)}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`;
const timeOf = (random: Random): string =>
  `${two(random.below(24))}:${two(random.below(60))}:${two(random.below(60))}Z`;
const hostOf = (random: Random): string =>
  `${random.pick(['www', 'api', 'mail', 'shop'])}.example.${random.pick(['com', 'org', 'net'])}`;
const wordOf = (random: Random): string => random.pick(['alpha', 'beta', 'gamma', 'delta', 'omega']);

function uuid(random: Random): string {
  const bytes = random.bytes(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** https://json-schema.org/draft/2020-12/json-schema-validation#section-7.3 */
const formats: Readonly<Record<string, Format>> = {
  'date-time': {
    pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i,
    draw: (random) => `${dateOf(random)}T${timeOf(random)}`,
  },
  date: { pattern: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, draw: dateOf },
  time: { pattern: /^\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/i, draw: timeOf },
  duration: {
    pattern: /^P(?!$)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?$/,
    draw: (random) => `P${1 + random.below(9)}DT${1 + random.below(23)}H`,
  },
  email: { pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/, draw: (random) => `${wordOf(random)}@example.com` },
  'idn-email': { pattern: /^[^\s@]+@[^\s@]+$/, draw: (random) => `${wordOf(random)}@example.com` },
  hostname: { pattern: /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i, draw: hostOf },
  'idn-hostname': { pattern: /^\S+$/, draw: hostOf },
  ipv4: {
    pattern: /^(?:\d{1,3}\.){3}\d{1,3}$/,
    draw: (random) => `192.0.2.${random.below(256)}`,
  },
  ipv6: { pattern: /^[0-9a-f:.]+$/i, draw: (random) => `2001:db8::${random.below(65_536).toString(16)}` },
  uuid: { pattern: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, draw: uuid },
  uri: { pattern: /^[a-z][a-z0-9+.-]*:\S*$/i, draw: (random) => `https://${hostOf(random)}/${wordOf(random)}` },
  'uri-reference': { pattern: /^\S*$/, draw: (random) => `/${wordOf(random)}/${wordOf(random)}` },
  iri: { pattern: /^[a-z][a-z0-9+.-]*:\S*$/i, draw: (random) => `https://${hostOf(random)}/${wordOf(random)}` },
  'iri-reference': { pattern: /^\S*$/, draw: (random) => `/${wordOf(random)}` },
  url: { pattern: /^https?:\/\/\S+$/i, draw: (random) => `https://${hostOf(random)}/${wordOf(random)}` },
  'uri-template': { pattern: /^\S*$/, draw: (random) => `/${wordOf(random)}/{id}` },
  'json-pointer': { pattern: /^(?:\/(?:[^~]|~[01])*)*$/, draw: (random) => `/${wordOf(random)}/0` },
  'relative-json-pointer': { pattern: /^\d+(?:#|(?:\/.*)?)$/, draw: () => '1/a' },
  regex: { pattern: /^/, draw: () => '^[a-z]+$' },
  byte: { pattern: /^[A-Za-z0-9+/]*={0,2}$/, draw: (random) => Buffer.from(random.bytes(9)).toString('base64') },
};

/** Formats that are not known hold for every text. */
export function isFormat(text: string, format: string): boolean {
  return Object.hasOwn(formats, format) ? (formats[format]?.pattern.test(text) ?? true) : true;
}

/** Undefined for a format that is not known. */
export function drawFormat(format: string, random: Random): string | undefined {
  return Object.hasOwn(formats, format) ? formats[format]?.draw(random) : undefined;
}
