/** Upstreams and limits of a configuration file, through the commands. */

import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A model server that is told its model and its port, and says which model it is. */
const server = `
const [model, port] = process.argv.slice(2);
require('node:http').createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ choices: [{ message: { content: model } }] }));
}).listen(Number(port), '127.0.0.1');
`;

const client = `
const ask = () => fetch(process.env.OPENAI_BASE_URL + '/chat/completions', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hi' }] }),
});
(async () => {
  for (let i = 0; i < 2; i += 1) {
    const answer = await ask();
    const { choices, error } = await answer.json();
    console.log(answer.status, choices?.[0].message.content ?? error.code, answer.headers.get('x-ratelimit-limit-requests'));
  }
})();
`;

describe('the upstreams and limits of llmsim.yaml', () => {
  it('are used by a run, which starts and stops a local server and records through it', async () => {
    const cwd = tempFolder();
    writeFileSync(join(cwd, 'server.cjs'), server);
    const yaml = [
      'upstreams:',
      '  small:',
      '    kind: command',
      `    command: [${JSON.stringify(process.execPath)}, server.cjs, "{{model_path}}", "{{port}}", ["--ctx", "{{n_ctx}}"]]`,
      '    model_path: tiny.gguf',
      '    ready: { path: / }',
      'limits: { key: { rpd: 1 } }',
      '',
    ];
    writeFileSync(join(cwd, 'llmsim.yaml'), yaml.join('\n'));
    const run = (...flags: string[]) =>
      runCli(['run', '--record-in-ci', ...flags, '--', process.execPath, '-e', client], { cwd });
    const recorded = await run('--mode', 'all');
    expect(recorded.stdout).toBe('200 tiny.gguf 1\n429 rate_limit_exceeded 1\n');
    const pid = Number(/is ready \(http:\/\/127\.0\.0\.1:\d+, process (\d+)\)/.exec(recorded.stderr)?.[1]);
    expect(() => process.kill(pid, 0)).toThrow();
    expect(readdirSync(join(cwd, 'cassettes', 'default')).filter((name) => name.startsWith('small.'))).toHaveLength(1);

    const replayed = await run('--mode', 'none');
    expect(replayed.stdout).toBe(recorded.stdout);
    expect(replayed.stderr).not.toContain('local server');
  }, 60_000);

  it('are named where there are none', async () => {
    const { code, stderr } = await runCli(['record'], { cwd: tempFolder() });
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('Name one with --upstream, or under "upstreams" in llmsim.yaml.'),
    ]);
  });
});
