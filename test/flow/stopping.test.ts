/** A recorder that is told to stop: what is complete is saved, what is still open after its time is cut and is not. */

import { describe, expect, it, onTestFinished } from 'vitest';
import { grace } from '../../src/cli/serve.ts';
import { Gate } from '../support/pace.ts';
import { rawRequest } from '../support/raw-client.ts';
import { chatRequest, recordingsIn, scripted, startRecorder } from '../support/simulators.ts';

describe('a recorder that stops', () => {
  it('cuts a stream that does not end in time, lets the upstream go, and keeps what was complete', async () => {
    const gate = new Gate(1);
    onTestFinished(() => gate.open());
    const upstream = await scripted((request) =>
      request.body.includes('open') ? { body: ['one', 'two'], pace: gate.pace } : { body: ['whole'] },
    );
    const recorder = await startRecorder(`openai=${upstream.url}`);
    expect((await rawRequest(recorder.url, chatRequest('done'))).end).toBe('complete');
    await recorder.reported(1);
    const closed: Promise<void>[] = [];
    const open = rawRequest(recorder.url, chatRequest('open'), { onChunk: () => void closed.push(recorder.close(50)) });
    expect(await open).toMatchObject({ status: 200, end: 'close' });
    await Promise.all(closed);
    await upstream.abandonedBy(1);
    await recorder.reported(2);
    expect(recorder.reports).toMatchObject([{ saved: { kind: 'saved' } }, { end: 'client-gone' }]);
    expect(recordingsIn(recorder.root)).toHaveLength(1);
    expect(recordingsIn(recorder.root)[0]).toContain('-done-');
  });

  it('has ten seconds for that on the command line', () => {
    expect(grace).toBe(10_000);
  });
});
