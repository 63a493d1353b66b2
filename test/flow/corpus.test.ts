/** Three hundred real exchanges, served by a stub, recorded and replayed: each comes back as it was, as redacted. */

import { describe, expect, it } from 'vitest';
import { openRaw } from '../support/raw-client.ts';
import type { RawResponse } from '../support/raw-response.ts';
import type { Script } from '../support/script.ts';
import { answerHeaders, scripted, startRecorder, startReplay } from '../support/simulators.ts';
import { type CorpusExchange, corpusFile, exchangeOf, readCorpus } from './corpus.ts';

const file = corpusFile();
if (file === undefined) {
  console.warn('The corpus test is skipped: there is no ../shared/corpus/traffic.jsonl, and LLMSIM_CORPUS names none.');
}

describe.skipIf(file === undefined)('the corpus of real traffic (skipped where it is not there)', () => {
  const exchanges = (file === undefined ? [] : readCorpus(file)).map(exchangeOf);

  it('is recorded whole, and every exchange is replayed as it was', async () => {
    expect(exchanges).toHaveLength(300);
    const root = await record(exchanges);
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

/** All through one recorder in order, on one connection; gives its folder. */
async function record(exchanges: readonly CorpusExchange[]): Promise<string> {
  let script: Script = {};
  const upstream = await scripted(() => script);
  const recorder = await startRecorder(`corpus=${upstream.url}`, {
    recordAuthErrors: true,
    sign: 'aws',
    env: { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example', AWS_REGION: 'us-east-1' },
  });
  const connection = await openRaw(recorder.url);
  for (const exchange of exchanges) {
    script = exchange.script;
    const { status } = await connection.send(exchange.request);
    expect(`${exchange.line.id} ${status}`).toBe(`${exchange.line.id} ${exchange.line.status}`);
  }
  connection.close();
  const reports = await recorder.reported(exchanges.length);
  expect(reports.filter(({ saved }) => saved.kind !== 'saved')).toEqual([]);
  return recorder.root;
}

function differencesOf({ expected }: CorpusExchange, answer: RawResponse): string[] {
  const found: string[] = [];
  if (answer.status !== expected.status) found.push(`status ${answer.status} instead of ${expected.status}`);
  const headers = answerHeaders(answer).filter(([name]) => !/^content-length$/i.test(name));
  const wanted = expected.headers.map(([name, value]) => [name, value.trim()] as const);
  if (JSON.stringify(headers) !== JSON.stringify(wanted)) {
    found.push(`headers ${JSON.stringify(headers)} instead of ${JSON.stringify(wanted)}`);
  }
  if (!answer.body.equals(expected.body))
    found.push(`body of ${answer.body.length} bytes instead of ${expected.body.length}`);
  if (answer.end !== 'complete') found.push(`ends by ${answer.end}`);
  return found;
}

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
