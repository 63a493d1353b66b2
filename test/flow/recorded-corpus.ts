/** The corpus recorded through a recorder, and an answer compared with what was recorded. */

import { expect } from 'vitest';
import { openRaw } from '../support/raw-client.ts';
import type { RawResponse } from '../support/raw-response.ts';
import type { Script } from '../support/script.ts';
import { answerHeaders, scripted, startRecorder } from '../support/simulators.ts';
import type { CorpusExchange } from './corpus.ts';

/** All through one recorder in order, on one connection; gives its folder. */
export async function recordCorpus(exchanges: readonly CorpusExchange[]): Promise<string> {
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

/** What of an answer is not as it was recorded. */
export function differencesOf({ expected }: CorpusExchange, answer: RawResponse): string[] {
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
