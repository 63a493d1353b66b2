/** Matching: microseconds for the key of a request, first seen and repeated, and for finding it among few and many recordings. */

import { OpenCassette } from '../dist/cassette/cassette-index.js';
import { fileName, interactionStem } from '../dist/cassette/file-name.js';
import { memoisedKeys } from '../dist/cassette/key-memo.js';
import { LoadedCache } from '../dist/cassette/loaded-cache.js';
import { Sequences } from '../dist/cassette/sequences.js';
import { target } from './cassettes.js';
import { spread } from './figures.js';
import { interleave, ratios, row } from './measure.js';

const selection = { cassette: undefined, session: undefined };

export async function measureMatching(_folder, rounds) {
  return [...(await keys(rounds)), ...(await lookups(rounds))];
}

/** No goals: the floor is hashing the body, which is the least that tells two requests apart. */
async function keys(rounds) {
  const rows = [];
  for (const [size, count] of [
    [1_000, 2_000],
    [100_000, 100],
  ]) {
    const bodies = Array.from({ length: count * (rounds + 1) }, (_, i) => bodyOf(i, size));
    let at = 0;
    const some = () => {
      at = (at + count) % bodies.length;
      return bodies.slice(at, at + count);
    };
    const keyOf = memoisedKeys();
    const [firstSeen, repeated] = await interleave(rounds, [
      () => timed(some(), memoisedKeys()),
      () => {
        const these = bodies.slice(0, Math.min(count, 500));
        for (const body of these) keyOf(body);
        return timed(these, keyOf);
      },
    ]);
    const shown = (results) => `${spread(results, 1)} µs`;
    rows.push({
      ...row(`key of a ${size / 1_000} KB request, first seen`, '', shown(firstSeen), firstSeen),
      ratio: '',
    });
    rows.push(row('  repeated', shown(firstSeen), shown(repeated), ratios(repeated, firstSeen)));
  }
  return rows;
}

async function lookups(rounds) {
  const sizes = [10, 1_000, 100_000];
  const jobs = sizes.map(lookupAmong);
  const results = await interleave(rounds, jobs);
  return sizes
    .slice(1)
    .map((size, i) =>
      row(
        `repeated lookup among ${size.toLocaleString('en')}, against 10`,
        `${spread(results[0], 2)} µs`,
        `${spread(results[i + 1], 2)} µs`,
        ratios(results[i + 1], results[0]),
        { most: 1.1 },
      ),
    );
}

/** Ten requests over and over, of a cassette with `size` recordings. */
function lookupAmong(size) {
  const keyOf = memoisedKeys();
  const asked = Array.from({ length: 10 }, (_, i) => bodyOf(i, 1_000));
  const known = asked.map((request) => keyOf(request).sha256);
  const names = Array.from({ length: size }, (_, i) => {
    const keyHex = known[i] ?? (i * 2_654_435_761).toString(16).padStart(64, '0').slice(-64);
    const parts = { upstream: 'openai', endpoint: 'chat-completions', model: 'gpt-4o-mini', prompt: `Question ${i}` };
    return fileName(interactionStem({ ...parts, keyHex: keyHex.slice(0, 16).padEnd(64, '0') }), 1);
  });
  const source = { cassette: 'c', folder: '/c', cache: new LoadedCache(1), read: () => Promise.reject(new Error()) };
  const cassette = new OpenCassette(source, [...new Set(names)], true, undefined);
  const sequences = new Sequences('last');
  return () => {
    const begun = performance.now();
    const times = 20_000;
    for (let i = 0; i < times; i += 1) {
      const key = keyOf(asked[i % asked.length]);
      const entries = cassette.find(key);
      sequences.take(selection, { cassette: 'c', id: key.sha256 }, entries.length);
      if (entries.length !== 1) throw new Error(`found ${entries.length}`);
    }
    return ((performance.now() - begun) * 1_000) / times;
  };
}

function timed(requests, keyOf) {
  const begun = performance.now();
  for (const request of requests) keyOf(request);
  return ((performance.now() - begun) * 1_000) / requests.length;
}

/** A chat with words, of about `size` bytes, like no other. */
function bodyOf(n, size) {
  const messages = [{ role: 'system', content: `You are assistant ${n}.` }];
  for (let left = size - 200, i = 0; left > 0; left -= 400, i += 1) {
    const words = Array.from({ length: 55 }, (_, w) => `word${(n * 7 + i * 13 + w * 29) % 997}`).join(' ');
    messages.push({ role: i % 2 === 0 ? 'user' : 'assistant', content: words.slice(0, Math.min(left, 380)) });
  }
  const body = Buffer.from(JSON.stringify({ model: 'gpt-4o-mini', temperature: 0.2, messages }));
  return { method: 'POST', target, headers: [['content-type', 'application/json']], body };
}
