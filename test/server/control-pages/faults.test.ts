import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { startFaults } from '../../../src/app/faults.ts';
import { defaultFaults, type FaultsConfig } from '../../../src/app/faults-config.ts';
import { readErrors } from '../../../src/app/faults-section.ts';
import { controlBody } from '../../../src/server/control-body.ts';
import { faultsPage } from '../../../src/server/control-pages/faults.ts';
import { FakeClock } from '../../support/fake-clock.ts';

function pageOf(config: Partial<FaultsConfig> = {}) {
  const clock = new FakeClock();
  const faults = startFaults({ ...defaultFaults, ...config }, clock, false, () => 'key');
  const page = faultsPage(faults.switch);
  const ask = async (method: string, body?: string | Uint8Array | undefined) => {
    const reply = await page.answer(method, '/__llmsim/faults', async () =>
      body === undefined ? undefined : Buffer.from(body),
    );
    return { status: reply.status, json: JSON.parse(Buffer.from(reply.bytes).toString()) };
  };
  return { ask, clock, faults };
}

describe('the page of faults', () => {
  it('shows what is in force, and what there is', async () => {
    const { status, json } = await pageOf().ask('GET');
    expect(status).toBe(200);
    expect(json).toMatchObject({ configured: true, elapsed_ms: 0, faults: [], timeline: [] });
    expect(json.known).toContainEqual({
      fault: 'timeout',
      summary: 'Takes the request and never answers.',
      parameters: [{ name: 'after', explanation: expect.any(String) }],
    });
  });

  it('puts faults in force in the place of those of the configuration, and those again', async () => {
    const configured = readErrors({ rate_limit_rate: 0.01 });
    const { ask, clock } = pageOf({ set: configured.kind === 'faults' ? configured.set : [] });
    clock.advance(500);
    const put = await ask(
      'PUT',
      '{"faults":[{"fault":"503","times":2,"for":"anthropic"}],"timeline":["at 30s for 10s: 429"]}',
    );
    expect(put).toMatchObject({
      status: 200,
      json: {
        configured: false,
        elapsed_ms: 0,
        faults: [{ fault: '503', rate: 1, times: 2, for: 'anthropic' }],
        timeline: ['at 30000ms for 10000ms: 429'],
      },
    });
    expect((await ask('DELETE')).json).toMatchObject({
      configured: true,
      faults: [{ fault: '429', rate: 0.01 }],
      timeline: [],
    });
  });

  it('draws with the seed of the faults that are in force: their own, else that of the configuration', async () => {
    const { ask, faults } = pageOf({ seed: 'nightly' });
    expect((await ask('GET')).json.seed).toBe('nightly');
    expect((await ask('PUT', '{"faults":["503"],"seed":7}')).json.seed).toBe('7');
    expect((await ask('PUT', '{"faults":["503"]}')).json.seed).toBe('nightly');
    faults.reconfigure({ seed: 'weekly', set: [] });
    expect((await ask('GET')).json.seed).toBe('nightly');
    expect((await ask('DELETE')).json.seed).toBe('weekly');
    faults.reconfigure({ seed: undefined, set: [] });
    expect((await ask('GET')).json.seed).toBe('llmsim');
  });

  it('keeps the seed of the command line', async () => {
    const { ask, faults } = pageOf({ seed: 'given', keepsSeed: true });
    faults.reconfigure({ seed: 'weekly', set: [] });
    expect((await ask('GET')).json.seed).toBe('given');
  });

  it('changes nothing where something is wrong, and says what', async () => {
    const { ask } = pageOf();
    await ask('PUT', '{"faults":["503"]}');
    expect(await ask('PUT', '{"faults":["50x3"]}')).toMatchObject({
      status: 400,
      json: {
        error: {
          code: 'llmsim_bad_faults',
          message: 'These faults cannot be used: faults.0: "50x3" is no fault; did you mean "503"?',
        },
      },
    });
    expect((await ask('PUT', 'no json')).json.error.message).toContain('is no JSON');
    expect((await ask('PUT')).status).toBe(413);
    expect((await ask('GET')).json.faults).toEqual([{ fault: '503', rate: 1 }]);
  });
});

describe('the body of a control request', () => {
  function body(...chunks: readonly Buffer[]): Promise<Uint8Array | undefined> {
    const stream = new PassThrough();
    const read = controlBody(stream as unknown as Parameters<typeof controlBody>[0]);
    for (const chunk of chunks) stream.write(chunk);
    stream.end();
    return read;
  }

  it('is all of it', async () => {
    expect(Buffer.from((await body(Buffer.from('ab'), Buffer.from('c'))) ?? '').toString()).toBe('abc');
  });

  it('is at most 1 MiB', async () => {
    const half = Buffer.alloc(512 * 1024, 'x');
    expect((await body(half, half))?.byteLength).toBe(1024 * 1024);
    expect(await body(half, half, Buffer.from('x'))).toBeUndefined();
  });
});
