/** Draws objects: the properties that must be there, some that may, and names where only their kind is given. */

import type { JsonValue } from '../json-style.ts';
import { type Drawing, Impossible, mostMembers, type Place } from './drawing.ts';
import { nodeOf, type ObjectKeywords, otherThan, type SchemaNode, typeBits } from './schema-node.ts';
import { shuffled } from './shuffled.ts';
import { satisfies } from './validate.ts';

/** How often an optional property is there. */
const shareOfOptional = 0.75;
const nameTries = 20;
const plainNames = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth'];

/** In the order of the schema, Gemini's `propertyOrdering` before it: so models write them. */
export function drawObject(
  nodes: readonly SchemaNode[],
  drawing: Drawing,
  place: Place,
): { readonly [name: string]: JsonValue } | Impossible {
  const speaking = nodes.filter(({ objects }) => objects !== undefined);
  const keywords = speaking.flatMap(({ objects }) => objects ?? []);
  if (keywords.length === 0) return {};
  const pointer = speaking[0]?.pointer ?? '#';
  const { required, wanted, optional, impossible } = namesToDraw(keywords, drawing, place, pointer);
  if (impossible !== undefined) return impossible;
  const members = new Map<string, JsonValue>();
  const put = (name: string): Impossible | undefined => {
    const value = drawing.draw(schemasOf(keywords, name), { ...place, name, depth: place.depth + 1 });
    if (value instanceof Impossible) return value;
    members.set(name, value);
    return undefined;
  };
  for (const name of wanted) {
    const failed = put(name);
    if (failed !== undefined && required.has(name)) return isTold(keywords) ? failed : unproven(failed);
  }
  const min = Math.max(0, ...keywords.map((one) => one.minProperties));
  for (const name of optional) if (members.size < min && !members.has(name)) put(name);
  const failed = addOthers(keywords, members, min, drawing, place, pointer);
  if (failed !== undefined) return failed;
  if (!keywords.some(({ ordering }) => ordering.length > 0) && members.size <= wanted.length) {
    return Object.fromEntries(members);
  }
  return Object.fromEntries(
    [...new Set([...knownNames(keywords), ...members.keys()])].flatMap((name) => {
      const value = members.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** What is unevaluated depends on alternatives that were not taken and hold all the same. */
function isTold(keywords: readonly ObjectKeywords[]): boolean {
  return keywords.every(({ unevaluated }) => unevaluated === undefined);
}

function unproven({ pointer, why }: Impossible): Impossible {
  return new Impossible(pointer, why, false);
}

function knownNames(keywords: readonly ObjectKeywords[]): readonly string[] {
  const [only] = keywords;
  const names = new Set<string>();
  for (const { ordering } of keywords) for (const name of ordering) names.add(name);
  for (const { properties } of keywords) for (const name of properties.keys()) names.add(name);
  for (const { required } of keywords) for (const name of required) names.add(name);
  return only === undefined ? [] : [...names];
}

interface Names {
  readonly required: ReadonlySet<string>;
  readonly wanted: readonly string[];
  /** That may be added. */
  readonly optional: readonly string[];
  readonly impossible?: Impossible;
}

function namesToDraw(keywords: readonly ObjectKeywords[], { random }: Drawing, place: Place, pointer: string): Names {
  const required = withDependents(
    keywords,
    keywords.flatMap((one) => one.required),
  );
  const max = Math.min(Number.POSITIVE_INFINITY, ...keywords.map((one) => one.maxProperties));
  const min = Math.max(0, ...keywords.map((one) => one.minProperties));
  const fail = (why: string, proven: boolean): Names => ({
    required,
    wanted: [],
    optional: [],
    impossible: new Impossible(pointer, why, proven),
  });
  if (required.size > max) return fail(`${required.size} properties must be there, and at most ${max} may`, true);
  if (min > max) return fail(`no object has at least ${min} and at most ${max} properties`, true);
  if (min > mostMembers) return fail(`objects of ${min} properties are not drawn`, false);
  for (const name of required) {
    if (!isAllowedName(keywords, name)) {
      return fail(`the name ${JSON.stringify(name)} is required and not allowed`, isTold(keywords));
    }
  }
  const known = knownNames(keywords);
  const optional = known.filter(
    (name) =>
      !required.has(name) && keywords.some(({ properties }) => properties.has(name)) && isAllowedName(keywords, name),
  );
  const chosen = new Set(required);
  const order = max < known.length ? shuffled(optional, random) : optional;
  for (const name of order) {
    if (place.frugal || random.next() >= shareOfOptional) continue;
    const more = withDependents(keywords, [name]);
    if (max < known.length && new Set([...chosen, ...more]).size > max) continue;
    if (![...more].every((one) => isAllowedName(keywords, one))) continue;
    for (const one of more) chosen.add(one);
  }
  const wanted = known.filter((name) => chosen.has(name));
  return { required, wanted: [...wanted, ...[...chosen].filter((name) => !known.includes(name))], optional: order };
}

/** The names and those that they bring with them by `dependentRequired`. */
function withDependents(keywords: readonly ObjectKeywords[], names: readonly string[]): Set<string> {
  const all = new Set(names);
  if (keywords.every(({ dependentRequired }) => dependentRequired.length === 0)) return all;
  for (const name of all) {
    for (const { dependentRequired } of keywords) {
      for (const [of, needs] of dependentRequired) if (of === name) for (const need of needs) all.add(need);
    }
  }
  return all;
}

function isAllowedName(keywords: readonly ObjectKeywords[], name: string): boolean {
  return (
    keywords.every(({ names }) => names === undefined || satisfies(names, name)) &&
    schemasOf(keywords, name).every(({ never }) => !never)
  );
}

/** What a property of that name must satisfy. */
function schemasOf(keywords: readonly ObjectKeywords[], name: string): readonly SchemaNode[] {
  const schemas: SchemaNode[] = [];
  for (const { properties, patterns, additional, unevaluated } of keywords) {
    const before = schemas.length;
    const own = properties.get(name);
    if (own !== undefined) schemas.push(own);
    for (const { pattern, node } of patterns) if (pattern.test(name)) schemas.push(node);
    if (schemas.length > before) continue;
    if (additional !== undefined) schemas.push(additional);
    else if (unevaluated !== undefined && !keywords.some((one) => speaksOf(one, name))) schemas.push(unevaluated);
  }
  return schemas;
}

function speaksOf({ properties, patterns, additional }: ObjectKeywords, name: string): boolean {
  return properties.has(name) || additional !== undefined || patterns.some(({ pattern }) => pattern.test(name));
}

/** Properties that no schema names: of a map some, else as many as there must be. */
function addOthers(
  keywords: readonly ObjectKeywords[],
  members: Map<string, JsonValue>,
  min: number,
  drawing: Drawing,
  place: Place,
  pointer: string,
): Impossible | undefined {
  const { random } = drawing;
  const max = Math.min(Number.POSITIVE_INFINITY, ...keywords.map((one) => one.maxProperties));
  const isMap =
    keywords.every(({ properties }) => properties.size === 0) &&
    keywords.some(({ additional, patterns }) => patterns.length > 0 || (additional !== undefined && !additional.never));
  const wanted = Math.min(max, Math.max(min, isMap && !place.frugal ? 1 + random.below(3) : 0));
  let failed: Impossible | undefined;
  for (let misses = 0; members.size < wanted && misses < nameTries; ) {
    const name = drawName(keywords, members, drawing, place);
    const schemas = name === undefined ? [] : schemasOf(keywords, name);
    const value = name === undefined ? undefined : drawing.draw(schemas, { ...place, name, depth: place.depth + 1 });
    if (name !== undefined && value !== undefined && !(value instanceof Impossible)) members.set(name, value);
    else {
      misses += 1;
      if (!drawing.mayTryAgain()) break;
    }
    if (value instanceof Impossible) failed = value;
  }
  if (members.size >= min) return undefined;
  const most = keywords.some(isClosed)
    ? knownNames(keywords).filter((name) => isAllowedName(keywords, name)).length
    : min;
  const cause = failed === undefined ? '' : `: ${failed.pointer}: ${failed.why}`;
  return new Impossible(pointer, `there are not ${min} properties that are allowed${cause}`, most < min);
}

function isClosed({ additional, patterns }: ObjectKeywords): boolean {
  return additional?.never === true && patterns.length === 0;
}

/** One that is not there yet. */
function drawName(
  keywords: readonly ObjectKeywords[],
  members: ReadonlyMap<string, JsonValue>,
  drawing: Drawing,
  place: Place,
): string | undefined {
  const { random } = drawing;
  const patterns = keywords.flatMap((one) => one.patterns);
  const open = keywords.every(({ additional }) => additional?.never !== true);
  const byPattern = patterns[random.below(patterns.length + (open ? 1 : 0))];
  const asked = keywords.flatMap(({ names }) => names ?? []);
  if (byPattern !== undefined) asked.push(byPattern.name);
  if (asked.length === 0) {
    const plain = plainNames.find((name) => !members.has(name) && isAllowedName(keywords, name));
    return plain ?? `property${members.size + 1}`;
  }
  const pointer = asked[0]?.pointer ?? '#';
  const text = nodeOf(pointer, { types: typeBits.string });
  const drawn = drawing.draw([...asked, text, otherThan([...members.keys()], pointer)], { ...place, name: 'key' });
  return typeof drawn === 'string' && !members.has(drawn) && isAllowedName(keywords, drawn) ? drawn : undefined;
}
