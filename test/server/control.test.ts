import { describe, expect, it } from 'vitest';
import { control } from '../../src/server/control.ts';

const answer = control({ mode: 'none' });

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
});
