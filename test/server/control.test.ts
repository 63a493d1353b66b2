import { describe, expect, it } from 'vitest';
import type { PlannedReply } from '../../src/core/reply.ts';
import { control } from '../../src/server/control.ts';
import { healthPage } from '../../src/server/control-pages/health.ts';
import { jsonReply } from '../../src/server/refusals.ts';

const pages = control([healthPage({ mode: 'none' })]);

function answer(method: string, url: string): PlannedReply | undefined {
  const reply = pages(method, url);
  if (reply instanceof Promise) throw new Error('health is known at once');
  return reply;
}

function json(method: string, url: string): unknown {
  const reply = answer(method, url);
  return reply === undefined
    ? undefined
    : { status: reply.status, body: JSON.parse(Buffer.from(reply.bytes).toString()) };
}

describe('the control paths', () => {
  it.each(['/health', '/health?probe=1', '/__llmsim/health'])('%s says that all is well, and in which mode', (url) => {
    for (const method of ['GET', 'HEAD']) {
      expect(json(method, url)).toEqual({ status: 200, body: { status: 'ok', mode: 'none' } });
    }
  });

  it('give the health ready to write', () => {
    const reply = answer('GET', '/health');
    expect(reply?.headers).toContainEqual(['content-type', 'application/json']);
    expect(reply?.headers).toContainEqual(['content-length', String(reply?.bytes.byteLength)]);
    expect(reply?.timing.end).toBe(0);
  });

  it('take no other method', () => {
    expect(json('POST', '/health')).toMatchObject({ status: 405, body: { error: { message: '/health takes GET.' } } });
    expect(answer('POST', '/health')?.headers).toContainEqual(['allow', 'GET, HEAD']);
  });

  it.each(['/__llmsim', '/__llmsim/', '/__llmsim/nothing?x=1'])('%s is llmsim’s own, and not found', (url) => {
    expect(json('GET', url)).toMatchObject({ status: 404, body: { error: { code: 'llmsim_no_such_page' } } });
  });

  it.each(['/', '/healthy', '/health/x', '/v1/health', '/__llmsimulator', '/v1/chat/completions'])(
    '%s is somebody else’s',
    (url) => {
      expect(json('GET', url)).toBeUndefined();
    },
  );

  it('are answered later where a page takes its time, with the query', async () => {
    const page = {
      paths: ['/__llmsim/late'],
      methods: ['POST'],
      answer: async (method: string, url: string) => jsonReply(200, [method, url]),
    };
    const reply = control([page])('POST', '/__llmsim/late?a=1');
    expect(reply).toBeInstanceOf(Promise);
    expect(JSON.parse(Buffer.from((await reply)?.bytes ?? []).toString())).toEqual(['POST', '/__llmsim/late?a=1']);
  });
});
