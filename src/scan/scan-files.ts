/** Searches the cassette files of any tool, one after the other. */

import { readFile } from 'node:fs/promises';
import { findFiles } from './find-files.ts';
import type { LeakFinding } from './finding.ts';
import { meaningOf } from './hidden-text.ts';
import { keysOf, lineAndColumn } from './place-text.ts';
import { loadPresetRules } from './preset-rules.ts';
import { readDocument } from './read-document.ts';
import { scanDocument } from './scan-document.ts';
import { leakOf } from './scan-interaction.ts';

export interface FileFinding extends LeakFinding {
  readonly file: string;
  /** From 1; where the finding is in what the file hides, the line of the string that hides it. */
  readonly line: number;
}

export type FileReport =
  | { readonly kind: 'scanned'; readonly file: string; readonly findings: readonly FileFinding[] }
  /** `unreadable`, `binary`, `larger than 100 MB`. */
  | { readonly kind: 'skipped'; readonly file: string; readonly reason: string };

/** One report a file. Throws `usage` when one of `paths` does not exist. */
export async function* scanFiles(paths: readonly string[]): AsyncGenerator<FileReport> {
  for await (const { path, skipped } of findFiles(paths)) {
    yield skipped === undefined ? await scanFile(path) : { kind: 'skipped', file: path, reason: skipped };
  }
}

async function scanFile(file: string): Promise<FileReport> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch {
    return { kind: 'skipped', file, reason: 'unreadable' };
  }
  const content = bytes.length === 0 ? '' : meaningOf(bytes);
  if (content === undefined) return { kind: 'skipped', file, reason: 'binary' };
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const findByPreset = await loadPresetRules();
  const { document, offsetOf } = await readDocument(text, file);
  const findings = scanDocument(document, findByPreset).map((finding): FileFinding => {
    const { where } = finding;
    const offset = where.kind === 'text' ? where.offset : offsetOf(keysOf(where.place));
    return { file, line: lineAndColumn(text, offset).line, ...leakOf(finding, text) };
  });
  return { kind: 'scanned', file, findings: findings.sort((a, b) => a.line - b.line) };
}
