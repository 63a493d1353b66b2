/** Formats: what is drawn has the format, here and for another validator, and what has it not is told. */

import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { drawFormat, hasFormat } from '../../../src/codec/json-schema/formats.ts';
import { randomOf } from '../../../src/core/random.ts';

const ajv = new Ajv2020({ strict: false, logger: false });
addFormats.default(ajv);

const formats: Readonly<Record<string, readonly string[]>> = {
  date: ['2026-02-29', '2026-13-01', '26-01-01', 'today', ''],
  time: ['24:00:00Z', '12:00', '12:60:00Z'],
  'date-time': ['2026-02-30T10:00:00Z', '2026-01-01', '2026-01-01T10:00:00'],
  duration: ['P', 'PT', '1D', 'P1W1D'],
  email: ['a', 'a@', '@b.c', 'a b@c.d'],
  'idn-email': ['a', '@'],
  hostname: ['-a.b', 'a..b', `${'a'.repeat(64)}.b`],
  'idn-hostname': ['a b', ''],
  ipv4: ['256.1.1.1', '1.2.3', '1.2.3.4.5'],
  ipv6: ['1::2::3', 'g::', '1.2.3.4'],
  uuid: ['123', '00000000-0000-0000-0000-00000000000g'],
  uri: ['/a', 'a b', 'http://a b'],
  url: ['/a', 'a'],
  iri: ['/a'],
  'uri-reference': ['a b', '<'],
  'iri-reference': ['a b'],
  'uri-template': ['{', '{a'],
  'json-pointer': ['a', '/~2'],
  'relative-json-pointer': ['/a', '01'],
  regex: ['(', '['],
  byte: ['a', 'a=b='],
  base64: ['a'],
};
/** Known to the other validator. */
const alsoElsewhere = Object.keys(formats).filter((format) => ajv.formats[format] !== undefined);

describe('a format', () => {
  it.each(Object.keys(formats))('has what is drawn for it: %s', (format) => {
    const random = randomOf(format);
    const elsewhere = alsoElsewhere.includes(format) ? ajv.compile({ type: 'string', format }) : () => true;
    for (const longer of [0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 1, 7, 40]) {
      const text = drawFormat(format, random, longer) ?? '';
      expect({ text, here: hasFormat(text, format), elsewhere: elsewhere(text) }).toEqual({
        text,
        here: true,
        elsewhere: true,
      });
    }
  });

  it.each(Object.entries(formats))('has not every text: %s', (format, texts) => {
    expect(texts.filter((text) => hasFormat(text, format))).toEqual([]);
  });

  it('that is not known is had by every text, and none is drawn for it', () => {
    expect(hasFormat('x', 'of-our-own')).toBe(true);
    expect(drawFormat('of-our-own', randomOf(1))).toBe(undefined);
  });
});
