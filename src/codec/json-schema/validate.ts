/** Whether a value satisfies a compiled JSON schema, and else what is wrong and where. */

import type { JsonValue } from '../json-style.ts';
import { isMultiple } from './decimal.ts';
import { equalJson, isList } from './equal.ts';
import { hasFormat } from './formats.ts';
import { escaped } from './references.ts';
import {
  type ArrayKeywords,
  anyType,
  type NumberKeywords,
  type ObjectKeywords,
  type SchemaNode,
  type StringKeywords,
  typeBits,
} from './schema-node.ts';
import { evaluatedItems, evaluatedNames } from './unevaluated.ts';

export interface Violation {
  /** The place in the value (RFC 6901): the empty text for the whole, `/user/email`. */
  readonly at: string;
  /** The place in the schema, as a `$ref` would say it. */
  readonly pointer: string;
  readonly why: string;
}

/**
 * The first that is found; undefined for a value that satisfies the schema. Known formats are asserted; `multipleOf` is
 * decimal, so 0.3 is a multiple of 0.1. A length is counted in code points.
 */
export function violationOf(node: SchemaNode, value: JsonValue): Violation | undefined {
  const { types, values } = node;
  if (node.never) return wrong(node.pointer, 'nothing is allowed here');
  if (types !== anyType && (types & typeBitOf(value)) === 0) {
    return wrong(`${node.pointer}/type`, `is of type ${nameOf(typeBitOf(value))}`);
  }
  if (values !== undefined && !values.some((one) => equalJson(one, value))) {
    return wrong(node.pointer, 'is none of the allowed values');
  }
  return violationOfType(node, value) ?? violationOfParts(node, value);
}

export function satisfies(node: SchemaNode, value: JsonValue): boolean {
  return violationOf(node, value) === undefined;
}

export function typeBitOf(value: JsonValue): number {
  switch (typeof value) {
    case 'string':
      return typeBits.string;
    case 'number':
      return Number.isInteger(value) ? typeBits.integer : typeBits.fraction;
    case 'boolean':
      return typeBits.boolean;
    default:
      return value === null ? typeBits.null : isList(value) ? typeBits.array : typeBits.object;
  }
}

function nameOf(bit: number): string {
  if (bit === typeBits.fraction) return 'number';
  return Object.entries(typeBits).find(([, one]) => one === bit)?.[0] ?? '';
}

function wrong(pointer: string, why: string, at = ''): Violation {
  return { at, pointer, why };
}

function inside(segment: string | number, found: Violation): Violation {
  return { ...found, at: `/${typeof segment === 'number' ? segment : escaped(segment)}${found.at}` };
}

function violationOfType(node: SchemaNode, value: JsonValue): Violation | undefined {
  if (typeof value === 'number') return node.numbers && ofNumber(node.numbers, value, node.pointer);
  if (typeof value === 'string') return node.strings && ofString(node.strings, value, node.pointer);
  if (typeof value !== 'object' || value === null) return undefined;
  if (isList(value)) return node.arrays && ofArray(node, node.arrays, value);
  return node.objects && ofObject(node, node.objects, value);
}

function violationOfParts(node: SchemaNode, value: JsonValue): Violation | undefined {
  for (const one of node.targets) {
    const found = violationOf(one, value);
    if (found !== undefined) return found;
  }
  for (const one of node.allOf) {
    const found = violationOf(one, value);
    if (found !== undefined) return found;
  }
  const { anyOf, oneOf, not, condition, pointer } = node;
  if (anyOf !== undefined && !anyOf.some((one) => satisfies(one, value))) {
    return wrong(`${pointer}/anyOf`, 'satisfies none of the alternatives');
  }
  if (oneOf !== undefined) {
    const count = oneOf.filter((one) => satisfies(one, value)).length;
    if (count !== 1) return wrong(`${pointer}/oneOf`, `satisfies ${count} alternatives, not one`);
  }
  if (not !== undefined && satisfies(not, value)) return wrong(`${pointer}/not`, 'satisfies what it must not');
  if (condition === undefined) return undefined;
  const branch = satisfies(condition.if, value) ? condition.holds : condition.fails;
  return branch && violationOf(branch, value);
}

function ofNumber(keywords: NumberKeywords, value: number, pointer: string): Violation | undefined {
  const { min, minOpen, max, maxOpen, multipleOf } = keywords;
  if (value < min || (minOpen && value === min))
    return wrong(pointer, `is not ${minOpen ? 'above' : 'at least'} ${min}`);
  if (value > max || (maxOpen && value === max))
    return wrong(pointer, `is not ${maxOpen ? 'below' : 'at most'} ${max}`);
  if (multipleOf === undefined || isMultiple(value, multipleOf)) return undefined;
  return wrong(`${pointer}/multipleOf`, `is no multiple of ${multipleOf}`);
}

