/** The starter cassettes as the files they consist of; `scripts/write-starter-cassettes.js` writes them. */

import { encodeInteraction } from '../../../src/cassette/encode-interaction.ts';
import { fileName } from '../../../src/cassette/file-name.ts';
import { manifestName, manifestText } from '../../../src/cassette/manifest.ts';
import type { Interaction } from '../../../src/core/interaction.ts';
import type { Redacted } from '../../../src/redaction/redacted.ts';
import { batches } from './anthropic-batches.ts';
import { messages } from './anthropic-messages.ts';
import { bedrock } from './bedrock.ts';
import { cohere } from './cohere.ts';
import { gemini } from './gemini.ts';
import { ollama } from './ollama.ts';
import { chat } from './openai-chat.ts';
import { failures } from './openai-failures.ts';
import { resources } from './openai-resources.ts';
import { responses } from './openai-responses.ts';
import { openrouter } from './openrouter.ts';
import { readmeText } from './readme.ts';
import { interactionOf, type StarterRecording, stemOf } from './recording.ts';

/** The recordings of each cassette, in the order in which they were made. */
export const starterCassettes: Readonly<Record<string, readonly StarterRecording[]>> = {
  anthropic: [...messages(), ...batches()],
  bedrock: bedrock(),
  cohere: cohere(),
  gemini: gemini(),
  ollama: ollama(),
  openai: [...chat(), ...failures(), ...responses(), ...resources()],
  openrouter: openrouter(),
};

export interface PlacedRecording {
  readonly cassette: string;
  /** Name of the file in the cassette's folder. */
  readonly file: string;
  readonly recording: StarterRecording;
  readonly interaction: Redacted<Interaction>;
}

/** Every recording with its file; the n-th of one request in a cassette gets the number n. */
export function placedRecordings(): PlacedRecording[] {
  return Object.entries(starterCassettes).flatMap(([cassette, recordings]) => {
    const counts = new Map<string, number>();
    return recordings.map((recording) => {
      const interaction = interactionOf(recording);
      const stem = stemOf(interaction);
      const n = (counts.get(stem) ?? 0) + 1;
      counts.set(stem, n);
      return { cassette, file: fileName(stem, n), recording, interaction };
    });
  });
}

/** Path below `cassettes/` (with slashes) to content. */
export function starterFiles(): Map<string, Uint8Array> {
  const placed = placedRecordings();
  const files = new Map<string, Uint8Array>([['README.md', Buffer.from(readmeText(placed))]]);
  for (const cassette of Object.keys(starterCassettes)) {
    files.set(`${cassette}/${manifestName}`, Buffer.from(manifestText()));
  }
  for (const { cassette, file, interaction } of placed) {
    const { text, blobs } = encodeInteraction(interaction);
    files.set(`${cassette}/${file}`, Buffer.from(text));
    for (const [name, bytes] of blobs) files.set(`${cassette}/${name}`, bytes);
  }
  return files;
}
