/** Finds values in JSON by a path: `$.a.b[0]`, `$.messages[*].content`, `$..name`, or a JSON pointer such as `/a/b/0`. */

type Step =
  | { readonly kind: 'key'; readonly key: string }
  /** Of an array; below 0 counts from its end. */
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'all' }
  /** The value itself and all that is in it, at any depth. */
  | { readonly kind: 'deep' };

export type JsonPath = (value: unknown) => readonly unknown[];

export type ReadJsonPath =
  | { readonly kind: 'path'; readonly path: JsonPath }
  | { readonly kind: 'problem'; readonly what: string };

/** RFC 9535 without filters and slices; RFC 6901 with `*` for any key or index. */
export function readJsonPath(text: string): ReadJsonPath {
  const steps = text.startsWith('/') ? pointerSteps(text) : pathSteps(text);
  if (steps !== undefined) return { kind: 'path', path: (value) => walk(value, steps) };
  return { kind: 'problem', what: 'is no path such as $.a.b[0], $..name or /a/b/0' };
}

function pathSteps(text: string): readonly Step[] | undefined {
  if (!text.startsWith('$')) return undefined;
  const steps: Step[] = [];
  let at = 1;
  while (at < text.length) {
    const rest = text.slice(at);
    const [all, deep, name, index, quotedName] =
      /^(?:(\.\.)(?=[[\w*$-])|\.(?=[\w*$-]))?(?:([\w$-]+|\*)|\[(-?\d+|\*)\]|\[("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\])/u.exec(
        rest,
      ) ?? [];
    // A name needs its dot: `$a` and `$[0]a` are mistakes.
    if (all === undefined || (name !== undefined && !rest.startsWith('.'))) return undefined;
    if (deep !== undefined) steps.push({ kind: 'deep' });
    if (name === '*' || index === '*') steps.push({ kind: 'all' });
    else if (name !== undefined) steps.push({ kind: 'key', key: name });
    else if (index !== undefined) steps.push({ kind: 'index', index: Number(index) });
    else steps.push({ kind: 'key', key: (quotedName ?? '').slice(1, -1).replace(/\\(.)/gu, '$1') });
    at += all.length;
  }
  return steps;
}

function pointerSteps(text: string): readonly Step[] | undefined {
  if (!/^(?:\/(?:[^~/]|~[01])*)+$/u.test(text)) return undefined;
  return text
    .slice(1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((key) => (key === '*' ? { kind: 'all' } : { kind: 'key', key }));
}

function walk(value: unknown, steps: readonly Step[]): readonly unknown[] {
  let found: readonly unknown[] = [value];
  for (const step of steps)
    found = step.kind === 'deep' ? everythingIn(found) : found.flatMap((one) => taken(one, step));
  return found;
}

function taken(value: unknown, step: Exclude<Step, { kind: 'deep' }>): readonly unknown[] {
  if (step.kind === 'all') return childrenOf(value);
  if (Array.isArray(value)) {
    const index = step.kind === 'index' ? step.index : /^\d+$/.test(step.key) ? Number(step.key) : Number.NaN;
    const at = index < 0 ? value.length + index : index;
    return at >= 0 && at < value.length ? [value[at]] : [];
  }
  if (step.kind === 'index' || typeof value !== 'object' || value === null) return [];
  return Object.hasOwn(value, step.key) ? [(value as Readonly<Record<string, unknown>>)[step.key]] : [];
}

/**
 * Not recursive: what a client sends may be nested deeper than the stack is. Each object counts once, where values lie in one another
 * too: else `$..a..a..a` would find the same ones in as many ways as there are.
 */
function everythingIn(values: readonly unknown[]): readonly unknown[] {
  const found: unknown[] = [];
  const seen = new Set<object>();
  const left = [...values].reverse();
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === 'object' && value !== null) {
      if (seen.has(value)) continue;
      seen.add(value);
    }
    found.push(value);
    const children = childrenOf(value);
    for (let i = children.length - 1; i >= 0; i -= 1) left.push(children[i]);
  }
  return found;
}

function childrenOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}
