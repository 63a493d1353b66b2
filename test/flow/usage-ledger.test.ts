/** The usage ledger over real sockets and processes: what clients asked is what it holds, whoever else writes, and whatever kills a server. */

import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/access/database.ts';
import { usageReport } from '../../src/access/usage-report.ts';
import { defaultAccess } from '../../src/app/access-config.ts';
import { startSimulator } from '../../src/app/simulator.ts';
import { defaultSynthesis } from '../../src/app/synthesis-config.ts';
import { databaseAt, newFile } from '../access/databases.ts';
import { rawRequest } from '../support/raw-client.ts';
import { type CliExit, runCli, startCli } from '../support/run-cli.ts';
import { chatRequest, scripted, startRecorder, startReplay } from '../support/simulators.ts';
import { tempFolder } from '../support/temp-folder.ts';

const completion = {
  object: 'chat.completion',
  model: 'gpt-4o-mini',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hello' } }],
  usage: { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13, prompt_tokens_details: { cached_tokens: 2 } },
};
const scriptOfCompletion = {
  headers: [['content-type', 'application/json'] as [string, string]],
  body: [JSON.stringify(completion)],
};

function rowsIn(file: string): readonly Record<string, unknown>[] {
  const database = databaseAt(file);
  return database.prepare('SELECT * FROM usage ORDER BY id').all() as Record<string, unknown>[];
}

function ask(url: string, user: string, apiKey = 'sk-any') {
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 });
  return client.chat.completions.create({
    model: 'gpt-4o-mini',
    user,
    messages: [{ role: 'user', content: 'Say hello' }],
  });
}

