/** JSON schemas as providers take them: resolved, merged, and read alike whether JSON schema or Gemini's own subset. */

export type Schema = { readonly [keyword: string]: unknown };

export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';
const types: readonly JsonType[] = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];

/** `true` allows everything, `false` nothing, and what is no schema is taken for `true`. */
export function schemaOf(value: unknown): Schema | false {
  if (value === false) return false;
  return isObject(value) ? value : {};
}

export function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Lower-case names; Gemini writes them in capitals, and `nullable` instead of a type `null`. Undefined: any. */
export function typesOf(schema: Schema): readonly JsonType[] | undefined {
  const given = Array.isArray(schema['type'])
    ? schema['type']
    : schema['type'] === undefined
      ? undefined
      : [schema['type']];
  if (given === undefined) return undefined;
  const named = given.flatMap((one) => types.filter((type) => type === String(one).toLowerCase()));
  return schema['nullable'] === true && !named.includes('null') ? [...named, 'null'] : named;
}

/** Follows `$ref`s; keywords beside one count too. Undefined where a reference leads nowhere or only to itself. */
export function resolved(schema: Schema, root: Schema, seen: readonly string[] = []): Schema | false | undefined {
  const ref = schema['$ref'] ?? schema['$dynamicRef'] ?? schema['$recursiveRef'];
  if (typeof ref !== 'string') return schema;
  if (seen.includes(ref)) return undefined;
  const found = lookUp(ref, root);
  if (found === undefined) return undefined;
  if (found === false) return false;
  const target = resolved(found, root, [...seen, ref]);
  if (target === undefined || target === false) return target;
  const { $ref: _, $dynamicRef: __, $recursiveRef: ___, ...beside } = schema;
  return merged(target, beside);
}

function lookUp(ref: string, root: Schema): Schema | false | undefined {
  if (ref === '#' || ref === root['$id']) return root;
  const fragment = ref.slice(ref.indexOf('#') + 1);
  if (!ref.includes('#')) return anchored(ref, root);
  if (!fragment.startsWith('/')) return anchored(fragment, root);
  let at: unknown = root;
  for (const part of fragment.slice(1).split('/')) {
    const name = decoded(part).replace(/~1/g, '/').replace(/~0/g, '~');
    at = Array.isArray(at) ? at[Number(name)] : isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  }
  return at === undefined ? undefined : schemaOf(at);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A definition with that `$anchor`, `$dynamicAnchor` or `$id`, or with that name. */
function anchored(name: string, root: Schema): Schema | undefined {
  for (const keyword of ['$defs', 'definitions']) {
    const definitions = root[keyword];
    if (!isObject(definitions)) continue;
    for (const [key, value] of Object.entries(definitions)) {
      if (!isObject(value)) continue;
      if ([value['$anchor'], value['$dynamicAnchor'], value['$id'], key].includes(name)) return value;
    }
  }
  return undefined;
}

/** Both: what satisfies the result satisfies each, as far as keywords can be put together; the rest is for a check to see. */
export function merged(one: Schema, other: Schema): Schema {
  const out: { [keyword: string]: unknown } = { ...one };
  for (const [keyword, value] of Object.entries(other)) {
    out[keyword] = keyword in one ? mergedKeyword(keyword, one[keyword], value) : value;
  }
  const both = typesOf(one);
  const mine = typesOf(other);
  if (both !== undefined && mine !== undefined) {
    // An integer is a number.
    out['type'] = [
      ...new Set(
        both.flatMap((type) => {
          if (mine.includes(type)) return [type];
          if (type === 'number' && mine.includes('integer')) return ['integer'];
          return type === 'integer' && mine.includes('number') ? ['integer'] : [];
        }),
      ),
    ];
    delete out['nullable'];
  }
  return out;
}

function mergedKeyword(keyword: string, one: unknown, other: unknown): unknown {
  switch (keyword) {
    case 'properties':
    case 'patternProperties':
    case '$defs':
    case 'definitions':
    case 'dependentSchemas':
      return mergedProperties(one, other);
    case 'required':
      return [...new Set([...listOf(one), ...listOf(other)])];
    case 'enum':
      return listOf(one).filter((value) =>
        listOf(other).some((known) => JSON.stringify(known) === JSON.stringify(value)),
      );
    case 'minimum':
    case 'exclusiveMinimum':
    case 'minLength':
    case 'minItems':
    case 'minProperties':
    case 'minContains':
      return typeof one === 'number' && typeof other === 'number' ? Math.max(one, other) : other;
    case 'maximum':
    case 'exclusiveMaximum':
    case 'maxLength':
    case 'maxItems':
    case 'maxProperties':
      return typeof one === 'number' && typeof other === 'number' ? Math.min(one, other) : other;
    case 'items':
    case 'additionalProperties':
    case 'propertyNames':
      return isObject(one) && isObject(other)
        ? merged(one, other)
        : one === false || other === false
          ? false
          : isObject(one)
            ? one
            : other;
    case 'allOf':
      return [...listOf(one), ...listOf(other)];
    default:
      return other;
  }
}

function mergedProperties(one: unknown, other: unknown): unknown {
  const out: { [name: string]: unknown } = { ...(isObject(one) ? one : {}) };
  for (const [name, value] of Object.entries(isObject(other) ? other : {})) {
    const known = out[name];
    out[name] = isObject(known) && isObject(value) ? merged(known, value) : known === false ? false : value;
  }
  return out;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function numberAt(schema: Schema, keyword: string): number | undefined {
  const value = schema[keyword];
  // Gemini's 64-bit bounds are strings.
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return Number(value);
  return typeof value === 'number' ? value : undefined;
}
