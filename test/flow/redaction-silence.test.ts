/** Nothing secret is told: not in logs of either form, reports, errors, misses or the terminal, nor in temp files. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diskFiles } from '../../src/cassette/folder-files.ts';
import { createRedactor, defaultPolicy } from '../../src/redaction/redactor.ts';
import { storeIn, workingNamesIn } from '../cassette/store-steps.ts';
import { drawFrom } from '../redaction/planted-secret.ts';
import { rawRequest } from '../support/raw-client.ts';
import type { RawRequest } from '../support/raw-connection.ts';
import { runCli, startCli } from '../support/run-cli.ts';
import { jsonScript } from '../support/script.ts';
import { filesIn, scripted, startRecorder, startReplay, textIn } from '../support/simulators.ts';
import { tempFolder } from '../support/temp-folder.ts';

const draw = drawFrom(9);
const secrets = {
  header: `sk-proj-${draw(48)}`,
  query: `AIza${draw(35)}`,
  path: `ghp_${draw(36)}`,
  prompt: `sk-ant-api03-${draw(90)}AA`,
  /** Known only because the environment holds it. */
  environment: draw(28),
  /** Known only because a rule of the user's names it. */
  user: `EMP-${draw(6, '0-9')}`,
  upstream: draw(20),
  answer: `xoxb-${draw(12, '0-9')}-${draw(13, '0-9')}-${draw(24)}`,
};

function expectSilent(text: string): void {
  for (const [name, secret] of Object.entries(secrets)) {
    if (text.includes(secret.slice(-8))) expect.fail(`the secret of the ${name} was told:\n${text}`);
  }
}

const headers: [string, string][] = [
  ['Content-Type', 'application/json'],
  ['Authorization', `Bearer ${secrets.header}`],
];

const requests: readonly RawRequest[] = [
  {
    target: `/v1/chat/completions?key=${secrets.query}`,
    headers,
    body: JSON.stringify({
      model: `m-${secrets.environment}`,
      messages: [{ role: 'user', content: `${secrets.prompt} ${secrets.environment} ${secrets.user}` }],
    }),
  },
  { method: 'GET', target: `/v1beta/models?key=${secrets.query}`, headers },
  { method: 'GET', target: `/v1/users/${secrets.user}/${secrets.path}/${secrets.environment}`, headers },
  { target: '/v1/audio', headers: [['content-type', 'text/plain']], body: `say ${secrets.prompt}` },
];

const env = { MY_SERVICE_TOKEN: secrets.environment };
const configuration = 'redact:\n  patterns:\n    - { name: employee, pattern: "EMP-[0-9]{6}" }\n';

