/** A recorder killed at any moment under load leaves whole recordings only, and its successor clears up. */

import { describe, expect, it } from 'vitest';
import { seededRandom } from '../support/random-cuts.ts';
import { rawRequest } from '../support/raw-client.ts';
import { runCli, startCli } from '../support/run-cli.ts';
import { chatRequest, filesIn, interactionsIn, recordingsIn, scripted } from '../support/simulators.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('kill -9', () => {
  it('in a loop under load leaves whole interactions, and the next start removes what is left', async () => {
    const large = Buffer.alloc(20_000, 7);
    const upstream = await scripted((request) => ({
      headers: [['Content-Type', 'application/octet-stream']],
      body: request.body.includes('blob') ? [large, 'end'] : ['{"ok":', 'true}'],
    }));
    const root = tempFolder();
    const random = seededRandom(9);
    const command = ['record', '--upstream', `openai=${upstream.url}`, '--port', '0', '--cassettes', root];
    for (let round = 0; round < 4; round += 1) {
      const cli = await startCli(command);
      let count = 0;
      const killAt = 15 + Math.floor(random() * 60);
      const client = async (name: number): Promise<void> => {
        for (let i = 0; ; i += 1) {
          const kind = i % 3 === 0 ? 'blob' : 'json';
          const answer = await rawRequest(cli.url, chatRequest(`${kind} ${name} ${i % 4}`)).catch(() => undefined);
          if (answer?.end !== 'complete') return;
          count += 1;
          // Answers do not wait for the disk: the first file may come after many of them.
          if (count >= killAt && recordingsIn(root).length > 0) void cli.stop('SIGKILL');
        }
      };
      await Promise.all(Array.from({ length: 8 }, (_, name) => client(name)));
      expect((await cli.exited).signal).toBe('SIGKILL');
      const interactions = await interactionsIn(root);
      expect(interactions.length).toBeGreaterThan(0);
      const bodies = new Set(interactions.map(({ response }) => `${response.bytes.length} ${response.end}`));
      expect([...bodies].every((body) => ['11 complete', '20003 complete'].includes(body))).toBe(true);
    }
    const last = await startCli(command);
    await rawRequest(last.url, chatRequest('json last'));
    expect((await last.stop()).code).toBe(0);
    expect(filesIn(root).filter((path) => path.includes('/.'))).toEqual([]);
    const verified = await runCli(['cassette', 'verify', root]);
    expect(verified.stdout.split('\n').filter((line) => line.startsWith('error'))).toEqual([]);
    expect(verified.code).toBe(0);
  });
});
