/** The process runner starts, watches, stops and cleans up, tried on small programs in place of llmsim. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, startCli } from './run-cli.ts';
import { tempFolder } from './temp-folder.ts';

function program(source: string): string {
  const entry = join(tempFolder(), 'program.mjs');
  writeFileSync(entry, source);
  return entry;
}

const server = `
  process.on('SIGINT', () => { console.error('saved 3'); process.exit(7); });
  console.log('http://127.0.0.1:4711');
  console.error('args ' + process.argv.slice(2).join(' '));
  setInterval(() => {}, 1000);
`;

describe('startCli', () => {
  it('gives the URL, follows stderr and ends with the exit code', async () => {
    const cli = await startCli(['replay', 'x y'], { entry: program(server) });
    expect(cli).toMatchObject({ url: 'http://127.0.0.1:4711', port: 4711 });
    await cli.stderrMatches(/args replay x y/);
    expect(await cli.stop()).toMatchObject({ code: 7, signal: null, stderr: 'args replay x y\nsaved 3\n' });
    expect(await cli.stop('SIGKILL')).toMatchObject({ code: 7 });
  });

  it('rejects with the output when the process ends or stays silent instead', async () => {
    const ending = program(`console.error('port in use'); process.exitCode = 2;`);
    await expect(startCli(['record'], { entry: ending })).rejects.toThrow(
      /llmsim record: ended with 2[\s\S]*port in use/,
    );
    const silent = program(`setInterval(() => {}, 1000);`);
    await expect(startCli(['replay'], { entry: silent, readyWithin: 300 })).rejects.toThrow(
      /llmsim replay: gave no URL within 300 ms/,
    );
  });

  it('rejects a wait for a line that never came', async () => {
    const cli = await startCli([], { entry: program(server) });
    const wait = cli.stderrMatches(/never/);
    await Promise.all([expect(wait).rejects.toThrow('never wrote'), cli.stop()]);
  });
});

describe('runCli', () => {
  it('runs to the end with input, folder and environment of its own, without this machine’s keys, proxies and CI', async () => {
    const entry = program(`
      let input = '';
      for await (const piece of process.stdin) input += piece;
      console.log(JSON.stringify([input, process.cwd(), process.env.MINE, process.env.OPENAI_API_KEY, process.env.HTTPS_PROXY, process.env.CI]));
    `);
    process.env['OPENAI_API_KEY'] = 'not-a-key';
    process.env['HTTPS_PROXY'] = 'http://127.0.0.1:9';
    const ci = process.env['CI'];
    process.env['CI'] = 'true';
    const cwd = tempFolder();
    const exit = await runCli([], { entry, cwd, stdin: 'hello', env: { MINE: 'yes' } });
    delete process.env['OPENAI_API_KEY'];
    delete process.env['HTTPS_PROXY'];
    if (ci === undefined) delete process.env['CI'];
    else process.env['CI'] = ci;
    expect(JSON.parse(exit.stdout)).toEqual(['hello', cwd, 'yes', null, null, null]);
    expect(exit.code).toBe(0);
  });
});
