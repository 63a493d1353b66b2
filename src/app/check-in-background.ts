/** Names defective recordings after the server is ready: reads every file once, one at a time, beside the requests. */

import type { CassetteLibrary, Entry } from '../cassette/cassette-library.ts';
import type { Clock } from '../core/clock.ts';
import { LlmsimError } from '../core/errors.ts';

export interface BackgroundCheck {
  /** Resolves when all has been read, or soon after `stop`. */
  readonly done: Promise<void>;
  stop(): void;
}

/** Between two files, in ms: requests come first. */
const pause = 1;

/**
 * Tells `report` what is wrong with manifests and names at once, then what is wrong with files as they are read. Nothing
 * of it is kept in memory, and a file that is gone by then is no problem.
 */
export function checkInBackground(
  library: CassetteLibrary,
  clock: Clock,
  report: (text: string) => void,
): BackgroundCheck {
  let stopped = false;
  const check = async (): Promise<void> => {
    for (const problem of library.problems) report(problemText(problem));
    for (const stray of library.strays) report(`${stray} is not named like a recording and is not served.`);
    const turn = () => new Promise<void>((resolve) => clock.after(pause, resolve));
    // Listing thousands of entries takes a while too: whoever starts the server is told its URL first.
    await turn();
    for (const cassette of library.cassettes) {
      for (const entry of stopped ? [] : cassette.entries()) {
        const problem = await problemOf(entry);
        if (stopped) return;
        if (problem !== undefined) report(problem);
        await turn();
        if (stopped) return;
      }
    }
  };
  return {
    done: check(),
    stop() {
      stopped = true;
    },
  };
}

/** Past the cache, which is for what clients ask for. */
async function problemOf(entry: Entry): Promise<string | undefined> {
  // A server without recordings does without the reader.
  const { readInteractionFile } = await import('../cassette/read-interaction-file.ts');
  try {
    const { key } = await readInteractionFile(entry.path);
    if (key.sha256.startsWith(entry.key16)) return undefined;
    return `${entry.path} holds another key than its name shows and is not served. \`llmsim cassette verify\` says more.`;
  } catch (error) {
    if (!(error instanceof LlmsimError)) return `${entry.path} cannot be read: ${String(error)}`;
    if (isGone(error)) return undefined;
    // A blob's problem names the blob only.
    const named = error.message.includes(entry.path) ? '' : `${entry.path}: `;
    return `${named}${problemText(error)}`;
  }
}

/** Deleted or replaced since the library was opened. */
function isGone({ code, cause }: LlmsimError): boolean {
  return code === 'cassette-unreadable' && cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}

function problemText({ message, hint }: LlmsimError): string {
  return hint === '' ? message : `${message} ${hint}`;
}
