/** A request's fields in the spelling that Google documents: its JSON takes `snake_case` for `camelCase`, and one for a list of one. */

import { objectOf } from '../json-shape.ts';
import { camelCase } from './schema-spelling.ts';

/** What users made up themselves, names included. */
const userData: ReadonlySet<string> = new Set([
  'args',
  'response',
  'parametersJsonSchema',
  'responseJsonSchema',
  '_responseJsonSchema',
  'partMetadata',
  'labels',
  'default',
  'example',
  'enum',
]);

const repeated: ReadonlySet<string> = new Set([
  'contents',
  'parts',
  'tools',
  'functionDeclarations',
  'safetySettings',
  'requests',
]);

/** Google's JSON parser goes no deeper. */
const deepest = 100;

export interface Named {
  readonly value: unknown;
  /** Something stood deeper than Google reads; it is left out. */
  readonly tooDeep: boolean;
}

/** https://protobuf.dev/programming-guides/json/: `null` is what is not set. */
export function documentedNames(value: unknown): Named {
  const names = new Names();
  return { value: names.of(value, 0), tooDeep: names.tooDeep };
}

class Names {
  tooDeep = false;

  of(value: unknown, depth: number): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (depth > deepest) {
      this.tooDeep = true;
      return undefined;
    }
    if (Array.isArray(value)) return value.map((item) => this.of(item, depth + 1));
    const renamed: [string, unknown][] = [];
    for (const [name, member] of Object.entries(value)) {
      if (member === null) continue;
      const documented = camelCase(name);
      renamed.push([documented, this.#member(documented, member, depth + 1)]);
    }
    return Object.fromEntries(renamed);
  }

  #member(name: string, member: unknown, depth: number): unknown {
    if (userData.has(name)) return member;
    const map = name === 'properties' ? objectOf(member) : undefined;
    if (map !== undefined) {
      return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, this.of(value, depth + 1)]));
    }
    const value = this.of(member, depth);
    return repeated.has(name) && objectOf(value) !== undefined ? [value] : value;
  }
}
