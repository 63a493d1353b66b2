/** Three hundred real exchanges, served by a stub, recorded and replayed: each comes back as it was, as redacted. */

import { describe, expect, it } from 'vitest';
import { openRaw } from '../support/raw-client.ts';
import { startReplay } from '../support/simulators.ts';
import { type CorpusExchange, corpusFile, exchangeOf, readCorpus } from './corpus.ts';
import { differencesOf, recordCorpus } from './recorded-corpus.ts';

const file = corpusFile();
if (file === undefined) {
  console.warn('The corpus test is skipped: there is no ../shared/corpus/traffic.jsonl, and LLMSIM_CORPUS names none.');
}

describe.skipIf(file === undefined)('the corpus of real traffic (skipped where it is not there)', () => {
  const exchanges = (file === undefined ? [] : readCorpus(file)).map(exchangeOf);

  it('is recorded whole, and every exchange is replayed as it was', async () => {
    expect(exchanges).toHaveLength(300);
    const root = await recordCorpus(exchanges);
    const replay = await startReplay(root);
    const connection = await openRaw(replay.url);
    const differences: string[] = [];
    for (const exchange of exchanges) {
      const answer = await connection.send(exchange.request);
      differences.push(...differencesOf(exchange, answer).map((what) => `${exchange.line.id}: ${what}`));
      const id = answer.headers.find(([name]) => name === 'x-llmsim-interaction')?.[1] ?? '';
      const ends = (await replay.simulator.library.entry(id)?.load())?.response.ends.join();
      if (exchange.ends !== undefined && ends !== exchange.ends.join()) {
        differences.push(`${exchange.line.id}: chunks end at ${ends} instead of ${exchange.ends.join()}`);
      }
    }
    connection.close();
    expect(differences).toEqual([]);
    console.info(summary(exchanges));
  }, 120_000);
});

function summary(exchanges: readonly CorpusExchange[]): string {
  const lines = exchanges.map(({ line }) => line);
  const counted = (kinds: readonly string[]): string => {
    const counts = new Map<string, number>();
    for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return [...counts]
      .sort(([, a], [, b]) => b - a)
      .map(([kind, count]) => `${kind} ${count}`)
      .join(', ');
  };
  const streams = lines.map(({ tags }) =>
    tags.find((tag) => /^stream:(sse|ndjson|aws-eventstream|json-array)$/.test(tag)),
  );
  return [
    `${lines.length} exchanges recorded and replayed, ${exchanges.filter(({ altered }) => altered).length} of them with secrets cut out of the body`,
    `kinds: ${counted(streams.map((tag) => tag?.slice('stream:'.length) ?? 'not streamed'))}`,
    `statuses: ${counted(lines.map(({ status }) => String(status)))}`,
    `providers: ${counted(lines.map(({ provider }) => provider))}`,
    `oddities: ${counted(lines.flatMap(({ tags }) => tags.filter((tag) => /^(sse|enc|res|req|dup-header|header):/.test(tag))))}`,
  ].join('\n  ');
}
