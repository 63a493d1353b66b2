/** Reads a JSON schema into nodes: JSON Schema 2020-12 and its older drafts, OpenAPI's `nullable`, Gemini's spellings. */

import { measureNesting } from './nesting.ts';
import {
  isJson,
  isRecord,
  listOf,
  type Raw,
  readNumber,
  readNumbers,
  readPattern,
  readStrings,
  readTypes,
  stringsOf,
  valuesOf,
} from './read-keywords.ts';
import { escaped, References } from './references.ts';
import {
  type ArrayKeywords,
  type Choice,
  nodeOf,
  noObjectKeywords,
  type ObjectKeywords,
  type SchemaNode,
  typeBits,
} from './schema-node.ts';

export interface SchemaProblem {
  /** The place in the schema, as a `$ref` would say it. */
  readonly pointer: string;
  readonly why: string;
}

export interface CompiledSchema {
  readonly root: SchemaNode;
  /** The first keyword that cannot be read; it is then as if it were not there. */
  readonly problem: SchemaProblem | undefined;
}

type Open = { -readonly [Field in keyof SchemaNode]: SchemaNode[Field] };

/** Keywords that say nothing about values. */
const annotations = new Set(['title', 'description', '$comment', 'deprecated', 'readOnly', 'writeOnly']);
const deepest = 250;
const unbounded = Number.POSITIVE_INFINITY;

/** Reads what the root leads to; definitions that nothing refers to are not looked at. */
export function compileSchema(schema: unknown): CompiledSchema {
  const compiler = new SchemaCompiler(schema);
  return { root: compiler.compile(), problem: compiler.problem };
}

class SchemaCompiler {
  problem: SchemaProblem | undefined;
  readonly #schema: unknown;
  readonly #references: References;
  readonly #nodes = new Map<object, Open>();
  readonly #referring: { readonly node: Open; readonly reference: string; readonly pointer: string }[] = [];
  #depth = 0;

  constructor(schema: unknown) {
    this.#schema = schema;
    this.#references = new References(schema);
  }

