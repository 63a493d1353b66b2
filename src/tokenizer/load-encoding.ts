/** Loads an encoding's ranks on first use: a megabyte or two each, and a tenth of a second to take in. */

import { BytePairEncoding, type PackedRanks } from './byte-pair-encoding.ts';
import type { EncodingName } from './model-encoding.ts';

const ranks: Readonly<Record<EncodingName, () => Promise<{ readonly default: PackedRanks }>>> = {
  o200k_base: () => import('js-tiktoken/ranks/o200k_base'),
  cl100k_base: () => import('js-tiktoken/ranks/cl100k_base'),
  p50k_base: () => import('js-tiktoken/ranks/p50k_base'),
  r50k_base: () => import('js-tiktoken/ranks/r50k_base'),
};

const loaded = new Map<EncodingName, Promise<BytePairEncoding>>();

/** Building it blocks the thread, so only the counting worker calls this. */
export function loadEncoding(name: EncodingName): Promise<BytePairEncoding> {
  let encoding = loaded.get(name);
  if (encoding === undefined) {
    encoding = ranks[name]().then((module) => new BytePairEncoding(module.default));
    loaded.set(name, encoding);
  }
  return encoding;
}
