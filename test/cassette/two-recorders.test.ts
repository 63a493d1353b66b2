/** Several recorders on one cassette lose nothing, and one that is killed loses only what it had not yet reported as saved. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';
import { sample, stemOf } from './sample-interaction.ts';
import { record, replayed, storeIn, workingNamesIn } from './store-steps.ts';
import { troubledFiles } from './troubled-files.ts';

const bundle = mkdtempSync(join(realpathSync(tmpdir()), 'llmsim-test-'));

beforeAll(async () => {
  await build({
    logLevel: 'silent',
    configFile: false,
    ssr: { noExternal: true },
    build: {
      ssr: join(import.meta.dirname, 'recorder-process.ts'),
      outDir: bundle,
      target: 'node20',
      rollupOptions: { output: { entryFileNames: 'recorder.mjs' } },
    },
  });
});

afterAll(() => rmSync(bundle, { recursive: true, force: true }));

interface Recorder {
  readonly process: ChildProcess;
  /** The answers that were reported as saved so far. */
  readonly saved: readonly string[];
  /** Resolves when `count` have been saved, or the process has ended. */
  savedAtLeast(count: number): Promise<void>;
}

/** Resolves when the recorder has prepared the cassette; it records when it is told to go. */
async function startRecorder(...args: (string | number)[]): Promise<Recorder> {
  const child = spawn(process.execPath, [join(bundle, 'recorder.mjs'), ...args.map(String)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout });
  const saved: string[] = [];
  await once(lines, 'line');
  lines.on('line', (line) => saved.push(line));
  const closed = once(lines, 'close');
  return {
    process: child,
    saved,
    async savedAtLeast(count) {
      while (saved.length < count && child.exitCode === null) await Promise.race([once(lines, 'line'), closed]);
    },
  };
}

async function finish(recorder: Recorder): Promise<void> {
  recorder.process.stdin?.write('go\n');
  await once(recorder.process, 'close');
}

describe('two stores', () => {
  it.each([
    ['append', true],
    ['replace', true],
    ['append', false],
    ['replace', false],
  ] as const)('that record one key at once keep every recording (%s, links: %s)', async (mode, links) => {
    const root = tempFolder();
    await record(storeIn(root), 'one', 'old');
    const stores = [1, 2, 3].map((i) =>
      storeIn(root, { mode, pid: 2 ** 30 + i, isAlive: () => true, files: troubledFiles({ links }) }),
    );
    await Promise.all(stores.map((store) => store.prepare('c')));
    const answers: string[] = [];
    await Promise.all(
      stores.flatMap((store, i) =>
        Array.from({ length: 100 }, (_, k) => {
          const answer = `${i}-${k}`;
          answers.push(answer);
          return store.append(store.reserve('c', stemOf('one')), sample('one', answer));
        }),
      ),
    );
    const old = mode === 'append' ? ['old'] : [];
    expect((await replayed(root, 'one')).sort()).toEqual([...old, ...answers].sort());
    expect(workingNamesIn(root)).toEqual([]);
  });
});

describe('two processes', () => {
  it.each(['append', 'replace'] as const)('that record one key at once keep every recording (%s)', async (mode) => {
    const root = tempFolder();
    await record(storeIn(root), 'topic 0', 'old');
    const recorders = await Promise.all(['a', 'b'].map((label) => startRecorder(root, mode, label, 150)));
    await Promise.all(recorders.map(finish));
    const answers = ['a', 'b'].flatMap((label) => Array.from({ length: 150 }, (_, i) => `${label} ${i}`));
    expect(recorders.flatMap(({ saved }) => saved).sort()).toEqual([...answers].sort());
    const old = mode === 'append' ? ['old'] : [];
    expect((await replayed(root, 'topic 0')).sort()).toEqual([...old, ...answers].sort());
    expect(workingNamesIn(root)).toEqual([]);
  });
});

describe('a recorder that is killed', () => {
  it('again and again leaves only whole recordings, and never loses an old one without a new one', async () => {
    const root = tempFolder();
    const topics = 5;
    const before = storeIn(root);
    for (let topic = 0; topic < topics; topic++) {
      for (const n of [1, 2]) await record(before, `topic ${topic}`, `old ${n}`);
    }
    for (let run = 0; run < 10; run++) {
      const recorder = await startRecorder(root, 'replace', `run ${run}`, 1_000_000, topics);
      recorder.process.stdin?.write('go\n');
      await recorder.savedAtLeast(run * 3);
      const ended = once(recorder.process, 'close');
      recorder.process.kill('SIGKILL');
      await ended;

      await storeIn(root, { host: 'one-host' }).prepare('c');
      expect(workingNamesIn(root)).toEqual([]);
      const found: string[] = [];
      for (let topic = 0; topic < topics; topic++) {
        const answers = await replayed(root, `topic ${topic}`);
        expect(answers.length).toBeGreaterThan(0);
        found.push(...answers);
      }
      expect(found).toEqual(expect.arrayContaining([...recorder.saved]));
    }
  });
});
