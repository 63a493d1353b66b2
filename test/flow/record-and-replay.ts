/** The round trip that most flow tests make: upstream → recorder → cassette → replay, and what must be equal in it. */

import { expect } from 'vitest';
import { redactResponseHeaders } from '../../src/redaction/redact-headers.ts';
import { rawRequest } from '../support/raw-client.ts';
import type { RawRequest } from '../support/raw-connection.ts';
import type { RawResponse } from '../support/raw-response.ts';
import type { Script } from '../support/script.ts';
import {
  answerHeaders,
  chatRequest,
  chunksOf,
  interactionsIn,
  scripted,
  startRecorder,
  startReplay,
} from '../support/simulators.ts';

/** One request through the recorder, then twice to a paced and once to an instant replay. */
export async function recordAndReplay(script: Script, request: RawRequest = chatRequest()) {
  const upstream = await scripted(script);
  const recorder = await startRecorder(`openai=${upstream.url}`);
  const recorded = await rawRequest(recorder.url, request);
  const [report] = await recorder.reported(1);
  expect(report?.saved).toMatchObject({ kind: 'saved' });
  const [interaction] = await interactionsIn(recorder.root);
  if (interaction === undefined) throw new Error('nothing was recorded');
  const paced = await startReplay(recorder.root, { latency: { kind: 'recorded', speed: 1 } });
  const replayed = await rawRequest(paced.url, request);
  const again = await rawRequest(paced.url, request);
  const instant = await rawRequest((await startReplay(recorder.root)).url, request);
  return { upstream, recorded, replayed, again, instant, interaction };
}

export type Flow = Awaited<ReturnType<typeof recordAndReplay>>;

/** The replayed answer is the recorded one as redacted. */
function expectSame(replayed: RawResponse, recorded: RawResponse): void {
  expect(replayed.statusLine).toBe(recorded.statusLine);
  expect(answerHeaders(replayed)).toEqual(redactResponseHeaders(answerHeaders(recorded)));
  expect(replayed.body.equals(recorded.body)).toBe(true);
  expect(replayed.end).toBe(recorded.end);
  expect(replayed.chunked).toBe(recorded.chunked);
}

export function expectFaithful({ recorded, replayed, again, instant, interaction }: Flow): void {
  for (const one of [replayed, again, instant]) expectSame(one, recorded);
  if (recorded.chunked) {
    expect(chunksOf(replayed)).toEqual(chunksOf(recorded));
    expect(chunksOf(again)).toEqual(chunksOf(replayed));
  }
  expect(Buffer.from(interaction.response.bytes).equals(recorded.body)).toBe(true);
  expect(interaction.response.ends).toEqual(endsOf(recorded, interaction.response.ends));
  expect(recorded.headers).toContainEqual(['x-llmsim-source', 'upstream']);
  expect(replayed.headers).toContainEqual(['x-llmsim-source', 'cassette']);
}

/** By length, the client cannot see the boundaries: then what stands in the cassette is taken for them. */
function endsOf({ chunked, chunks }: RawResponse, otherwise: readonly number[]): readonly number[] {
  let end = 0;
  return chunked ? chunks.map(({ bytes }) => (end += bytes.length)) : otherwise;
}
