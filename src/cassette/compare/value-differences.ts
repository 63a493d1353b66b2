/** Where two JSON values differ: the outermost paths at which one has something else than the other. */

import { isDeepStrictEqual } from 'node:util';

export interface ValueDifference {
  /** `messages[2].content`; empty for the whole. */
  readonly path: string;
  /** Undefined where there is nothing. */
  readonly before: unknown;
  readonly after: unknown;
}

/** More differences than these help nobody; the last is then one of the whole. */
const most = 200;
const deepest = 60;

/**
 * In the order of `before`. Elements that were put into a list or taken out of it are told as such, where the list begins and ends
 * as it did. `ignore` says of two different values of a field that they do not count.
 */
export function valueDifferences(
  before: unknown,
  after: unknown,
  ignore: (name: string, before: unknown, after: unknown) => boolean = () => false,
): ValueDifference[] {
  const found: ValueDifference[] = [];
  const compare = (was: unknown, is: unknown, path: string, name: string, depth: number): void => {
    if (found.length >= most || was === is) return;
    if (depth < deepest && Array.isArray(was) && Array.isArray(is)) return compareLists(was, is, path, name, depth);
    if (depth < deepest && isObject(was) && isObject(is)) {
      for (const key of new Set([...Object.keys(was), ...Object.keys(is)])) {
        compare(ownOf(was, key), ownOf(is, key), fieldPath(path, key), key, depth + 1);
      }
      return;
    }
    if (isDeepStrictEqual(was, is) || ignore(name, was, is)) return;
    found.push({ path, before: was, after: is });
  };
  const compareLists = (
    was: readonly unknown[],
    is: readonly unknown[],
    path: string,
    name: string,
    depth: number,
  ): void => {
    const shorter = Math.min(was.length, is.length);
    if (was.length === is.length) {
      for (let i = 0; i < shorter; i++) compare(was[i], is[i], `${path}[${i}]`, name, depth + 1);
      return;
    }
    let start = 0;
    while (start < shorter && isDeepStrictEqual(was[start], is[start])) start++;
    let tail = 0;
    while (tail < shorter - start && isDeepStrictEqual(was[was.length - 1 - tail], is[is.length - 1 - tail])) tail++;
    const [endWas, endIs] = [was.length - tail, is.length - tail];
    for (let i = start; i < Math.max(endWas, endIs); i++) {
      compare(i < endWas ? was[i] : undefined, i < endIs ? is[i] : undefined, `${path}[${i}]`, name, depth + 1);
    }
  };
  compare(before, after, '', '', 0);
  return found;
}

function fieldPath(path: string, key: string): string {
  if (!/^[\w$-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ownOf(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
