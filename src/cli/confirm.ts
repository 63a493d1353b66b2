/** Asks a person on a terminal before something cannot be undone. */

import { createInterface } from 'node:readline/promises';

export interface AskingStreams {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** The question goes to stderr, because stdout may be read by another program. */
export const processStreams: AskingStreams = { input: process.stdin, output: process.stderr };

/** Whether the answer was yes; nothing and everything else is no. Undefined where there is nobody to ask. */
export async function confirm(question: string, streams: AskingStreams = processStreams): Promise<boolean | undefined> {
  const { input, output } = streams;
  if (input.isTTY !== true || output.isTTY !== true) return undefined;
  const lines = createInterface({ input, output });
  try {
    const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
    const answer = await Promise.race([lines.question(`${question} [y/N] `), closed]);
    return /^\s*y(?:es)?\s*$/i.test(answer);
  } finally {
    lines.close();
  }
}
