/** Reads the text of a cassette file of any tool, so that it can be searched and a place in it has a line. */

import { splitEvents } from '../codec/sse.ts';
import { structureOf } from './hidden-text.ts';
import { jsonOffset } from './json-offset.ts';
import type { Document } from './scan-document.ts';

export interface ReadDocument {
  readonly document: Document;
  /** Where in the text the value at a path begins, or something around it. */
  offsetOf(keys: readonly (string | number)[]): number;
}

/** YAML by the file's name; JSON (HAR, nock, Polly, …), JSON lines and SSE by their looks; anything else is plain text. */
export async function readDocument(text: string, fileName: string): Promise<ReadDocument> {
  const structure = structureOf(text);
  if (structure !== undefined) {
    return { document: { text, structure, isJson: true }, offsetOf: offsetsIn(text) };
  }
  if (/\.ya?ml$/i.test(fileName)) {
    const { readYaml } = await import('./yaml-document.ts');
    const yaml = readYaml(text);
    if (yaml !== undefined) return yaml;
  }
  return { document: { text, structure: undefined, isJson: false }, offsetOf: () => 0 };
}

function offsetsIn(text: string): ReadDocument['offsetOf'] {
  const start = text.trimStart().charAt(0);
  if (start !== '{' && start !== '[') return (keys) => sum(splitEvents(text), keys[0]);
  try {
    JSON.parse(text);
  } catch {
    return (keys) => sum(text.split('\n'), keys[0], 1);
  }
  return (keys) => jsonOffset(text, keys);
}

/** The offset of the part of number `index`, where `between` characters stand between parts. */
function sum(parts: readonly string[], index: string | number | undefined, between = 0): number {
  let offset = 0;
  for (const part of parts.slice(0, typeof index === 'number' ? index : 0)) offset += part.length + between;
  return offset;
}
