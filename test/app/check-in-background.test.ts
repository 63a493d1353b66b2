import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkInBackground } from '../../src/app/check-in-background.ts';
import { openLibrary } from '../../src/cassette/cassette-library.ts';
import type { Clock } from '../../src/core/clock.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { recordInto } from './cassettes.ts';

/** Every wait is over at once. */
const hurried: Clock = {
  now: () => 0,
  date: () => new Date(0),
  after(_ms, task) {
    queueMicrotask(task);
    return { cancel() {} };
  },
};

async function problemsOf(root: string, change: () => void = () => {}): Promise<string[]> {
  const library = await openLibrary([root]);
  change();
  const problems: string[] = [];
  await checkInBackground(library, hurried, (text) => problems.push(text)).done;
  return problems;
}

describe('the check in the background', () => {
  it('has nothing to say about sound cassettes', async () => {
    const root = tempFolder();
    await recordInto(root, 'one', ['hi', 'hello'], ['bye', 'see you']);
    expect(await problemsOf(root)).toEqual([]);
  });

  it('names every defective file once, and goes on behind it', async () => {
    const root = tempFolder();
    const [first = '', , third = ''] = await recordInto(root, 'one', ['a', '1'], ['b', '2'], ['c', '3']);
    writeFileSync(first, '{"llmsim": 1, ');
    writeFileSync(third, '{"llmsim": 99}');
    const problems = await problemsOf(root);
    expect(problems).toHaveLength(2);
    expect(problems.find((text) => text.includes(first))).toContain('is not JSON');
    expect(problems.find((text) => text.includes(third))).toContain('version 99');
  });

  it('names files that are not named like a recording', async () => {
    const root = tempFolder();
    await recordInto(root, 'one', ['hi', 'hello']);
    const stray = join(root, 'one', 'notes.json');
    writeFileSync(stray, '{}');
    expect(await problemsOf(root)).toEqual([`${stray} is not named like a recording and is not served.`]);
  });

  it('takes a file that is gone by then for no problem', async () => {
    const root = tempFolder();
    const [file = ''] = await recordInto(root, 'one', ['hi', 'hello']);
    expect(await problemsOf(root, () => rmSync(file))).toEqual([]);
  });

  it('reads one file at a time with a pause before each, and none after it was stopped', async () => {
    const root = tempFolder();
    const [file = ''] = await recordInto(root, 'one', ['hi', 'hello']);
    writeFileSync(file, 'broken');
    const clock = new FakeClock();
    const problems: string[] = [];
    const check = checkInBackground(await openLibrary([root]), clock, (text) => problems.push(text));
    expect(clock.waiting).toBe(1);
    check.stop();
    clock.advance(1000);
    await check.done;
    expect(problems).toEqual([]);
  });
});
