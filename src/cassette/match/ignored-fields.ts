/** Takes out of a JSON value what the user's pointers name. */

import {
  type CanonicalObject,
  type CanonicalValue,
  isCanonicalArray,
  isCanonicalObject,
} from '../../core/canonical.ts';

/** Pointers as a tree, so that one walk serves all of them. */
export interface PointerTree {
  /** A pointer ends here. */
  ends: boolean;
  readonly children: Map<string, PointerTree>;
}

const anything = '*';

export function pointerTree(pointers: readonly (readonly string[])[]): PointerTree {
  const root: PointerTree = { ends: false, children: new Map() };
  for (const segments of pointers) {
    let node = root;
    for (const segment of segments) {
      let child = node.children.get(segment);
      if (child === undefined) {
        child = { ends: false, children: new Map() };
        node.children.set(segment, child);
      }
      node = child;
    }
    node.ends = true;
  }
  return root;
}

/** The value without the members and elements that the pointers name; the same value where they name nothing in it. */
export function without(value: CanonicalValue, tree: PointerTree): CanonicalValue {
  return prune(value, [tree]);
}

function prune(value: CanonicalValue, nodes: readonly PointerTree[]): CanonicalValue {
  if (isCanonicalArray(value)) return pruneArray(value, nodes);
  return isCanonicalObject(value) ? pruneObject(value, nodes) : value;
}

function pruneArray(items: readonly CanonicalValue[], nodes: readonly PointerTree[]): CanonicalValue {
  let changed = false;
  const kept: CanonicalValue[] = [];
  for (const [index, item] of items.entries()) {
    const below = childrenOf(nodes, String(index));
    if (below.some(({ ends }) => ends)) {
      changed = true;
      continue;
    }
    const pruned = below.length === 0 ? item : prune(item, below);
    if (pruned !== item) changed = true;
    kept.push(pruned);
  }
  return changed ? kept : items;
}

function pruneObject(object: CanonicalObject, nodes: readonly PointerTree[]): CanonicalValue {
  let changed = false;
  const kept: [string, CanonicalValue][] = [];
  for (const [name, member] of Object.entries(object)) {
    const below = childrenOf(nodes, name);
    if (below.some(({ ends }) => ends)) {
      changed = true;
      continue;
    }
    const pruned = below.length === 0 ? member : prune(member, below);
    if (pruned !== member) changed = true;
    kept.push([name, pruned]);
  }
  return changed ? Object.fromEntries(kept) : object;
}

function childrenOf(nodes: readonly PointerTree[], segment: string): PointerTree[] {
  const found: PointerTree[] = [];
  for (const { children } of nodes) {
    for (const name of [segment, anything]) {
      const child = children.get(name);
      if (child !== undefined) found.push(child);
    }
  }
  return found;
}
