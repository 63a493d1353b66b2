import { describe, expect, it } from 'vitest';
import { readyPage } from '../../../src/server/control-pages/ready.ts';

describe('the readiness page', () => {
  it('is 503 while recordings are looked at', async () => {
    const reply = await readyPage(() => ({ ready: false, problems: 0 })).answer('GET', '/ready');
    expect(reply.status).toBe(503);
    expect(reply.headers).toContainEqual(['retry-after', '1']);
    expect(JSON.parse(Buffer.from(reply.bytes).toString())).toEqual({ status: 'checking recordings', problems: 0 });
  });

  it('is 200 afterwards, and says how many recordings have problems', async () => {
    const reply = await readyPage(() => ({ ready: true, problems: 2 })).answer('GET', '/ready');
    expect(reply.status).toBe(200);
    expect(JSON.parse(Buffer.from(reply.bytes).toString())).toEqual({ status: 'ready', problems: 2 });
  });
});
