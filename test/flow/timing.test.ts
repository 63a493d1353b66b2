/** The page that tells how well replies kept to their plan, on a running simulator. */

import { describe, expect, it } from 'vitest';
import { delays } from '../support/pace.ts';
import { rawRequest } from '../support/raw-client.ts';
import { sseEvents, streamScript } from '../support/script.ts';
import { chatRequest, scripted, startRecorder, startReplay } from '../support/simulators.ts';

describe('GET /__llmsim/timing', () => {
  it('knows the chunks of paced replies, and not those of instant ones', async () => {
    const upstream = await scripted(streamScript(sseEvents('one', 'two', 'three'), { pace: delays([5]) }));
    const recorder = await startRecorder(`openai=${upstream.url}`);
    await rawRequest(recorder.url, chatRequest());
    await recorder.reported(1);

    const replay = await startReplay(recorder.root, { latency: { kind: 'recorded', speed: 1 } });
    const page = `${replay.url}/__llmsim/timing`;
    await rawRequest(replay.url, chatRequest());
    const told = await (await fetch(page)).json();
    expect(told).toMatchObject({
      unit: 'ms',
      lateness: { count: 3 },
      drift: { count: 1 },
      held: 0,
      streams: { open: 0, finished: 1, left: 0 },
    });
    await fetch(page, { method: 'DELETE' });
    expect(await (await fetch(page)).json()).toMatchObject({ lateness: { count: 0 }, streams: { finished: 0 } });

    const instant = await startReplay(recorder.root, { latency: { kind: 'instant' } });
    await rawRequest(instant.url, chatRequest());
    const none = await (await fetch(`${instant.url}/__llmsim/timing`)).json();
    expect(none).toMatchObject({ lateness: { count: 0 }, streams: { open: 0, finished: 0 } });
  });
});