  compile(): SchemaNode {
    const root = this.#node(this.#schema, '#');
    let referred = false;
    for (let next = this.#referring.pop(); next !== undefined; next = this.#referring.pop()) {
      const { node, reference, pointer } = next;
      referred = true;
      const found = this.#references.lookUp(reference);
      if (found === undefined) this.#report(pointer, `${JSON.stringify(reference)} is not in this schema`);
      else node.targets = [...node.targets, this.#node(found.schema, found.pointer)];
    }
    // Only a reference can lead back up.
    if (referred) {
      const loop = measureNesting([...this.#nodes.values()]);
      if (loop !== undefined) this.#report(loop.pointer, 'refers to itself without going deeper');
    }
    return root;
  }

  readonly #report = (pointer: string, why: string): void => {
    this.problem ??= { pointer, why };
  };

  #node(schema: unknown, pointer: string): SchemaNode {
    if (schema === true) return nodeOf(pointer);
    if (schema === false) return nodeOf(pointer, { never: true, types: 0 });
    if (!isRecord(schema)) {
      this.#report(pointer, 'is no schema');
      return nodeOf(pointer);
    }
    const known = this.#nodes.get(schema);
    if (known !== undefined) return known;
    const node: Open = nodeOf(pointer);
    this.#nodes.set(schema, node);
    this.#depth += 1;
    if (this.#depth > deepest) this.#report(pointer, `is nested deeper than ${deepest} schemas`);
    else this.#read(schema, node);
    this.#depth -= 1;
    return node;
  }

  #read(raw: Raw, node: Open): void {
    const { pointer } = node;
    node.types = readTypes(raw, pointer, this.#report);
    node.values = valuesOf(raw);
    node.examples = [...listOf(raw['examples']), ...('example' in raw ? [raw['example']] : [])].filter(isJson);
    node.fallback = isJson(raw['default']) ? raw['default'] : undefined;
    node.numbers = readNumbers(raw, pointer, this.#report);
    node.strings = readStrings(raw, pointer, this.#report);
    node.arrays = this.#arrays(raw, pointer);
    node.objects = this.#objects(raw, pointer);
    node.allOf = this.#list(raw, 'allOf', pointer) ?? [];
    node.anyOf = this.#list(raw, 'anyOf', pointer);
    node.oneOf = this.#list(raw, 'oneOf', pointer);
    for (const keyword of ['$ref', '$dynamicRef', '$recursiveRef']) {
      const reference = raw[keyword];
      if (typeof reference === 'string') this.#referring.push({ node, reference, pointer: `${pointer}/${keyword}` });
    }
    if ('if' in raw && ('then' in raw || 'else' in raw)) {
      node.condition = {
        if: this.#node(raw['if'], `${pointer}/if`),
        holds: this.#child(raw, 'then', pointer),
        fails: this.#child(raw, 'else', pointer),
      };
    }
    if ('not' in raw) this.#readNot(raw['not'], node);
    node.choices = this.#choices(raw, node);
    const { oneOf, condition, arrays, objects } = node;
    node.residual ||=
      (oneOf !== undefined && oneOf.length > 1) ||
      condition !== undefined ||
      arrays?.unevaluated !== undefined ||
      (arrays?.maxContains ?? unbounded) < unbounded ||
      objects?.unevaluated !== undefined ||
      (objects?.dependentRequired.length ?? 0) > 0 ||
      (objects?.dependentSchemas.length ?? 0) > 0;
  }

  /** What can be said outright is, so that less is left to trying. */
  #readNot(schema: unknown, node: Open): void {
    const not = this.#node(schema, `${node.pointer}/not`);
    node.not = not;
    const keywords = isRecord(schema) ? Object.keys(schema).filter((keyword) => !annotations.has(keyword)) : [];
    const [only, ...others] = keywords;
    if (only === undefined && !not.never) node.types = 0;
    else if (only === 'type' && others.length === 0) node.types &= ~not.types;
    else node.residual = true;
    const [name, ...names] = not.objects?.required ?? [];
    if (only !== 'required' || others.length > 0 || name === undefined || names.length > 0) return;
    // Whatever is no object satisfies `required`.
    node.types &= typeBits.object;
    const objects = node.objects ?? noObjectKeywords;
    const never = nodeOf(`${node.pointer}/not`, { never: true, types: 0 });
    node.objects = { ...objects, properties: new Map([...objects.properties, [name, never]]) };
  }

  #arrays(raw: Raw, pointer: string): ArrayKeywords | undefined {
    const keywords = ['items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems', 'contains', 'unevaluatedItems'];
    if (keywords.every((keyword) => raw[keyword] === undefined)) return undefined;
    // Until draft 2019-09 a tuple was a list in `items`, and `additionalItems` was what is behind it.
    const [prefix, rest] = Array.isArray(raw['items']) ? ['items', 'additionalItems'] : ['prefixItems', 'items'];
    const contains = this.#child(raw, 'contains', pointer);
    return {
      prefix: this.#list(raw, prefix, pointer) ?? [],
      rest: this.#child(raw, rest, pointer),
      minItems: readNumber(raw, 'minItems', pointer, this.#report) ?? 0,
      maxItems: readNumber(raw, 'maxItems', pointer, this.#report) ?? unbounded,
      unique: raw['uniqueItems'] === true,
      contains,
      minContains: contains === undefined ? 0 : (readNumber(raw, 'minContains', pointer, this.#report) ?? 1),
      maxContains:
        contains === undefined ? unbounded : (readNumber(raw, 'maxContains', pointer, this.#report) ?? unbounded),
      unevaluated: this.#child(raw, 'unevaluatedItems', pointer),
    };
  }

  #objects(raw: Raw, pointer: string): ObjectKeywords | undefined {
    if (!Object.keys(raw).some((keyword) => objectKeywords.has(keyword))) return undefined;
    const dependencies = Object.entries(this.#record(raw, 'dependencies', pointer));
    const dependentRequired = [
      ...Object.entries(this.#record(raw, 'dependentRequired', pointer)),
      ...dependencies.filter(([, needs]) => Array.isArray(needs)),
    ];
    const dependentSchemas = [
      ...this.#children(raw, 'dependentSchemas', pointer),
      ...dependencies
        .filter(([, needs]) => !Array.isArray(needs))
        .map(([name, needs]) => [name, this.#node(needs, `${pointer}/dependencies/${escaped(name)}`)] as const),
    ];
    return {
      properties: new Map(this.#children(raw, 'properties', pointer)),
      patterns: this.#children(raw, 'patternProperties', pointer).flatMap(([source, node]) => {
        const pattern = readPattern(source, node.pointer, this.#report);
        if (pattern === undefined) return [];
        const strings = { minLength: 0, maxLength: unbounded, pattern, format: undefined };
        return { pattern, node, name: nodeOf(node.pointer, { types: typeBits.string, strings }) };
      }),
      additional: this.#child(raw, 'additionalProperties', pointer),
      required: stringsOf(raw['required']),
      minProperties: readNumber(raw, 'minProperties', pointer, this.#report) ?? 0,
      maxProperties: readNumber(raw, 'maxProperties', pointer, this.#report) ?? unbounded,
      names: this.#child(raw, 'propertyNames', pointer),
      dependentRequired: dependentRequired.map(([name, needs]) => [name, stringsOf(needs)]),
      dependentSchemas,
      ordering: stringsOf(raw['propertyOrdering']),
      unevaluated: this.#child(raw, 'unevaluatedProperties', pointer),
    };
  }

  #choices(raw: Raw, node: Open): readonly Choice[] {
    const { pointer, anyOf, oneOf, condition, arrays, objects } = node;
    const choices: Choice[] = [];
    if (anyOf !== undefined) {
      const branches = anyOf.map((one): readonly SchemaNode[] => [one]);
      // All together evaluate most.
      const evaluating = arrays?.unevaluated !== undefined || objects?.unevaluated !== undefined;
      choices.push({ pointer: `${pointer}/anyOf`, branches: evaluating ? [...branches, anyOf] : branches });
    }
    if (oneOf !== undefined) choices.push({ pointer: `${pointer}/oneOf`, branches: oneOf.map((one) => [one]) });
    if (condition !== undefined) {
      const fails: Open = nodeOf(`${pointer}/if`);
      this.#readNot(raw['if'], fails);
      choices.push({
        pointer: `${pointer}/if`,
        branches: [
          [condition.if, ...(condition.holds === undefined ? [] : [condition.holds])],
          [fails, ...(condition.fails === undefined ? [] : [condition.fails])],
        ],
      });
    }
    for (const [name, schema] of objects?.dependentSchemas ?? []) {
      const never = nodeOf(schema.pointer, { never: true, types: 0 });
      choices.push({
        pointer: schema.pointer,
        branches: [
          [nodeOf(schema.pointer, { objects: { ...noObjectKeywords, required: [name] } }), schema],
          [nodeOf(schema.pointer, { objects: { ...noObjectKeywords, properties: new Map([[name, never]]) } })],
        ],
      });
    }
    return choices;
  }

  #child(raw: Raw, keyword: string, pointer: string): SchemaNode | undefined {
    return raw[keyword] === undefined ? undefined : this.#node(raw[keyword], `${pointer}/${keyword}`);
  }

  #list(raw: Raw, keyword: string, pointer: string): readonly SchemaNode[] | undefined {
    const schemas = raw[keyword];
    if (schemas === undefined) return undefined;
    if (Array.isArray(schemas)) return schemas.map((one, i) => this.#node(one, `${pointer}/${keyword}/${i}`));
    this.#report(`${pointer}/${keyword}`, 'is no list of schemas');
    return undefined;
  }

  #children(raw: Raw, keyword: string, pointer: string): (readonly [string, SchemaNode])[] {
    return Object.entries(this.#record(raw, keyword, pointer)).map(([name, schema]) => [
      name,
      this.#node(schema, `${pointer}/${keyword}/${escaped(name)}`),
    ]);
  }

  #record(raw: Raw, keyword: string, pointer: string): Raw {
    const value = raw[keyword];
    if (isRecord(value)) return value;
    if (value !== undefined) this.#report(`${pointer}/${keyword}`, 'is no object');
    return {};
  }
}

const objectKeywords = new Set([
  'properties',
  'patternProperties',
  'additionalProperties',
  'required',
  'minProperties',
  'maxProperties',
  'propertyNames',
  'dependentRequired',
  'dependentSchemas',
  'dependencies',
  'propertyOrdering',
  'unevaluatedProperties',
]);