function reportOf({ code, stdout, stderr }: CliExit): readonly Record<string, unknown>[] {
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

describe('the usage ledger', () => {
  it('counts the same tokens when an answer is recorded and when it is replayed', async () => {
    const upstream = await scripted(scriptOfCompletion);
    const db = newFile();
    const access = { ...defaultAccess, usage: true, db };
    const recorder = await startRecorder(`openai=${upstream.url}`, { access });
    await ask(recorder.url, 'ann');
    await recorder.reported(1);
    await recorder.close();
    const replay = await startReplay(recorder.root, { access });
    await ask(replay.url, 'ann');
    await rawRequest(replay.url, chatRequest('something else'));
    await replay.close();
    const counted = {
      user: 'ann',
      endpoint: 'chat-completions',
      model: 'gpt-4o-mini',
      provider: 'openai',
      status: 200,
    };
    const tokens = { input_tokens: 9, output_tokens: 4, cached_tokens: 2, reasoning_tokens: 0 };
    expect(rowsIn(db)).toMatchObject([
      { ...counted, ...tokens, source: 'upstream' },
      { ...counted, ...tokens, source: 'cassette' },
      { user: '', source: 'none', status: 400, input_tokens: null },
    ]);
  });

  it('counts what embeddings cost, by the prices that they have', async () => {
    const db = newFile();
    const prices = [
      { model: 'text-embedding-*', input: 20_000, cached: 20_000, output: 0, from: 0, source: 'this test' },
    ];
    const simulator = await startSimulator({
      mode: 'none',
      paths: [],
      synthesis: defaultSynthesis,
      access: { ...defaultAccess, usage: true, db, prices },
    });
    const client = new OpenAI({ baseURL: `${simulator.url}/v1`, apiKey: 'sk-any' });
    const { usage } = await client.embeddings.create({ model: 'text-embedding-3-small', input: 'Say hello to all' });
    const metrics = await (await fetch(`${simulator.url}/metrics`)).text();
    await simulator.close();
    const input = usage.prompt_tokens;
    expect(input).toBeGreaterThan(1);
    expect(rowsIn(db)).toMatchObject([{ endpoint: 'embeddings', input_tokens: input, output_tokens: 0, estimated: 0 }]);
    expect(rowsIn(db)[0]?.['cost_usd']).toBeCloseTo(input * 0.02, 9);
    expect(metrics).toMatch(new RegExp(`llmsim_tokens_total\\{.*direction="input"\\} ${input}\n`));
  });

  it('counts the tokens of a stream that comes from an upstream', async () => {
    const chunk = (parts: object): string =>
      `data: ${JSON.stringify({ object: 'chat.completion.chunk', model: 'm', ...parts })}\n\n`;
    const upstream = await scripted({
      headers: [['content-type', 'text/event-stream']],
      body: [
        chunk({ choices: [{ index: 0, delta: { role: 'assistant', content: 'Hi' }, finish_reason: null }] }),
        chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
        chunk({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 } }),
        'data: [DONE]\n\n',
      ],
    });
    const db = newFile();
    const recorder = await startRecorder(`openai=${upstream.url}`, { access: { ...defaultAccess, usage: true, db } });
    await rawRequest(recorder.url, chatRequest());
    await recorder.close();
    const [row] = rowsIn(db);
    expect(row).toMatchObject({ source: 'upstream', model: 'm', input_tokens: 7, output_tokens: 3 });
    expect(Number(row?.['first_token_ms'])).toBeGreaterThan(0);
    expect(Number(row?.['duration_ms'])).toBeGreaterThanOrEqual(Number(row?.['first_token_ms']));
  });

  it('writes no key and no secret of a client', async () => {
    const db = newFile();
    const replay = await startReplay('cassettes', { access: { ...defaultAccess, usage: true, db } });
    const secret = `sk-proj-${'aB3dE5gH7jK9'.repeat(4)}`;
    await ask(replay.url, secret, secret).catch(() => undefined);
    await replay.close();
    expect(rowsIn(db)).toHaveLength(1);
    expect(JSON.stringify(rowsIn(db))).not.toContain('aB3dE5gH7jK9');
  });

  it('is shared by two processes, and by those who ask what is in it', async () => {
    const db = newFile();
    const command = ['serve', '--port', '0', '--auth', 'required', '--db', db];
    const created = await Promise.all(
      ['one', 'two'].map((name) => runCli(['keys', 'create', '--name', name, '--db', db])),
    );
    const keys = created.map(({ stdout }) => stdout.trim());
    const servers = await Promise.all([startCli(command), startCli(command)]);
    let tokens = 0;
    const client = async (name: number): Promise<void> => {
      for (let i = 0; i < 25; i += 1) {
        const { usage } = await ask(servers[(name + i) % 2]?.url ?? '', `user ${i % 3}`, keys[name % 2]);
        tokens += usage?.total_tokens ?? 0;
      }
    };
    await Promise.all(Array.from({ length: 6 }, (_, name) => client(name)));
    for (const server of servers) expect((await server.stop()).code).toBe(0);

    const byKey = reportOf(await runCli(['usage', '--db', db, '--format', 'json']));
    expect(byKey.map(({ key, requests }) => [key, requests])).toEqual([
      ['one', 75],
      ['two', 75],
    ]);
    const total = byKey.reduce((sum, row) => sum + Number(row['input_tokens']) + Number(row['output_tokens']), 0);
    expect(total).toBe(tokens);
    const byUser = reportOf(await runCli(['usage', '--by', 'user', '--since', '1h', '--db', db, '--format', 'json']));
    expect(byUser.map(({ user, requests }) => [user, requests])).toEqual([
      ['user 0', 54],
      ['user 1', 48],
      ['user 2', 48],
    ]);
    const listed = reportOf(await runCli(['keys', 'ls', '--json', '--db', db]));
    expect(listed.map(({ requests }) => requests)).toEqual([75, 75]);
    expect(JSON.stringify(listed)).not.toContain(keys[0]);
  });

  it('is opened for the first time by several processes at once', async () => {
    const db = newFile();
    const made = await Promise.all(
      Array.from({ length: 4 }, (_, i) => runCli(['keys', 'create', '--name', `key ${i}`, '--db', db])),
    );
    expect(made.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual([0, 0, 0, 0]);
    expect(reportOf(await runCli(['keys', 'ls', '--json', '--db', db]))).toHaveLength(4);
  });

  it('is whole after kill -9, and holds all but what came last', async () => {
    const db = newFile();
    const server = await startCli(['serve', '--port', '0', '--usage', '--db', db]);
    const watching = openDatabase(db);
    const written = (): number =>
      usageReport(watching, 'user', undefined).reduce((sum, { requests }) => sum + requests, 0);
    const answeredAt: number[] = [];
    // The server is killed under load, once it has written some times.
    let before = 0;
    let flushes = 0;
    while (flushes < 5) {
      await ask(server.url, `user ${answeredAt.length}`);
      answeredAt.push(performance.now());
      const now = written();
      if (now > before) flushes += 1;
      before = now;
    }
    watching.close();
    const killedAt = performance.now();
    expect((await server.stop('SIGKILL')).signal).toBe('SIGKILL');

    const rows = rowsIn(db);
    expect(rows.map(({ user }) => user)).toEqual(rows.map((_, i) => `user ${i}`));
    expect(rows.length).toBeGreaterThanOrEqual(before);
    // A second is promised; as much again is for a machine that has other things to do.
    const longAgo = answeredAt.filter((at) => at < killedAt - 2000).length;
    expect(longAgo).toBeGreaterThan(0);
    expect(rows.length).toBeGreaterThanOrEqual(longAgo);
    const check = databaseAt(db).prepare('PRAGMA integrity_check').all();
    expect(check).toMatchObject([{ integrity_check: 'ok' }]);

    const next = await startCli(['serve', '--port', '0', '--usage', '--db', db]);
    await ask(next.url, 'the next');
    expect((await next.stop()).code).toBe(0);
    expect(rowsIn(db)).toHaveLength(rows.length + 1);
  });
});

describe('the configuration of keys and usage', () => {
  it('says who is asked for a key, where it is kept, and what tokens cost', async () => {
    const folder = tempFolder();
    const db = join(folder, 'team.db');
    writeFileSync(
      join(folder, 'llmsim.yaml'),
      `auth: { mode: required, db: team.db }
prices:
  - { model: "gpt-4o-mini*", input: 1000, output: 1000, from: 2025-01-01, source: this test }
rules: [{ response: Hello World }]
`,
    );
    const { stdout: key } = await runCli(['keys', 'create', '--name', 'ci', '--db', db]);
    const server = await startCli(['serve', '--port', '0'], { cwd: folder });
    const { usage } = await ask(server.url, 'ann', key.trim());
    await expect(ask(server.url, 'bob')).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
    expect((await server.stop()).code).toBe(0);
    const [row] = reportOf(await runCli(['usage', '--by', 'key', '--db', db, '--format', 'json']));
    expect(row).toMatchObject({ key: 'ci', requests: 1, unpriced_requests: 0, estimated_requests: 0 });
    expect(row?.['cost_usd']).toBeCloseTo((usage?.total_tokens ?? 0) / 1000, 9);
    const shown = await runCli(['usage', '--db', db]);
    expect(shown.stdout).toMatch(/^KEY +REQUESTS .*\nci +1 .*\$0\.\d+\n$/);
    expect(shown.stderr).toBe('');
  });

  it('leads keys and usage to the same database as a server, wherever they are started', async () => {
    const folder = tempFolder();
    const elsewhere = tempFolder();
    const config = join(folder, 'llmsim.yaml');
    writeFileSync(
      config,
      'auth: { mode: required, db: team.db }\nlimits: { tiers: { ci: { key: { rpm: 60 } } } }\nrules: [{ response: Hello World }]\n',
    );
    const { stdout: key, stderr } = await runCli(['keys', 'create', '--name', 'ci', '--tier', 'ci'], { cwd: folder });
    expect(stderr).not.toContain('no tier');
    const server = await startCli(['serve', '--port', '0', '--config', config], { cwd: elsewhere });
    await ask(server.url, 'ann', key.trim());
    expect((await server.stop()).code).toBe(0);
    expect(readdirSync(elsewhere)).toEqual([]);
    const [row] = reportOf(await runCli(['usage', '--config', config, '--format', 'json'], { cwd: elsewhere }));
    expect(row).toMatchObject({ key: 'ci', requests: 1 });
    const listed = await runCli(['keys', 'ls'], { cwd: elsewhere, env: { LLMSIM_AUTH__DB: join(folder, 'team.db') } });
    expect(listed.stdout).toMatch(/\bci +sk-llmsim-/);
    writeFileSync(config, 'auth: { db: 3 }\n');
    const broken = await runCli(['keys', 'ls', '--config', config], { cwd: elsewhere });
    expect([broken.code, broken.stderr]).toEqual([2, expect.stringContaining('auth.db')]);
  });
});

describe('the command line of keys and usage', () => {
  it('tells what to do where there is no database, and makes none', async () => {
    const db = newFile();
    for (const command of [['keys', 'ls'], ['keys', 'show', 'a'], ['keys', 'revoke', 'a'], ['usage']]) {
      const { code, stderr } = await runCli([...command, '--db', db]);
      expect(code).toBe(2);
      expect(stderr).toContain('llmsim keys create makes it');
    }
  });

  it('prints a key alone on stdout, once, and what is known of it afterwards', async () => {
    const db = newFile();
    const bounds = ['--rpm', '60', '--tpm', '9000', '--budget-usd', '2.50', '--expires', '90d', '--tier', 'tier-1'];
    const created = await runCli(['keys', 'create', '--name', 'ci', '--email', 'a@example.com', ...bounds, '--db', db]);
    expect(created.stdout).toMatch(/^sk-llmsim-[\w-]{43}\n$/);
    expect(created.stderr).toContain('It is not shown again');
    const shown = await runCli(['keys', 'show', 'ci', '--db', db]);
    expect(shown.stdout).toMatch(/tier +tier-1\n/);
    expect(shown.stdout).toMatch(/spent +\$0\.00 of \$2\.50\n/);
    expect(shown.stdout).not.toContain(created.stdout.trim());
    const again = await runCli(['keys', 'create', '--name', 'ci', '--db', db]);
    expect([again.code, again.stdout]).toEqual([2, '']);
  });

  it('warns where a tier is known neither to the configuration nor as a preset', async () => {
    const tier = (name: string) => runCli(['keys', 'create', '--name', name, '--tier', name, '--db', newFile()]);
    expect((await tier('openai-tier-11')).stderr).toMatch(
      /is no tier of limits\.tiers .* Did you mean "openai-tier-1"\?/,
    );
    expect((await tier('openai-tier-2')).stderr).not.toContain('is no tier');
  });

  it('warns loudly on a public address, and not where a key is required', async () => {
    const open = await startCli(['serve', '--port', '0', '--host', '0.0.0.0']);
    await open.stop();
    expect(open.stderr).toContain('Listening on 0.0.0.0 without --auth required');
    const shut = await startCli(['serve', '--port', '0', '--host', '0.0.0.0', '--auth', 'required', '--db', newFile()]);
    await shut.stop();
    expect(shut.stderr).not.toContain('without --auth');
  });
});
