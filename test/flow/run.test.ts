/** `llmsim run` as a user sees it: the command's own input, output and exit code, and what is told at the end. */

import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { jsonScript, numberedAnswers } from '../support/script.ts';
import { scripted } from '../support/simulators.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** An application: asks the prompts in its arguments, prints the answers, and swallows errors. */
const application = `
for (const prompt of process.argv.slice(2)) {
  const response = await fetch(process.env.OPENAI_BASE_URL + '/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer ' + process.env.OPENAI_API_KEY },
    body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: prompt }] }),
  });
  console.log(response.status === 200 ? await response.text() : 'error');
}
`;

async function project() {
  const folder = tempFolder();
  writeFileSync(join(folder, 'app.mjs'), application);
  const upstream = await scripted(numberedAnswers());
  const run = (flags: readonly string[], prompts: readonly string[], env: Record<string, string> = {}) =>
    runCli(['run', ...flags, '--', process.execPath, 'app.mjs', ...prompts], { cwd: folder, env });
  return { folder, upstream, run, recording: ['--upstream', `openai=${upstream.url}`] };
}

const node = (script: string) => ['run', '--mode', 'none', '--', process.execPath, '-e', script];

/** A folder with a cassette, so that `run` can start. */
function withCassettes(): string {
  const folder = tempFolder();
  mkdirSync(join(folder, 'cassettes'));
  return folder;
}