function ofString(keywords: StringKeywords, value: string, pointer: string): Violation | undefined {
  const { minLength, maxLength, pattern, format } = keywords;
  if (minLength > 0 || maxLength < value.length) {
    const length = lengthOf(value);
    if (length < minLength) return wrong(`${pointer}/minLength`, `is shorter than ${minLength} characters`);
    if (length > maxLength) return wrong(`${pointer}/maxLength`, `is longer than ${maxLength} characters`);
  }
  if (pattern !== undefined && !pattern.test(value))
    return wrong(`${pointer}/pattern`, `does not match ${pattern.source}`);
  return format === undefined || hasFormat(value, format) ? undefined : wrong(`${pointer}/format`, `is no ${format}`);
}

/** In code points. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

function ofArray(node: SchemaNode, keywords: ArrayKeywords, value: readonly JsonValue[]): Violation | undefined {
  const { pointer } = node;
  const { prefix, rest, minItems, maxItems, unique, contains, minContains, maxContains, unevaluated } = keywords;
  if (value.length < minItems) return wrong(`${pointer}/minItems`, `has fewer than ${minItems} items`);
  if (value.length > maxItems) return wrong(`${pointer}/maxItems`, `has more than ${maxItems} items`);
  for (const [i, one] of value.entries()) {
    const schema = i < prefix.length ? prefix[i] : rest;
    const found = schema && violationOf(schema, one);
    if (found !== undefined) return inside(i, found);
  }
  if (unique && hasEqualItems(value)) return wrong(`${pointer}/uniqueItems`, 'has equal items');
  if (contains !== undefined) {
    const count = value.filter((one) => satisfies(contains, one)).length;
    if (count < minContains || count > maxContains) {
      return wrong(`${pointer}/contains`, `has ${count} of the items that it must contain`);
    }
  }
  if (unevaluated === undefined) return undefined;
  const evaluated = evaluatedItems(node, value, satisfies);
  for (const [i, one] of value.entries()) {
    const found = evaluated(i) ? undefined : violationOf(unevaluated, one);
    if (found !== undefined) return inside(i, found);
  }
  return undefined;
}

function hasEqualItems(items: readonly JsonValue[]): boolean {
  const simple = new Set<JsonValue>();
  const compound: JsonValue[] = [];
  for (const item of items) {
    if (typeof item !== 'object' || item === null) {
      if (simple.has(item)) return true;
      simple.add(item);
    } else {
      if (compound.some((one) => equalJson(one, item))) return true;
      compound.push(item);
    }
  }
  return false;
}

type JsonObject = { readonly [name: string]: JsonValue };

function ofObject(node: SchemaNode, keywords: ObjectKeywords, value: JsonObject): Violation | undefined {
  const { pointer } = node;
  const { required, minProperties, maxProperties, names: allowed, dependentRequired, dependentSchemas } = keywords;
  for (const name of required) {
    if (!Object.hasOwn(value, name)) return wrong(`${pointer}/required`, `has no property ${JSON.stringify(name)}`);
  }
  const names = Object.keys(value);
  if (names.length < minProperties)
    return wrong(`${pointer}/minProperties`, `has fewer than ${minProperties} properties`);
  if (names.length > maxProperties)
    return wrong(`${pointer}/maxProperties`, `has more than ${maxProperties} properties`);
  for (const name of names) {
    const found = ofProperty(keywords, name, value[name] ?? null) ?? (allowed && violationOf(allowed, name));
    if (found !== undefined) return inside(name, found);
  }
  for (const [name, needs] of dependentRequired) {
    const missing = Object.hasOwn(value, name) ? needs.find((one) => !Object.hasOwn(value, one)) : undefined;
    if (missing !== undefined) {
      return wrong(`${pointer}/dependentRequired`, `has ${JSON.stringify(name)} and not ${JSON.stringify(missing)}`);
    }
  }
  for (const [name, schema] of dependentSchemas) {
    const found = Object.hasOwn(value, name) ? violationOf(schema, value) : undefined;
    if (found !== undefined) return found;
  }
  if (keywords.unevaluated === undefined) return undefined;
  const evaluated = evaluatedNames(node, value, satisfies);
  for (const name of names) {
    const found = evaluated(name) ? undefined : violationOf(keywords.unevaluated, value[name] ?? null);
    if (found !== undefined) return inside(name, found);
  }
  return undefined;
}

function ofProperty(keywords: ObjectKeywords, name: string, value: JsonValue): Violation | undefined {
  const own = keywords.properties.get(name);
  const found = own && violationOf(own, value);
  if (found !== undefined) return found;
  let known = own !== undefined;
  for (const { pattern, node } of keywords.patterns) {
    if (!pattern.test(name)) continue;
    known = true;
    const wrongByPattern = violationOf(node, value);
    if (wrongByPattern !== undefined) return wrongByPattern;
  }
  return known || keywords.additional === undefined ? undefined : violationOf(keywords.additional, value);
}
