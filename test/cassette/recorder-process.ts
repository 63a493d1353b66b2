/** A recorder as a process of its own, for tests of several at once and of kills: bundled and started by `two-recorders.test.ts`. */

import { openStore } from '../../src/cassette/folder-store.ts';
import { sample, stemOf } from './sample-interaction.ts';

const [root = '', mode = '', label = '', count = '0', topics = '1'] = process.argv.slice(2);

const store = openStore({ root, mode: mode === 'append' ? 'append' : 'replace', host: 'one-host', pid: process.pid });
await store.prepare('c');
process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
const work: Promise<void>[] = [];
for (let i = 0; i < Number(count); i++) {
  const topic = `topic ${i % Number(topics)}`;
  const answer = `${label} ${i}`;
  work.push(
    store
      .append(store.reserve('c', stemOf(topic)), sample(topic, answer))
      .then(() => void process.stdout.write(`${answer}\n`)),
  );
  // A few at a time, as requests come.
  if (i % 8 === 7) await work.at(-8);
}
await Promise.all(work);
process.stdin.destroy();