describe('llmsim run', () => {
  it('records at the first run, and replays ever after without upstream or key', async () => {
    const { run, recording, upstream, folder } = await project();
    const first = await run(recording, ['a', 'b']);
    expect(first).toMatchObject({ code: 0, stdout: 'answer 1\nanswer 2\n' });
    expect(first.stderr).toMatch(/^llmsim mode once, [\d.]+ s\n {2}hits {6}0\n {2}misses {4}0\n {2}recorded {2}2\n$/);
    for (let i = 0; i < 2; i += 1) {
      const again = await run([], ['a', 'b']);
      expect(again).toMatchObject({ code: 0, stdout: 'answer 1\nanswer 2\n' });
      expect(again.stderr).toMatch(/hits {4}2\n/);
    }
    expect(upstream.requests).toHaveLength(2);
    expect(readFileSync(join(folder, 'cassettes', '.llmsim', '.gitignore'), 'utf8')).toBe('*\n');
    expect(readdirSync(join(folder, 'cassettes', '.llmsim', 'runs'))).toHaveLength(2);
  });

  it('fails with 3 when the application swallowed a miss, and with its own code when it did not', async () => {
    const { run, recording } = await project();
    await run(recording, ['a']);
    const { code, stdout, stderr } = await run(['--mode', 'none'], ['a', 'b']);
    expect([code, stdout]).toEqual([3, 'answer 1\nerror\n']);
    expect(stderr).toContain('POST /v1/chat/completions (m, "b")');
    expect(stderr).toContain('1 request found no recording.');
  });

  it('never contacts an upstream in CI, and refuses to record there unless told to', async () => {
    const { run, recording, upstream } = await project();
    await run(recording, ['a']);
    const ci = { CI: 'true', OPENAI_API_KEY: 'sk-real' };
    expect(await run(recording, ['a', 'b'], ci)).toMatchObject({ code: 3, stdout: 'answer 1\nerror\n' });
    for (const mode of ['once', 'new-episodes', 'all']) {
      const refused = await run([...recording, '--mode', mode], ['a'], ci);
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain('--record-in-ci');
    }
    expect(upstream.requests).toHaveLength(1);
    expect(await run([...recording, '--mode', 'all', '--record-in-ci'], ['a'], ci)).toMatchObject({ code: 0 });
    expect(upstream.requests).toHaveLength(2);
  });

  it('tells the tokens that recordings saved', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'app.mjs'), application);
    const usage = { prompt_tokens: 1_200, completion_tokens: 34, total_tokens: 1_234 };
    const answer = {
      object: 'chat.completion',
      choices: [{ message: { content: 'x' }, finish_reason: 'stop' }],
      usage,
    };
    const upstream = await scripted(jsonScript(answer));
    const command = ['--', process.execPath, 'app.mjs', 'a'];
    await runCli(['run', '--upstream', `openai=${upstream.url}`, ...command], { cwd: folder });
    const { stderr } = await runCli(['run', ...command], { cwd: folder });
    expect(stderr).toMatch(/saved {3}1,234 tokens \(34 of them generated\)/);
  });

  it('with --on-miss synthesise invents what has no recording, and counts it apart', async () => {
    const { run, recording } = await project();
    await run(recording, ['a']);
    const { code, stdout, stderr } = await run(['--mode', 'none', '--on-miss', 'synthesise'], ['a', 'b']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^answer 1\n\{"id":"chatcmpl-/);
    expect(stderr).toMatch(/hits {9}1\n.*misses {7}0\n.*synthesised {2}1\n/);
  });

  it('tells the faults that it put into answers, or in their place, and which', async () => {
    const { run, recording } = await project();
    await run(recording, ['a']);
    const { code, stderr } = await run(['--mode', 'none', '--fault', 'slow-first-byte(after=1ms)'], ['a', 'a']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/hits {4}2\n.*misses {2}0\n.*faults {2}2: slow-first-byte\(after=1ms\)\n/);
    const failing = await run(['--mode', 'none', '--fault', '400'], ['a']);
    expect(failing.stderr).toMatch(/hits {4}0\n.*misses {2}0\n.*faults {2}1: 400\n/);
  });

  it('says what it needs when there is nothing to replay and nowhere to record from', async () => {
    const { run } = await project();
    const { code, stderr } = await run([], ['a']);
    expect(code).toBe(2);
    expect(stderr).toContain('Nothing is recorded yet');
    expect(stderr).toContain('--upstream');
  });

  it('fails on unused and on old recordings where that is asked for', async () => {
    const { run, recording } = await project();
    await run(recording, ['a', 'b']);
    expect(await run([], ['a'])).toMatchObject({ code: 0, stderr: expect.stringContaining('unused  1: default/') });
    expect(await run(['--fail-on', 'unused'], ['a'])).toMatchObject({ code: 3 });
    expect(await run(['--fail-on', 'unused'], ['a', 'b'])).toMatchObject({ code: 0 });
    expect(await run(['--max-age', '1d'], ['a', 'b'])).toMatchObject({ code: 0 });
    expect(await run(['--fail-on', 'sometimes'], ['a'])).toMatchObject({ code: 2 });
  });

  it('tells about recordings that are older than allowed, and never records them anew', async () => {
    const { run, recording, folder, upstream } = await project();
    await run(recording, ['a']);
    const cassette = join(folder, 'cassettes', 'default');
    for (const name of readdirSync(cassette).filter((one) => one.startsWith('openai.'))) {
      const file = join(cassette, name);
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replace(/"recordedAt": ?"20\d\d/, (found) => `${found.slice(0, -4)}2020`),
      );
    }
    const warned = await run(['--max-age', '90d'], ['a']);
    expect(warned).toMatchObject({ code: 0, stdout: 'answer 1\n', stderr: expect.stringContaining('too old') });
    expect(await run(['--max-age', '90d', '--fail-on', 'expired'], ['a'])).toMatchObject({ code: 3 });
    expect(upstream.requests).toHaveLength(1);
  });

  it('writes reports, annotations and a step summary', async () => {
    const { run, recording, folder } = await project();
    await run(recording, ['a']);
    const summary = join(folder, 'summary.md');
    const { stderr } = await run(
      ['--mode', 'none', '--report', `junit=${join(folder, 'r.xml')}`, '--report', `json=${join(folder, 'r.json')}`],
      ['a', 'b'],
      { CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary },
    );
    expect(stderr).toMatch(/^::error title=llmsim%3A no recording of POST/m);
    expect(readFileSync(join(folder, 'r.xml'), 'utf8')).toContain('<failure type="miss"');
    expect(JSON.parse(readFileSync(join(folder, 'r.json'), 'utf8'))).toMatchObject({
      llmsim: 1,
      hits: 1,
      mode: 'none',
    });
    expect(readFileSync(summary, 'utf8')).toContain('| misses | 1 |');
  });
});

