/** A miss: milliseconds until its whole story is told, with 10,000 recordings against 100, and until its client is answered. */

import { startSimulator } from '../dist/app/simulator.js';
import { makeCassette, target } from './cassettes.js';
import { spread } from './figures.js';
import { interleave, ratios, row } from './measure.js';
import { requestBody } from './traffic.js';

const recordings = { few: 100, many: 10_000 };

export async function measureMiss(folder, rounds) {
  const cassettes = Object.entries(recordings).map(([name, count]) =>
    makeCassette(folder, `miss-${name}`, count, false),
  );
  const measured = await interleave(
    rounds,
    cassettes.map((cassette) => () => missesIn(cassette)),
  );
  const times = (name) => measured.map((results) => results.map((result) => result[name]));
  const compared = (what, [few, many], goal) =>
    row(what, `${spread(few, 1)} ms`, `${spread(many, 1)} ms`, ratios(many, few), goal);
  return [
    compared('first miss told, 10,000 recordings against 100', times('first'), { most: 5 }),
    compared('next miss told, 10,000 recordings against 100', times('next'), { most: 5 }),
    compared('next miss answered, 10,000 recordings against 100', times('answered'), { most: 5 }),
  ];
}

/** A new server each time, because a second miss profits from what the first one learned. */
async function missesIn(cassette) {
  const server = await startSimulator({ mode: 'none', paths: [cassette] });
  try {
    const first = await miss(server, 1_000_001);
    const next = await miss(server, 1_000_002);
    return { first: first.told, next: next.told, answered: next.answered };
  } finally {
    await server.close(0);
  }
}

/** A request that is almost recording 7. */
async function miss({ url, misses }, seed) {
  const body = JSON.stringify({ ...JSON.parse(requestBody(7, false)), seed });
  const begin = performance.now();
  const answer = await fetch(`${url}${target}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  await answer.arrayBuffer();
  const answered = performance.now() - begin;
  const stories = await misses.stories();
  const told = performance.now() - begin;
  if (answer.status !== 400 || stories.at(-1).differences.length !== 1) throw new Error('not the miss that was meant');
  return { answered, told };
}
