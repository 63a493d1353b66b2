import { expect, it } from 'vitest';
import { metricsPage } from '../../../src/server/control-pages/metrics.ts';

it('the metrics page gives the text as it is rendered, with its media type', async () => {
  const page = metricsPage(async () => ({ contentType: 'text/plain; version=0.0.4', text: 'a_total 1\n' }));
  expect(page.paths).toContain('/metrics');
  const reply = await page.answer('GET', '/metrics');
  expect(reply.status).toBe(200);
  expect(reply.headers).toEqual([
    ['content-type', 'text/plain; version=0.0.4'],
    ['content-length', '10'],
  ]);
  expect(Buffer.from(reply.bytes).toString()).toBe('a_total 1\n');
});
