/** The text of `cassettes/README.md`: what the starter cassettes are, and what each recording is an example of. */

import type { PlacedRecording } from './starter-cassettes.ts';

export function readmeText(placed: readonly PlacedRecording[]): string {
  const names = [...new Set(placed.map(({ cassette }) => cassette))];
  const lists = names.map((name) => {
    const own = placed.filter(({ cassette }) => cassette === name);
    const lines = own.map(({ file, recording }) => `- [${recording.shows}](${name}/${file})`);
    return `## ${name}\n\n${lines.join('\n')}\n`;
  });
  return `${intro}\n${lists.join('\n')}`;
}

const intro = `# Starter cassettes

One or two recordings for each wire format that llmsim knows. In a checkout \`npm start\` serves them, \`llmsim demo\` plays
the longest chat completion, and the tests read them all. Every folder here is a cassette, every \`.json\` file but \`cassette.json\` one
recorded request with its response.

They are made up: no provider was asked, all texts, ids and times are our own, and the keys in them never were any. Bytes,
headers, events and their order are those of the real APIs.

Do not edit them. Change \`test/support/starter/\` and run

    node scripts/write-starter-cassettes.js

which writes the same bytes on every run; \`test/starter-cassettes.test.ts\` compares. To keep recordings of your own apart
from these, record with \`--cassettes <another folder>\`.
`;
