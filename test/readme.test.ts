/** The README says what is true: its commands run, its cassette is one, its list of upstreams is the product's. */

import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeInteraction } from '../src/cassette/decode-interaction.ts';
import { builtInUpstreams } from '../src/upstream/built-in-upstreams.ts';
import { PROJECT_ROOT, runCli, startCli } from './support/run-cli.ts';
import { tempFolder } from './support/temp-folder.ts';

const readme = readFileSync(join(PROJECT_ROOT, 'README.md'), 'utf8');

/** The command lines of indented blocks. */
const commands = [...readme.matchAll(/^ {4}llmsim (.+)$/gm)].map((match) => (match[1] ?? '').trim());

describe('the commands of the README', () => {
  it('are found', () => {
    expect(commands).toEqual(expect.arrayContaining(['record --upstream openai', 'replay cassettes/']));
  });

  it.each(commands)('llmsim %s', async (command) => {
    const folder = tempFolder();
    cpSync(join(PROJECT_ROOT, 'cassettes'), join(folder, 'cassettes'), { recursive: true });
    const server = await startCli([...command.split(' '), '--port', '0'], { cwd: folder });
    const health = await fetch(`${server.url}/health`);
    expect(await health.json()).toEqual({ status: 'ok', mode: command.startsWith('record') ? 'all' : 'none' });
    expect((await server.stop()).code).toBe(0);
  });

  it('llmsim demo shows equal streams', async () => {
    const { code, stdout } = await runCli(['demo']);
    expect(stdout).toMatch(/status identical · headers identical · bytes identical · chunk boundaries identical/);
    expect(code).toBe(0);
  });

  it('npm start offers a curl line that is answered', async () => {
    const { scripts } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8'));
    expect(scripts.start).toBe('node bin/llmsim.js replay cassettes');
    const server = await startCli(['replay', 'cassettes', '--port', '0', '--latency', 'instant']);
    await server.stderrMatches(/^Try: /m);
    const [, url, body] =
      /Try: curl -N (\S+) -H 'content-type: application\/json' -d '(.*)'$/m.exec(server.stderr) ?? [];
    const answer = await fetch(url ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: body ?? '',
    });
    expect([answer.status, answer.headers.get('x-llmsim-source')]).toEqual([200, 'cassette']);
    await server.stop();
  });
});

describe('what the README says', () => {
  it('about a cassette holds: the fields that it shows make an interaction with those that it leaves out', () => {
    const shown = /^ {4}"response": \{\n(?: {4}.*\n|\n)+/m.exec(readme)?.[0].replaceAll(/^ {4}/gm, '') ?? '';
    const rest = {
      llmsim: 1,
      summary: 's',
      upstream: { name: 'openai', url: 'https://api.openai.com' },
      dialect: 'openai-chat',
      key: { recipe: 'exact-1', sha256: '0'.repeat(64) },
      request: { method: 'POST', target: '/v1/chat/completions', headers: [], body: null },
    };
    const text = `${JSON.stringify(rest).slice(0, -1)},${shown.trim()}}`;
    const { response } = decodeInteraction(Buffer.from(text), { file: 'README.md', readBlob: () => new Uint8Array() });
    expect(response.ends).toHaveLength(3);
    expect(response.ends.at(-1)).toBe(response.bytes.byteLength);
  });

  it('about upstreams is the list that there is', () => {
    const listed = /Built-in upstreams: ([^.]+)\./.exec(readme.replaceAll('\n', ' '))?.[1]?.split(/,\s*/);
    expect(listed).toEqual(builtInUpstreams.map(({ name }) => name));
  });
});
