/** Adds what a chunk says to what chunks said before: text continues text, lists continue lists, the rest replaces. */

export type Delta = { [name: string]: unknown };

/** Objects are merged field by field; null says nothing new of what is known. */
export function mergeDelta(into: Delta, delta: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(delta)) {
    // What an upstream sends must not reach the prototype of all objects.
    if (name !== '__proto__') into[name] = merged(Object.hasOwn(into, name) ? into[name] : undefined, value);
  }
}

function merged(known: unknown, value: unknown): unknown {
  if (known === undefined || known === null) return copied(value);
  if (value === null || value === undefined) return known;
  if (typeof known === 'string' && typeof value === 'string') return known + value;
  if (Array.isArray(known) && Array.isArray(value)) return [...known, ...value];
  if (isObject(known) && isObject(value)) {
    mergeDelta(known, value);
    return known;
  }
  return value;
}

/** What is merged into must not be the chunk's own. */
function copied(value: unknown): unknown {
  return isObject(value) ? { ...value } : value;
}

function isObject(value: unknown): value is Delta {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
