/** Reads the keywords of one schema that hold no other schemas: types, values, numbers, strings. */

import type { JsonValue } from '../json-style.ts';
import { anyType, type NumberKeywords, numberBits, type StringKeywords, typeBits } from './schema-node.ts';
import { type TextPattern, textPattern } from './text-pattern.ts';

export type Raw = { readonly [keyword: string]: unknown };
/** Told a keyword that cannot be read. */
export type Report = (pointer: string, why: string) => void;

const bitsByType: ReadonlyMap<unknown, number> = new Map([
  ['null', typeBits.null],
  ['boolean', typeBits.boolean],
  ['integer', typeBits.integer],
  ['number', numberBits],
  ['string', typeBits.string],
  ['array', typeBits.array],
  ['object', typeBits.object],
  ['type_unspecified', anyType],
]);
const unbounded = Number.POSITIVE_INFINITY;

export function readTypes(raw: Raw, pointer: string, report: Report): number {
  const { type } = raw;
  if (type === undefined) return anyType;
  let bits = raw['nullable'] === true ? typeBits.null : 0;
  for (const one of Array.isArray(type) ? type : [type]) {
    const bit = typeof one === 'string' ? bitsByType.get(one.toLowerCase()) : undefined;
    if (bit === undefined) {
      report(`${pointer}/type`, `${JSON.stringify(one)} is no type`);
      return anyType;
    }
    bits |= bit;
  }
  return bits;
}

export function readNumbers(raw: Raw, pointer: string, report: Report): NumberKeywords | undefined {
  const { format } = raw;
  const own = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'];
  if (format !== 'int32' && format !== 'int64' && own.every((keyword) => raw[keyword] === undefined)) return undefined;
  let multipleOf = readNumber(raw, 'multipleOf', pointer, report);
  if (multipleOf !== undefined && multipleOf <= 0) {
    report(`${pointer}/multipleOf`, 'is not above 0');
    multipleOf = undefined;
  }
  const width = format === 'int32' ? 2 ** 31 : format === 'int64' ? 2 ** 63 : unbounded;
  const [min, minOpen] = readBound(raw, 'minimum', 'exclusiveMinimum', pointer, 1, report);
  const [max, maxOpen] = readBound(raw, 'maximum', 'exclusiveMaximum', pointer, -1, report);
  return {
    min: Math.max(min, -width),
    minOpen: minOpen && min >= -width,
    max: Math.min(max, width - 1),
    maxOpen: maxOpen && max <= width - 1,
    multipleOf,
  };
}

/** Draft 4 has a boolean beside `minimum`; later drafts have a bound of its own, and the tighter one counts. */
function readBound(
  raw: Raw,
  keyword: string,
  exclusive: string,
  pointer: string,
  sign: 1 | -1,
  report: Report,
): readonly [number, boolean] {
  const closed = readNumber(raw, keyword, pointer, report) ?? -sign * unbounded;
  if (typeof raw[exclusive] === 'boolean') return [closed, raw[exclusive]];
  const open = readNumber(raw, exclusive, pointer, report);
  return open === undefined || sign * (open - closed) < 0 ? [closed, false] : [open, true];
}

export function readStrings(raw: Raw, pointer: string, report: Report): StringKeywords | undefined {
  const { pattern, format, contentEncoding } = raw;
  const bounded = raw['minLength'] !== undefined || raw['maxLength'] !== undefined;
  if (!bounded && pattern === undefined && format === undefined && contentEncoding === undefined) return undefined;
  return {
    minLength: readNumber(raw, 'minLength', pointer, report) ?? 0,
    maxLength: readNumber(raw, 'maxLength', pointer, report) ?? unbounded,
    pattern: pattern === undefined ? undefined : readPattern(pattern, `${pointer}/pattern`, report),
    format: typeof format === 'string' ? format : contentEncoding === 'base64' ? 'byte' : undefined,
  };
}

export function readPattern(source: unknown, pointer: string, report: Report): TextPattern | undefined {
  const pattern = typeof source === 'string' ? textPattern(source) : undefined;
  if (pattern === undefined) report(pointer, `${JSON.stringify(source)} is no regular expression`);
  return pattern;
}

/** Gemini's 64-bit bounds are texts, as protobuf's JSON has them. */
export function readNumber(raw: Raw, keyword: string, pointer: string, report: Report): number | undefined {
  const value = raw[keyword];
  if (value === undefined || typeof value === 'number') return value;
  if (typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value)) return Number(value);
  if (value !== null) report(`${pointer}/${keyword}`, 'is no number');
  return undefined;
}

export function isRecord(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A schema came as JSON; a member that is absent is the only other thing there is. */
export function isJson(value: unknown): value is JsonValue {
  return value !== undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function stringsOf(value: unknown): readonly string[] {
  return listOf(value).filter((one) => typeof one === 'string');
}

export function valuesOf(raw: Raw): readonly JsonValue[] | undefined {
  const constant = isJson(raw['const']) ? [raw['const']] : undefined;
  const listed = Array.isArray(raw['enum']) ? raw['enum'].filter(isJson) : undefined;
  if (constant === undefined || listed === undefined) return constant ?? listed;
  return listed.filter((value) => JSON.stringify(value) === JSON.stringify(constant[0]));
}