describe.each(['pretty', 'json'])('a log that is %s', (format) => {
  it('tells nothing secret of recordings, refusals, failures and misses', async () => {
    const root = tempFolder();
    writeFileSync(join(root, 'llmsim.yaml'), configuration);
    const config = ['--config', join(root, 'llmsim.yaml')];
    let answered = 0;
    const upstream = await scripted(() => {
      answered += 1;
      const statusLine = answered === 2 ? 'HTTP/1.1 401 Unauthorized' : 'HTTP/1.1 200 OK';
      const script = jsonScript({ error: { message: `bad key ${secrets.header}, ${secrets.answer}` } }, statusLine);
      return {
        ...script,
        headers: [...(script.headers ?? []), ['set-cookie', `s=${secrets.answer}`]],
        ...(answered === 4 && { end: 'reset' as const }),
      };
    });
    const cli = await startCli(
      [
        ...['record', '--port', '0', '--cassettes', join(root, 'cassettes'), '--log-format', format, ...config],
        ...['--upstream', `openai=${upstream.url.replace('//', `//user:${secrets.upstream}@`)}`],
        ...['--upstream', `dead=http://user:${secrets.upstream}@127.0.0.1:1`],
      ],
      { env, cwd: root },
    );
    const answers: string[] = [];
    for (const request of requests) await rawRequest(cli.url, request);
    for (const request of requests) {
      const refused = await rawRequest(cli.url, { ...request, target: `/dead${request.target}` });
      expect(refused.status).toBe(502);
      answers.push(refused.body.toString(), JSON.stringify(refused.headers));
    }
    const { stdout, stderr } = await cli.stop();
    expect(stderr.split('\n').length).toBeGreaterThan(8);
    expectSilent(stdout + stderr + answers.join('\n'));
    expectSilent(`${filesIn(join(root, 'cassettes')).join('\n')}\n${textIn(join(root, 'cassettes'))}`);

    const replay = await startCli(['replay', join(root, 'cassettes'), '--port', '0', ...config], { env, cwd: root });
    for (const request of requests) {
      const missed = await rawRequest(replay.url, { ...request, target: `/other${request.target}` });
      expect(missed.status).toBe(400);
      expectSilent(missed.body.toString() + JSON.stringify(missed.headers));
    }
    const ended = await replay.stop();
    expect(ended.stderr).toMatch(/Miss \d+ POST/);
    expectSilent(ended.stdout + ended.stderr);
  });
});

describe('a mistake on the command line', () => {
  it.each([
    [['record', '--upstream', `openai=https://user:${secrets.upstream}@host:99999`]],
    [['record', '--upstream', `openai=ftp://user:${secrets.upstream}@host`]],
    [['record', '--upstream', `https://user:${secrets.upstream}@host/a?key=${secrets.query}`]],
    [['record', '--upstream', 'openai', '--key-from-env', 'openai=NOT_THERE']],
    [['record', '--upstream', 'openai', '--config', 'nowhere.yaml']],
  ])('is explained without secrets: %#', async (args) => {
    const { code, stdout, stderr } = await runCli([...args, '--port', '0'], { env, cwd: tempFolder() });
    expect(code).not.toBe(0);
    expectSilent(stdout + stderr);
  });
});

/** A recorder into `folder` whose upstream answers anything. */
async function recorderOf(folder: string) {
  const upstream = await scripted(jsonScript({ ok: true }));
  return startRecorder(`openai=${upstream.url}`, { root: folder });
}

describe('a miss', () => {
  it('is explained without what the user named as secret', async () => {
    const folder = tempFolder();
    const recorder = await recorderOf(folder);
    await rawRequest(recorder.url, { target: '/v1/x', headers, body: '{}' });
    await recorder.reported(1);
    const redaction = { ...defaultPolicy, secrets: [secrets.environment], pii: true };
    const replay = await startReplay(folder, { redaction });
    const missed = await rawRequest(replay.url, {
      target: `/v1/chat/completions?email=ada${draw(6, 'a-z')}@mail.org`,
      headers,
      body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: `mail ${secrets.environment}` }] }),
    });
    expect(missed.status).toBe(400);
    expect(replay.misses).toHaveLength(1);
    expectSilent(missed.body.toString() + replay.misses.join());
    expect(replay.misses.join()).toContain('email=[redacted:email]');
  });
});

describe('a temp file', () => {
  it('holds nothing secret when the recorder is killed before it has its name', async () => {
    const root = tempFolder();
    const seen: string[] = [];
    const store = storeIn(root, {
      files: {
        ...diskFiles,
        async link(from, to) {
          if (to.endsWith('cassette.json')) return diskFiles.link(from, to);
          seen.push(readFileSync(from, 'utf8'));
          throw Object.assign(new Error('killed here'), { code: 'EIO' });
        },
        // A process that is gone cleans up nothing.
        remove: async () => {},
      },
    });
    const redaction = createRedactor().begin({
      method: 'POST',
      target: `/v1/chat/completions?key=${secrets.query}`,
      headers,
      body: Buffer.from(JSON.stringify({ messages: [{ content: secrets.prompt }] })),
    });
    const bytes = Buffer.from(JSON.stringify({ content: `${secrets.answer} ${secrets.header}` }));
    const image = Buffer.concat([Buffer.alloc(2_000_000, 0xff), Buffer.from(secrets.prompt)]);
    for (const body of [bytes, image]) {
      const interaction = redaction.complete({
        summary: '',
        recordedAt: '2026-08-01T00:00:00.000Z',
        upstream: { name: 'openai', url: 'https://api.openai.com' },
        dialect: 'openai-chat',
        key: { recipe: 'exact-1', sha256: '0'.repeat(64) },
        response: {
          status: 200,
          statusText: 'OK',
          headers: [['set-cookie', `a=${secrets.answer}`]],
          decodedFrom: undefined,
          bytes: body,
          ends: [body.length],
          timing: { head: 1, chunks: [2], end: 3 },
          end: 'complete',
        },
      });
      await store.prepare('c');
      await expect(store.append(store.reserve('c', `openai.chat-x-${'0'.repeat(16)}`), interaction)).rejects.toThrow(
        /was not saved/,
      );
    }
    expect(seen).toHaveLength(2);
    expect(workingNamesIn(root).length).toBeGreaterThan(0);
    expectSilent(seen.join('\n') + textIn(root));
  });
});
