/** The load script and the soak, over real sockets, for a few seconds. */

import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT, startCli } from '../support/run-cli.ts';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function script(name: string, ...args: string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [`scripts/${name}`, ...args], { cwd: PROJECT_ROOT });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

describe('scripts/load.js', () => {
  it('tells what the server took and ends by itself', async () => {
    const { url } = await startCli(['serve', '--port', '0', '--tokens', '20']);
    const { code, stdout } = await script('load.js', url, '--seconds', '0.5', '--clients', '3', '--json');
    const { requests, failed, input, output } = JSON.parse(stdout);
    expect([code, failed]).toEqual([0, 0]);
    expect(requests).toBeGreaterThan(2);
    expect(output).toBe(20 * requests);
    expect(input).toBeGreaterThan(requests);
  });

  it('sends no more than its rate, streamed or not', async () => {
    const { url } = await startCli(['serve', '--port', '0', '--tokens', '5']);
    const args = [
      '--seconds',
      '1',
      '--rate',
      '10',
      '--clients',
      '5',
      '--no-stream',
      '--path',
      '/v1/messages',
      '--json',
    ];
    const { requests, failed } = JSON.parse((await script('load.js', url, ...args)).stdout);
    expect(failed).toBe(0);
    expect(requests).toBeGreaterThan(0);
    expect(requests).toBeLessThanOrEqual(10);
  });

  it('names what went wrong, and ends with 1', async () => {
    const { url } = await startCli(['serve', '--port', '0', '--tokens', '20', '--fault', 'truncate']);
    const { code, stdout } = await script('load.js', url, '--seconds', '0.3', '--clients', '2');
    expect(code).toBe(1);
    expect(stdout).toMatch(/went wrong +\d+ \(cut stream: \d+\)/);
  });

  it('refuses other machines', async () => {
    expect(await script('load.js', 'http://192.0.2.1:8080')).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('scripts/soak.js', () => {
  it('finds that the ledger has what the clients counted, faults or not', async () => {
    const { code, stdout } = await script('soak.js', '--minutes', '0.05', '--clients', '20', '--think', '50');
    expect(stdout).toContain('Sound: nothing grew');
    expect(code).toBe(0);
  });
});
