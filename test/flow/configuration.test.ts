/** One configuration for all commands: what goes before what, how mistakes are told, and what counts without a restart. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, startCli } from '../support/run-cli.ts';
import { tempFolder } from '../support/temp-folder.ts';

function folderWith(text: string): string {
  const folder = tempFolder();
  writeFileSync(join(folder, 'llmsim.yaml'), text);
  return folder;
}

function chat(url: string): Promise<Response> {
  return fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer any' },
    body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] }),
  });
}

async function said(url: string): Promise<unknown> {
  const body: unknown = await (await chat(url)).json();
  return (body as { choices: readonly { message: { content: unknown } }[] }).choices[0]?.message.content;
}

describe('llmsim init', () => {
  it('writes a file that is right, and never over another', async () => {
    const cwd = tempFolder();
    expect(await runCli(['init'], { cwd })).toMatchObject({ code: 0, stdout: 'llmsim.yaml\n' });
    const written = readFileSync(join(cwd, 'llmsim.yaml'), 'utf8');
    expect(await runCli(['config', 'check'], { cwd })).toMatchObject({ code: 0, stdout: '' });
    writeFileSync(join(cwd, 'llmsim.yaml'), '# mine\n');
    const again = await runCli(['init'], { cwd });
    expect(again).toMatchObject({ code: 2, stdout: '' });
    expect(again.stderr).toContain('llmsim.yaml is there already');
    expect(readFileSync(join(cwd, 'llmsim.yaml'), 'utf8')).toBe('# mine\n');
    expect(await runCli(['init', 'other.yaml'], { cwd })).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, 'other.yaml'), 'utf8')).toBe(written);
  });
});

describe('llmsim config check', () => {
  it('tells all that is wrong in the file, in the environment and in files of rules', async () => {
    const cwd = folderWith('server: { prot: 1 }\nsynthesis: { tokens: abc }\n');
    writeFileSync(join(cwd, 'extra.yaml'), 'rules:\n  - response: a\n    match: { modell: x }\n');
    const { code, stdout, stderr } = await runCli(['config', 'check', '--rules', 'extra.yaml'], {
      cwd,
      env: { LLMSIM_SERVR__PORT: '1' },
    });
    expect(code).toBe(1);
    expect(stdout.trim().split('\n')).toEqual([
      'LLMSIM_SERVR__PORT: "servr" is not a setting of llmsim: did you mean LLMSIM_SERVER__PORT?',
      'llmsim.yaml:1: "server.prot" is not a setting of llmsim: did you mean "port"?',
      expect.stringMatching(/^llmsim\.yaml:2: "abc" is no length/),
      'extra.yaml:3: rules.0.match.modell: "modell" is no condition: did you mean "model"?',
    ]);
    expect(stderr).toContain('4 problems.');
  });

  it('takes the file as other commands do, and no file where variables say all', async () => {
    const cwd = folderWith('servr: {}\n');
    const named = await runCli(['config', 'check', '--config', 'llmsim.yaml'], { cwd });
    expect([named.code, named.stdout]).toEqual([1, expect.stringContaining('llmsim.yaml:1: "servr"')]);
    const nowhere = { cwd: tempFolder(), env: { LLMSIM_SERVER__PORT: '9000' } };
    expect(await runCli(['config', 'check'], nowhere)).toMatchObject({
      code: 0,
      stderr: 'The environment: nothing is wrong.\n',
    });
    const wrong = await runCli(['config', 'check'], { ...nowhere, env: { LLMSIM_SERVER__PROT: '9000' } });
    expect([wrong.code, wrong.stdout]).toEqual([1, expect.stringContaining('LLMSIM_SERVER__PROT')]);
  });

  it('needs a file', async () => {
    const { code, stderr } = await runCli(['config', 'check'], { cwd: tempFolder() });
    expect(code).toBe(2);
    expect(stderr).toContain('llmsim init writes one');
  });
});

describe('llmsim config show', () => {
  it('says what counts and where it comes from', async () => {
    const cwd = folderWith('server:\n  port: 1\n  host: a\n');
    const options = { cwd, env: { LLMSIM_SERVER__HOST: 'b' } };
    const { code, stdout } = await runCli(['config', 'show', '--json', '--port', '3'], options);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(
      expect.arrayContaining([
        { setting: 'server.port', value: 3, source: '--port' },
        { setting: 'server.host', value: 'b', source: 'LLMSIM_SERVER__HOST' },
        { setting: 'server.repeat', value: 'last', source: 'default' },
      ]),
    );
    const shown = await runCli(['config', 'show'], options);
    expect(shown.stdout).toMatch(/^ {2}port: 1 +# llmsim\.yaml:2$/m);
  });

  it('shows what is usual where nothing is said, and refuses what cannot be', async () => {
    const { code, stdout } = await runCli(['config', 'show'], { cwd: tempFolder() });
    expect([code, stdout.split('\n')[0]]).toEqual([0, 'server:']);
    const wrong = await runCli(['config', 'show'], { cwd: folderWith('servr: {}\n') });
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('a server', () => {
  it('takes what its file says, before it the environment, before both its options', async () => {
    const cwd = folderWith('server: { port: 1, cassettes: recorded, miss_status: 404 }\n');
    mkdirSync(join(cwd, 'recorded'));
    const server = await startCli(['replay', '--port', '0'], { cwd, env: { LLMSIM_SERVER__MISS_STATUS: '410' } });
    expect((await chat(server.url)).status).toBe(410);
  });

  it('tells the mistakes of its configuration and of its rules before it begins', async () => {
    const cwd = folderWith('server: { prot: 1 }\n');
    writeFileSync(join(cwd, 'extra.yaml'), 'rules: [{ responce: a }]\n');
    const { code, stderr } = await runCli(['serve', '--rules', 'extra.yaml'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('llmsim.yaml:1: "server.prot"');
    expect(stderr).toContain('extra.yaml:1: "rules.0.responce"');
  });

  it('takes an edit of its rules, and keeps what it had where the edit is wrong', async () => {
    const cwd = folderWith('rules: [{ response: one }]\n');
    const server = await startCli(['serve', '--port', '0'], { cwd });
    expect(await said(server.url)).toBe('one');
    writeFileSync(join(cwd, 'llmsim.yaml'), 'rules: [{ response: two }]\n');
    await server.stderrMatches(/rules in force as of now/);
    expect(await said(server.url)).toBe('two');
    writeFileSync(join(cwd, 'llmsim.yaml'), 'rules: [{ responce: three }]\n');
    await server.stderrMatches(/llmsim\.yaml:1: "rules\.0\.responce" .* did you mean "response"/);
    expect(await said(server.url)).toBe('two');
  });

  it('takes rules, faults and limits that it had none of when it began', async () => {
    const cwd = folderWith('synthesis: { seed: 1 }\n');
    const server = await startCli(['serve', '--port', '0'], { cwd });
    const first = await chat(server.url);
    expect([first.status, first.headers.get('x-llmsim-source')]).toEqual([200, 'generator']);
    writeFileSync(
      join(cwd, 'llmsim.yaml'),
      'rules: [{ response: ruled }]\nlimits: { key: { rpm: 5 } }\nsynthesis: { seed: 2 }\n',
    );
    await server.stderrMatches(/rules, limits in force as of now; synthesis with the next start\./);
    const ruled = await chat(server.url);
    expect(ruled.headers.get('x-ratelimit-limit-requests')).toBe('5');
    expect(await said(server.url)).toBe('ruled');
    writeFileSync(join(cwd, 'llmsim.yaml'), 'synthesis: { seed: 2 }\nerrors: { faults: [503] }\n');
    await server.stderrMatches(/errors.* in force as of now\./);
    const failed = await chat(server.url);
    expect([failed.status, failed.headers.get('x-ratelimit-limit-requests')]).toEqual([503, null]);
  });

  it.skipIf(process.platform === 'win32')('reads everything again on SIGHUP, and goes on', async () => {
    const cwd = folderWith('rules: [{ response: one }]\n');
    const server = await startCli(['serve', '--port', '0'], { cwd });
    process.kill(server.pid, 'SIGHUP');
    await server.stderrMatches(/llmsim\.yaml was read again/);
    expect(await said(server.url)).toBe('one');
  });
});
