/** The example application under `llmsim run`: an agent with the official SDK, recorded from a stub provider and replayed. */

import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PROJECT_ROOT, runCli } from '../support/run-cli.ts';
import { tempFolder } from '../support/temp-folder.ts';

const cities = ['Rome', 'Oslo', 'Lima'];

/** A copy of the example with the project's own SDK, and its stub provider. */
async function example() {
  const folder = join(tempFolder(), 'weather-agent');
  cpSync(join(PROJECT_ROOT, 'examples', 'weather-agent'), folder, { recursive: true });
  symlinkSync(join(PROJECT_ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const provider = spawn(process.execPath, ['stub-provider.js'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void provider.kill());
  const url = await firstLine(provider);
  const run = (flags: readonly string[], ...command: readonly string[]) =>
    runCli(['run', ...flags, '--', process.execPath, ...command], { cwd: folder });
  return { folder, provider, run, recording: ['--upstream', `openai=${url}`] };
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('no output');
  for await (const line of createInterface(stdout)) return line;
  throw new Error('the provider ended at once');
}

describe('the example agent', () => {
  it('says the same, byte for byte, in twenty runs without its provider', async () => {
    const { provider, run, recording } = await example();
    const recorded = await run(recording, 'main.js', ...cities);
    expect(recorded).toMatchObject({
      code: 0,
      stdout: 'Rome: It is 21 °C, sunny.\nOslo: It is -3 °C, snow.\nLima: It is 19 °C, fog.\n',
    });
    provider.kill();
    for (let i = 0; i < 20; i += 1) {
      const replayed = await run([], 'main.js', ...cities);
      expect([replayed.code, replayed.stdout]).toEqual([0, recorded.stdout]);
      expect(replayed.stderr).toMatch(/hits {4}6\n {2}misses {2}0\n/);
    }
  }, 120_000);

  it('tests itself in parallel on one server, each test with its own selection', async () => {
    const { provider, run, recording } = await example();
    const recorded = await run(recording, '--test');
    expect(recorded).toMatchObject({ code: 0, stdout: expect.stringMatching(/pass 3\n/) });
    provider.kill();
    const replayed = await run([], '--test');
    expect(replayed).toMatchObject({ code: 0, stdout: expect.stringMatching(/pass 3\n/) });
    expect(replayed.stderr).toMatch(/hits {4}6\n {2}misses {2}0\n/);
  }, 60_000);

  it('fails with what differs when its prompt was changed, also though it swallows the error', async () => {
    const { folder, provider, run, recording } = await example();
    await run(recording, 'main.js', ...cities);
    provider.kill();
    const file = join(folder, 'agent.js');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('You are a weather reporter.', 'You are a very brief weather reporter.'),
    );
    const { code, stdout, stderr } = await run([], 'main.js', 'Rome');
    expect([code, stdout]).toEqual([3, 'Rome: no answer (400)\n']);
    expect(stderr).toContain('messages[0].content');
    expect(stderr).toContain('very brief');
    expect(stderr).toContain('system: ignore');
  }, 60_000);
});
