/** The last door before the disk: what is to be written is searched once more, by rules that the redactor does not know. */

import type { LeakFinding } from './finding.ts';
import { scanInteractionFile } from './scan-interaction.ts';

export interface FileToWrite {
  readonly text: string;
  readonly blobs: ReadonlyMap<string, Uint8Array>;
}

export interface Door {
  /** Empty when the file may be written. Never rejects for what a file contains. */
  check(file: FileToWrite): Promise<readonly LeakFinding[]>;
}

/** Costs nothing until its first check, which loads the rules. */
export function createDoor(): Door {
  return { check: ({ text, blobs }) => scanInteractionFile(text, blobs) };
}
