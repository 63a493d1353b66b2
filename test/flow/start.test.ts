/** What a command loads until it has answered: the files that were joined for a start, and no package that it can do without. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rawRequest } from '../support/raw-client.ts';
import { PROJECT_ROOT, runCli, startCli } from '../support/run-cli.ts';
import { chatRequest, filesIn, scripted, startRecorder } from '../support/simulators.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A folder with one recording. */
async function recorded(): Promise<string> {
  const upstream = await scripted({ headers: [['content-type', 'application/json']], body: ['{"ok":true}'] });
  const recorder = await startRecorder(`openai=${upstream.url}`);
  await rawRequest(recorder.url, chatRequest());
  await recorder.reported(1);
  await recorder.close();
  return recorder.root;
}

/** The files of this project and of packages that a process with this coverage folder ran, without what the build put into names. */
function loadedIn(coverage: string): string[] {
  const urls = readdirSync(coverage).flatMap((name) => {
    const { result } = JSON.parse(readFileSync(join(coverage, name), 'utf8')) as { result: { url: string }[] };
    return result.map(({ url }) => url);
  });
  const files = urls.filter((url) => url.startsWith('file:')).map((url) => relative(PROJECT_ROOT, fileURLToPath(url)));
  return files.map((file) => file.replace(/-[\w-]{8}\.js$/, '.js')).sort();
}

describe('replay', () => {
  it('answers from the file that is made for it, without zod and all other packages', async () => {
    const coverage = tempFolder();
    const cli = await startCli(['replay', await recorded(), '--port', '0'], { env: { NODE_V8_COVERAGE: coverage } });
    const answer = await rawRequest(cli.url, chatRequest());
    expect(answer.status).toBe(200);
    await cli.stop();
    expect(loadedIn(coverage)).toEqual(['bin/llmsim.js', 'dist/bundle/main.js', 'dist/bundle/start.js']);
  });

  it('loads zod to say what is wrong with a recording', async () => {
    const root = await recorded();
    const [name = ''] = filesIn(root).filter((each) => each.includes('chat-completions'));
    const file = join(root, name);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"status": 200', '"status": 20'));
    const coverage = tempFolder();
    const cli = await startCli(['replay', root, '--port', '0'], { env: { NODE_V8_COVERAGE: coverage } });
    await cli.stderrMatches(/does not fit the format: response\.status: .*100/);
    await cli.stop();
    expect(loadedIn(coverage)).toContain(join('node_modules', 'zod', 'index.cjs'));
  });
});

describe('--version', () => {
  it('loads nothing but the entry', async () => {
    const coverage = tempFolder();
    await runCli(['--version'], { env: { NODE_V8_COVERAGE: coverage } });
    expect(loadedIn(coverage)).toEqual(['bin/llmsim.js', 'dist/bundle/main.js']);
  });
});
