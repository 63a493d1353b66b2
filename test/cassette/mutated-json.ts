/** Changes in a JSON value, at places that are drawn: a value replaced, moved, removed, a field added. */

import * as fc from 'fast-check';

export interface Mutation {
  /** Which place, as a part of all places in the value. */
  readonly at: number;
  /** Where `copy` takes its value from. */
  readonly from: number;
  readonly how: 'replace' | 'copy' | 'remove' | 'add' | 'duplicate';
  readonly name: string;
  readonly value: unknown;
}

/** Names that the format knows, and such as trip code which treats an object as a map. */
const names =
  'json text blob base64 sse ndjson event-stream multipart boundary eol lastEol space style padding trailing numbers indent spaceAfter ascii escape newline event data id retry comment headers statusText decodedFrom chunks end refreshedAt extra __proto__ constructor toString';

const values: readonly unknown[] = [
  ...[null, true, false, 0, -0, 1, 2, 8, 9, -1, 0.5, 200, 999, 1000, 64, 65, 1e16, 2 ** 53, 1e308, Infinity],
  ...['', 'x', '\n', '\r\n', '\t', ':', ',', ':,', '1.0', '-', '-1e+5', '\u{1F600}'.repeat(16), 'y'.repeat(17)],
  ...['complete', 'reset', 'close', 'stall', 'f'.repeat(64), 'F'.repeat(64), '2026-08-01T12:00:00Z', '2026-08-01'],
  ...[
    [],
    {},
    [1],
    ['x'],
    [['a', 'b']],
    [['a']],
    [['a', 'b', 'c']],
    [null],
    { json: 1 },
    { text: ['x'] },
    { blob: 'x' },
  ],
  ...[{ base64: 'eA==' }, { sse: ['x', { data: 'y' }] }, { ndjson: ['x', { json: 1 }] }, { json: 1, text: [] }],
  ...[{ 'event-stream': [{ headers: { a: 'b' } }, 'x'] }, { headers: [], text: ['x'] }, { headers: [], blob: 'x' }],
  ...[{ multipart: [{ headers: [], text: [] }], boundary: 'x' }, { '/n': '1.0' }, { '/n': 'x' }, { indent: 2 }],
];

const part = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

export const anyMutation: fc.Arbitrary<Mutation> = fc.record({
  at: part,
  from: part,
  how: fc.constantFrom('replace', 'copy', 'remove', 'add', 'duplicate'),
  name: fc.constantFrom(...names.split(' ')),
  value: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: fc.jsonValue() }),
});

/** The value with all mutations applied in turn; what cannot be done at a place is left. `value` may be changed. */
export function mutated(value: unknown, mutations: readonly Mutation[]): unknown {
  const root = { value };
  for (const { at, from, how, name, value: fresh } of mutations) {
    const all = places(root);
    const place = all[Math.floor(at * all.length)];
    const other = all[Math.floor(from * all.length)];
    if (place === undefined || other === undefined) continue;
    const { holder, key } = place;
    const here = Reflect.get(holder, key);
    if (how === 'replace') put(holder, key, structuredClone(fresh));
    if (how === 'copy') put(holder, key, structuredClone(Reflect.get(other.holder, other.key)));
    if (how === 'remove' && Array.isArray(holder)) holder.splice(Number(key), 1);
    else if (how === 'remove' && holder !== root) Reflect.deleteProperty(holder, key);
    if (how === 'duplicate' && Array.isArray(here)) here.push(...here.slice(0, 1));
    if (how === 'add' && typeof here === 'object' && here !== null && !Array.isArray(here)) {
      put(here, name, structuredClone(fresh));
    }
  }
  return root.value;
}

interface Place {
  readonly holder: object;
  readonly key: string;
}

/** Every place in the value, its own first. */
function places(holder: object): Place[] {
  return Object.keys(holder).flatMap((key) => {
    const inner: unknown = Object.getOwnPropertyDescriptor(holder, key)?.value;
    return [{ holder, key }, ...(typeof inner === 'object' && inner !== null ? places(inner) : [])];
  });
}

/** As JSON.parse does: `__proto__` is a field like any other. */
function put(holder: object, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}