describe('the command of llmsim run', () => {
  it.each([0, 1, 42])('ends it with its own exit code %d', async (code) => {
    expect(await runCli(node(`process.exit(${code})`), { cwd: withCassettes() })).toMatchObject({ code, stdout: '' });
  });

  it('has stdin, stdout and stderr for itself, byte for byte', async () => {
    const script =
      "process.stdin.on('data', (d) => { process.stdout.write(d); process.stderr.write('err:' + d.length + '\\n') })";
    const stdin = 'grüße\r\n\u0000\u0001end without newline';
    const { stdout, stderr } = await runCli(node(script), { cwd: withCassettes(), stdin });
    expect(stdout).toBe(stdin);
    expect(stderr).toMatch(new RegExp(`^err:${Buffer.byteLength(stdin)}\\nllmsim mode none`));
  });

  it('gets the variables of the SDKs, and real keys as they are', async () => {
    const script =
      'console.log(JSON.stringify({u: process.env.LLMSIM_URL, b: process.env.OPENAI_BASE_URL, k: process.env.OPENAI_API_KEY, n: process.env.NO_PROXY}))';
    const { stdout } = await runCli(node(script), { cwd: withCassettes(), env: { OPENAI_API_KEY: 'mine' } });
    const { u, b, k, n } = JSON.parse(stdout);
    expect(u).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect([b, k, n]).toEqual([`${u}/v1`, 'mine', '127.0.0.1,localhost']);
  });

  it('that was ended by a signal ends it with 128 and the signal’s number', async () => {
    expect(await runCli(node("process.kill(process.pid, 'SIGTERM')"), { cwd: withCassettes() })).toMatchObject({
      code: 143,
    });
    expect(await runCli(node("process.kill(process.pid, 'SIGKILL')"), { cwd: withCassettes() })).toMatchObject({
      code: 137,
    });
  });

  it('that is not there is 127, and one that cannot be executed is 126', async () => {
    const folder = withCassettes();
    const missing = await runCli(['run', '--mode', 'none', '--', 'no-such-command-anywhere'], { cwd: folder });
    expect(missing).toMatchObject({ code: 127, stderr: expect.stringContaining('command not found') });
    writeFileSync(join(folder, 'plain.txt'), 'text');
    chmodSync(join(folder, 'plain.txt'), 0o644);
    expect(await runCli(['run', '--mode', 'none', '--', './plain.txt'], { cwd: folder })).toMatchObject({ code: 126 });
  });

  it('that is not given at all is a wrong usage', async () => {
    expect(await runCli(['run', '--mode', 'none'], { cwd: withCassettes() })).toMatchObject({ code: 2 });
  });

  it('hears the signals that are sent to llmsim, which waits for it', async () => {
    const folder = withCassettes();
    const script = join(folder, 'wait.mjs');
    const heard = join(folder, 'heard');
    writeFileSync(
      script,
      `import { writeFileSync } from 'node:fs';
       process.on('SIGTERM', () => { writeFileSync(${JSON.stringify(heard)}, 'SIGTERM'); process.exit(5); });
       process.kill(process.ppid, 'SIGTERM');
       setInterval(() => {}, 1000);`,
    );
    const { code } = await runCli(['run', '--mode', 'none', '--', process.execPath, script], { cwd: folder });
    expect([code, existsSync(heard)]).toEqual([5, true]);
  });

  it('is not started when the port that was asked for is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    const args = ['run', '--mode', 'none', '--port', port, '--', process.execPath, '-e', 'console.log("started")'];
    const { code, stdout, stderr } = await runCli(args, { cwd: withCassettes() });
    server.close();
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('is in use');
  });
});
