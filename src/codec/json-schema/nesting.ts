/** How deep values of schemas that refer to each other must nest, and references that lead back without going deeper. */

import { containerBits, type SchemaNode, typeBits } from './schema-node.ts';

type Measured = Omit<SchemaNode, 'height'> & { height: number };

const endless = Number.POSITIVE_INFINITY;

/**
 * Sets the height of each: 0 where no container is needed, infinite where a value would never end. Returns a schema that
 * applies itself to the same value, if there is one.
 */
export function measureNesting(nodes: readonly Measured[]): SchemaNode | undefined {
  // From above: what does not come down from infinity has no end.
  for (const node of nodes) node.height = endless;
  for (let changed = true; changed; ) {
    changed = false;
    for (const node of nodes) {
      const height = heightOf(node);
      if (height < node.height) {
        node.height = height;
        changed = true;
      }
    }
  }
  return loopIn(nodes);
}

function heightOf(node: SchemaNode): number {
  if (node.values !== undefined || node.never) return 0;
  let height = ownHeight(node);
  for (const one of node.targets) height = Math.max(height, one.height);
  for (const one of node.allOf) height = Math.max(height, one.height);
  for (const { branches } of node.choices) {
    const least = Math.min(...branches.map((branch) => Math.max(...branch.map((one) => one.height))));
    height = Math.max(height, branches.length === 0 ? 0 : least);
  }
  return height;
}

/** Of its own keywords. A schema without types that speaks of properties or items is taken at its word. */
function ownHeight({ types, arrays, objects }: SchemaNode): number {
  const untyped = (types & containerBits) === containerBits && types !== containerBits;
  if (!untyped && (types & ~containerBits) !== 0) return 0;
  const heights: number[] = [];
  if ((types & typeBits.object) !== 0 && (objects !== undefined || !untyped)) {
    heights.push(
      Math.max(0, ...(objects?.required ?? []).map((name) => 1 + (objects?.properties.get(name)?.height ?? 0))),
    );
  }
  if ((types & typeBits.array) !== 0 && (arrays !== undefined || !untyped)) {
    const { minItems = 0, minContains = 0, prefix = [], rest, contains } = arrays ?? {};
    const items = prefix.slice(0, minItems).map((one) => one.height);
    if (minItems > prefix.length) items.push(rest?.height ?? 0);
    if (minContains > 0) items.push(contains?.height ?? 0);
    heights.push(items.length === 0 ? 0 : 1 + Math.max(...items));
  }
  return heights.length === 0 ? 0 : Math.min(...heights);
}

function loopIn(nodes: readonly SchemaNode[]): SchemaNode | undefined {
  const open = new Set<SchemaNode>();
  const done = new Set<SchemaNode>();
  const visit = (node: SchemaNode): SchemaNode | undefined => {
    if (open.has(node)) return node;
    if (done.has(node)) return undefined;
    open.add(node);
    for (const next of sameValue(node)) {
      const loop = visit(next);
      if (loop !== undefined) return loop;
    }
    open.delete(node);
    done.add(node);
    return undefined;
  };
  for (const node of nodes) {
    const loop = visit(node);
    if (loop !== undefined) return loop;
  }
  return undefined;
}

/** The schemas that apply to the value itself. */
function sameValue({ targets, allOf, anyOf, oneOf, not, condition, objects }: SchemaNode): readonly SchemaNode[] {
  return [
    ...targets,
    ...allOf,
    ...(anyOf ?? []),
    ...(oneOf ?? []),
    ...[not, condition?.if, condition?.holds, condition?.fails].filter((one) => one !== undefined),
    ...(objects?.dependentSchemas ?? []).map(([, one]) => one),
  ];
}
