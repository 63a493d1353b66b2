/** The one flow that keeps real time: a stream is replayed at the pace at which it was recorded. */

import { describe, expect, it } from 'vitest';
import { delays } from '../support/pace.ts';
import { rawRequest } from '../support/raw-client.ts';
import { sseEvents, streamScript } from '../support/script.ts';
import { chatRequest, chunksOf, interactionsIn, scripted, startRecorder, startReplay } from '../support/simulators.ts';

describe('a stream of ten chunks, 50 ms apart', () => {
  /** A loaded machine may be late by this much; it is never early. */
  const margin = 400;

  it('reaches the client of the recorder while it comes, and the client of a replay at the same times', async () => {
    const events = sseEvents(...Array.from({ length: 10 }, (_, i) => `chunk ${i}`));
    const upstream = await scripted(streamScript(events, { pace: delays([50]) }));
    const recorder = await startRecorder(`openai=${upstream.url}`);
    const seen = await rawRequest(recorder.url, chatRequest());
    await recorder.reported(1);
    expect(chunksOf(seen)).toEqual(events);
    const [interaction] = await interactionsIn(recorder.root);
    const timing = interaction?.response.timing ?? { head: 0, chunks: [], end: 0 };
    expect(timing.chunks).toHaveLength(10);
    timing.chunks.forEach((at, i) => {
      // Timers of the upstream may fire a millisecond early.
      expect(at).toBeGreaterThan(49 * (i + 1));
      const passedOn = (seen.chunks[i]?.at ?? 0) - at;
      expect(passedOn).toBeGreaterThan(-5);
      expect(passedOn).toBeLessThan(margin);
    });

    const replay = await startReplay(recorder.root, { latency: { kind: 'recorded', speed: 1 } });
    const replayed = await rawRequest(replay.url, chatRequest());
    expect(chunksOf(replayed)).toEqual(events);
    const late = replayed.chunks.map(({ at }, i) => at - (timing.chunks[i] ?? 0));
    expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...late)).toBeLessThan(margin);
    expect(replayed.endAt).toBeGreaterThanOrEqual(timing.end);
    // Absolute deadlines: what is late does not add up.
    const middle = [...late].sort((a, b) => a - b)[5] ?? 0;
    expect(middle).toBeLessThan(margin / 4);
  });
});
