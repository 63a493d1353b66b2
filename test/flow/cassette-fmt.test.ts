/** `llmsim cassette fmt` over files that somebody edited or merged by hand. */

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { record, storeIn } from '../cassette/store-steps.ts';
import { runCli } from '../support/run-cli.ts';
import { filesIn, interactionsIn } from '../support/simulators.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A root with two recordings in the cassette `c`. */
async function recorded(): Promise<{ root: string; one: string; two: string }> {
  const root = tempFolder();
  const store = storeIn(root);
  const [one, two] = [await record(store, 'one', 'first'), await record(store, 'two', 'second')];
  return { root, one: one.file, two: two.file };
}

const text = (file: string): string => readFileSync(file, 'utf8');

/** As a merge tool may leave it: other indentation, keys in another order, another line end, usual values written out. */
function mangle(file: string): void {
  const { response, ...rest } = JSON.parse(text(file)) as { response: object };
  const mangled = { response: { ...response, end: 'complete' }, ...rest, 'x-note': 'by hand' };
  writeFileSync(file, JSON.stringify(mangled, null, 4).replaceAll('\n', '\r\n'));
}

describe('llmsim cassette fmt', () => {
  it('repairs what was merged by hand, says so, and touches nothing else', async () => {
    const { root, one, two } = await recorded();
    const canonical = text(one);
    const before = await interactionsIn(root);
    const untouched = statSync(two).mtimeMs;
    mangle(one);

    const checked = await runCli(['cassette', 'fmt', root, '--check']);
    expect(checked).toMatchObject({ code: 1, stdout: `${one}\n`, stderr: '1 file not in canonical form.\n' });
    expect(text(one)).toContain('\r\n');

    const done = await runCli(['cassette', 'fmt', root]);
    expect(done).toMatchObject({ code: 0, stdout: `${one}\n`, stderr: '1 file rewritten.\n' });
    // What it does not know it keeps.
    expect(text(one)).toBe(canonical.replace(/\n\}\n$/, ',\n  "x-note": "by hand"\n}\n'));
    const after = await interactionsIn(root);
    expect(after.map(({ extra, ...interaction }) => interaction)).toEqual(
      before.map(({ extra, ...interaction }) => interaction),
    );
    expect(statSync(two).mtimeMs).toBe(untouched);
    expect(filesIn(root).filter((name) => name.includes('/.'))).toEqual([]);
    expect((await runCli(['cassette', 'verify', root])).code).toBe(0);

    const again = await runCli(['cassette', 'fmt', one, two]);
    expect(again).toMatchObject({ code: 0, stdout: '', stderr: 'All recordings are in canonical form.\n' });
  });

  it('names a file that is broken, with the reason, and repairs the others', async () => {
    const { root, one, two } = await recorded();
    mangle(two);
    const conflict = text(one).replace(
      '  "llmsim": 1,',
      '<<<<<<< ours\n  "llmsim": 1,\n=======\n  "llmsim": 1,\n>>>>>>> theirs',
    );
    writeFileSync(one, conflict);
    const { code, stdout, stderr } = await runCli(['cassette', 'fmt', root]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: `${two}\n` });
    expect(stderr).toContain(one);
    expect(stderr).toMatch(/merge conflict/);
    expect(stderr).toContain('1 file rewritten, 1 broken.');
    expect(text(one)).toBe(conflict);
  });

  it('refuses what is not there', async () => {
    const missing = join(tempFolder(), 'x');
    expect(await runCli(['cassette', 'fmt', missing])).toMatchObject({ code: 2, stdout: '' });
  });
});
