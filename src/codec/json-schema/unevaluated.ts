/** What `unevaluatedProperties` and `unevaluatedItems` leave out: the members that a schema or its valid parts speak of. */

import type { JsonValue } from '../json-style.ts';
import type { SchemaNode } from './schema-node.ts';

type Satisfies = (node: SchemaNode, value: JsonValue) => boolean;

/** JSON Schema 2020-12 core, section 11.3. `value` is the object. */
export function evaluatedNames(node: SchemaNode, value: JsonValue, satisfies: Satisfies): (name: string) => boolean {
  const speaking = [...applied(node, value, satisfies)].flatMap((one) =>
    one.objects === undefined ? [] : [{ keywords: one.objects, own: one === node }],
  );
  return (name) =>
    speaking.some(
      ({ keywords, own }) =>
        keywords.additional !== undefined ||
        (keywords.unevaluated !== undefined && !own) ||
        keywords.properties.has(name) ||
        keywords.patterns.some(({ pattern }) => pattern.test(name)),
    );
}

/** JSON Schema 2020-12 core, section 11.2. `value` is the array. */
export function evaluatedItems(
  node: SchemaNode,
  value: readonly JsonValue[],
  satisfies: Satisfies,
): (index: number) => boolean {
  const speaking = [...applied(node, value, satisfies)].flatMap((one) =>
    one.arrays === undefined ? [] : [{ keywords: one.arrays, own: one === node }],
  );
  return (index) =>
    speaking.some(
      ({ keywords, own }) =>
        keywords.rest !== undefined ||
        (keywords.unevaluated !== undefined && !own) ||
        index < keywords.prefix.length ||
        (keywords.contains !== undefined && satisfies(keywords.contains, value[index] ?? null)),
    );
}

/** The schema and all that apply to the same value and hold. */
function* applied(node: SchemaNode, value: JsonValue, satisfies: Satisfies): Iterable<SchemaNode> {
  yield node;
  const { targets, allOf, anyOf, oneOf, condition, objects } = node;
  const parts = [...targets, ...allOf, ...[...(anyOf ?? []), ...(oneOf ?? [])].filter((one) => satisfies(one, value))];
  if (condition !== undefined) {
    const holds = satisfies(condition.if, value);
    const branch = holds ? condition.holds : condition.fails;
    if (holds) parts.push(condition.if);
    if (branch !== undefined) parts.push(branch);
  }
  for (const [name, schema] of objects?.dependentSchemas ?? []) {
    if (typeof value === 'object' && value !== null && Object.hasOwn(value, name)) parts.push(schema);
  }
  for (const part of parts) yield* applied(part, value, satisfies);
}
