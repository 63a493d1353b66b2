import { describe, expect, it } from 'vitest';
import { control } from '../../../src/server/control.ts';
import { timingPage } from '../../../src/server/control-pages/timing.ts';
import { Lateness } from '../../../src/telemetry/lateness.ts';

describe('/__llmsim/timing', () => {
  async function ask(lateness: Lateness, method: string) {
    const reply = await control([timingPage(lateness)])(method, '/__llmsim/timing');
    if (reply === undefined) throw new Error('there is no such page');
    return { status: reply.status, body: JSON.parse(Buffer.from(reply.bytes).toString()) };
  }

  it('tells how late chunks went out, in milliseconds', async () => {
    const lateness = new Lateness();
    lateness.open();
    lateness.chunk(2.5);
    const { status, body } = await ask(lateness, 'GET');
    expect(status).toBe(200);
    expect(body).toMatchObject({ unit: 'ms', lateness: { count: 1, max: 2.5 }, streams: { open: 1 } });
    expect(body.lateness.p50).toBeCloseTo(2.5, 1);
  });

  it('gives what was counted a last time when it is deleted', async () => {
    const lateness = new Lateness();
    lateness.chunk(2.5);
    expect((await ask(lateness, 'DELETE')).body.lateness.count).toBe(1);
    expect((await ask(lateness, 'GET')).body.lateness.count).toBe(0);
  });

  it('takes no POST', async () => {
    expect((await ask(new Lateness(), 'POST')).status).toBe(405);
  });
});
