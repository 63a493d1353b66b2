/** Searches the final content of a cassette file, and of the blobs that it names, for what should not be on a disk. */

import type { LeakFinding } from './finding.ts';
import { masked } from './finding.ts';
import { structureOf } from './hidden-text.ts';
import { keysOf, lineAndColumn, pointerOf } from './place-text.ts';
import { loadPresetRules } from './preset-rules.ts';
import { type DocumentFinding, scanDocument } from './scan-document.ts';

/**
 * `text` is the file's content as it would be written; `blobs` maps `blobs/<sha256>.bin` to its bytes. A file that is no JSON is
 * searched as text. Loads the preset's rules at its first call, and then works in one go: about 50 ms a megabyte.
 */
export async function scanInteractionFile(
  text: string,
  blobs: ReadonlyMap<string, Uint8Array> = new Map(),
): Promise<readonly LeakFinding[]> {
  const findByPreset = await loadPresetRules();
  const structure = structureOf(text);
  const isJson = structure !== undefined;
  const findings = scanDocument({ text, structure, isJson, distinct: isJson, blobs }, findByPreset);
  return findings.map((finding) => leakOf(finding, text));
}

/** The same for a text of any kind. */
export async function scanText(text: string): Promise<readonly LeakFinding[]> {
  return scanInteractionFile(text);
}

/** What may be said about a finding in `text`. */
export function leakOf({ rule, kind, value, where }: DocumentFinding, text: string): LeakFinding {
  return { rule, kind, place: placeOf(where, text), masked: masked(value) };
}

function placeOf(where: DocumentFinding['where'], text: string): string {
  if (where.kind === 'text') {
    const { line, column } = lineAndColumn(text, where.offset);
    return `${line}:${column}`;
  }
  if (where.kind === 'string') return pointerOf(keysOf(where.place));
  const path = where.path
    .replace(/;[^/]*/g, '')
    .split('/')
    .slice(1);
  return `text of the deltas at ${pointerOf(keysOf(where.list))}/*${pointerOf(path)}`;
}
