/** Whether a value satisfies a JSON schema: what a draw is checked with, and what tool arguments are held to. */

import { isFormat } from './formats.ts';
import { isObject, type JsonType, listOf, numberAt, resolved, type Schema, schemaOf, typesOf } from './schema.ts';

const deepest = 200;

/** Unknown keywords and references that lead nowhere are passed over, as validators do. */
export function isValid(value: unknown, schema: unknown, root: Schema, depth = 0): boolean {
  const own = schemaOf(schema);
  if (own === false) return false;
  if (depth > deepest) return true;
  const flat = resolved(own, root);
  if (flat === undefined) return true;
  if (flat === false) return false;
  const valid = (one: unknown, of: unknown): boolean => isValid(one, of, root, depth + 1);
  return checks.every((check) => check(value, flat, valid));
}

type Check = (value: unknown, schema: Schema, valid: (value: unknown, schema: unknown) => boolean) => boolean;

const checks: readonly Check[] = [
  (value, schema) => {
    const types = typesOf(schema);
    return types === undefined || types.some((type) => isOf(value, type));
  },
  (value, schema) => !('const' in schema) || equal(value, schema['const']),
  (value, schema) =>
    !Array.isArray(schema['enum']) ||
    schema['enum'].some((one) => equal(one, value)) ||
    (value === null && schema['nullable'] === true),
  combined,
  numbers,
  strings,
  arrays,
  objects,
];

function isOf(value: unknown, type: JsonType): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    default:
      return typeof value === type;
  }
}

export function equal(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((value, i) => equal(value, other[i]));
  }
  if (!isObject(one) || !isObject(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && equal(one[name], other[name]))
  );
}

function combined(value: unknown, schema: Schema, valid: (value: unknown, schema: unknown) => boolean): boolean {
  const holds = (one: unknown): boolean => valid(value, one);
  const { allOf, anyOf, oneOf, not, if: condition } = schema;
  if (Array.isArray(allOf) && !allOf.every(holds)) return false;
  if (Array.isArray(anyOf) && !anyOf.some(holds)) return false;
  if (Array.isArray(oneOf) && oneOf.filter(holds).length !== 1) return false;
  if (not !== undefined && holds(not)) return false;
  if (condition === undefined) return true;
  const branch = schema[holds(condition) ? 'then' : 'else'];
  return branch === undefined || holds(branch);
}

function numbers(value: unknown, schema: Schema): boolean {
  if (typeof value !== 'number') return true;
  const least = numberAt(schema, 'minimum') ?? Number.NEGATIVE_INFINITY;
  const most = numberAt(schema, 'maximum') ?? Number.POSITIVE_INFINITY;
  const { exclusiveMinimum: above, exclusiveMaximum: below } = schema;
  const multiple = numberAt(schema, 'multipleOf');
  return (
    (above === true ? value > least : value >= least) &&
    (below === true ? value < most : value <= most) &&
    (typeof above !== 'number' || value > above) &&
    (typeof below !== 'number' || value < below) &&
    (multiple === undefined || multiple <= 0 || isMultiple(value, multiple))
  );
}

/** 0.3 is a multiple of 0.1, whatever binary fractions say. */
function isMultiple(value: number, of: number): boolean {
  const times = value / of;
  return Math.abs(times - Math.round(times)) < 1e-9 * Math.max(1, Math.abs(times));
}

function strings(value: unknown, schema: Schema): boolean {
  if (typeof value !== 'string') return true;
  const length = [...value].length;
  if (
    length < (numberAt(schema, 'minLength') ?? 0) ||
    length > (numberAt(schema, 'maxLength') ?? Number.POSITIVE_INFINITY)
  ) {
    return false;
  }
  const { pattern, format } = schema;
  if (typeof pattern === 'string' && patternOf(pattern)?.test(value) === false) return false;
  return typeof format !== 'string' || isFormat(value, format);
}

/** As the standard wants it: Unicode, not anchored. Undefined for one that is no expression here. */
export function patternOf(pattern: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags);
    } catch {
      // Another dialect of expressions.
    }
  }
  return undefined;
}

function arrays(value: unknown, schema: Schema, valid: (value: unknown, schema: unknown) => boolean): boolean {
  if (!Array.isArray(value)) return true;
  const { prefixItems, items, additionalItems, contains, uniqueItems } = schema;
  if (value.length < (numberAt(schema, 'minItems') ?? 0)) return false;
  if (value.length > (numberAt(schema, 'maxItems') ?? Number.POSITIVE_INFINITY)) return false;
  const first = listOf(prefixItems ?? (Array.isArray(items) ? items : []));
  const rest = Array.isArray(items) ? additionalItems : items;
  const each = value.every((one, i) => {
    if (i < first.length) return valid(one, first[i]);
    return rest === undefined || valid(one, rest);
  });
  if (!each || (uniqueItems === true && value.some((one, i) => value.slice(0, i).some((known) => equal(known, one)))))
    return false;
  if (contains === undefined) return true;
  const found = value.filter((one) => valid(one, contains)).length;
  return (
    found >= (numberAt(schema, 'minContains') ?? 1) &&
    found <= (numberAt(schema, 'maxContains') ?? Number.POSITIVE_INFINITY)
  );
}

function objects(value: unknown, schema: Schema, valid: (value: unknown, schema: unknown) => boolean): boolean {
  if (!isObject(value)) return true;
  const names = Object.keys(value);
  if (names.length < (numberAt(schema, 'minProperties') ?? 0)) return false;
  if (names.length > (numberAt(schema, 'maxProperties') ?? Number.POSITIVE_INFINITY)) return false;
  if (!listOf(schema['required']).every((name) => typeof name !== 'string' || Object.hasOwn(value, name))) return false;
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const patterns = Object.entries(isObject(schema['patternProperties']) ? schema['patternProperties'] : {});
  const { additionalProperties, propertyNames, dependentRequired, dependentSchemas } = schema;
  for (const name of names) {
    const known = Object.hasOwn(properties, name);
    if (known && !valid(value[name], properties[name])) return false;
    const fitting = patterns.filter(([pattern]) => patternOf(pattern)?.test(name) ?? false);
    if (!fitting.every(([, of]) => valid(value[name], of))) return false;
    if (
      !known &&
      fitting.length === 0 &&
      additionalProperties !== undefined &&
      !valid(value[name], additionalProperties)
    )
      return false;
    if (propertyNames !== undefined && !valid(name, propertyNames)) return false;
    const needed = isObject(dependentRequired) ? listOf(dependentRequired[name]) : [];
    if (!needed.every((other) => typeof other !== 'string' || Object.hasOwn(value, other))) return false;
    const further = isObject(dependentSchemas) ? dependentSchemas[name] : undefined;
    if (further !== undefined && !valid(value, further)) return false;
  }
  return true;
}
