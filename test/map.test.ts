/** docs/architecture.md shows the tree of src/ as it is, and the script that draws it can tell when it does not. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from './support/run-cli.ts';
import { tempFolder } from './support/temp-folder.ts';

function map(...args: string[]) {
  const { status, stderr } = spawnSync(process.execPath, [join(PROJECT_ROOT, 'scripts', 'map.js'), ...args], {
    encoding: 'utf8',
  });
  return { status, stderr };
}

function project(files: Readonly<Record<string, string>>): string {
  const root = tempFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const page = 'Before.\n\n<!-- map:start -->\nold\n<!-- map:end -->\n\nAfter.\n';

describe('the map of src/', () => {
  it('in docs/architecture.md is current; else: npm run map', () => {
    expect(map('--check')).toEqual({ status: 0, stderr: '' });
  });

  it('shows files before folders, folders by ring, and of each file its first sentence', () => {
    const root = project({
      'docs/architecture.md': page,
      'src/index.ts': '/** Public names of `v1.2`. More. */\n',
      'src/core/reply.ts': '/**\n * What a client\n * gets, e.g. bytes. Time is data.\n */\n',
      'src/cli/main.ts': '/** Begins here */\nexport {};\n',
      'src/codec/sse.ts': '/** Frames. `data:` only. */\n',
      'src/core/a.ts': '/** A? B. */\n',
    });
    expect(map('--check', '--root', root)).toEqual({
      status: 1,
      stderr: 'The map in docs/architecture.md is not current: npm run map.\n',
    });
    expect(readFileSync(join(root, 'docs/architecture.md'), 'utf8')).toBe(page);

    expect(map('--root', root)).toEqual({ status: 0, stderr: '' });
    expect(readFileSync(join(root, 'docs/architecture.md'), 'utf8').split('\n')).toEqual([
      'Before.',
      '',
      '<!-- map:start -->',
      '```text',
      'src/',
      '  index.ts  Public names of `v1.2`.',
      '  core/',
      '    a.ts      A?',
      '    reply.ts  What a client gets, e.g. bytes.',
      '  codec/',
      '    sse.ts  Frames.',
      '  cli/',
      '    main.ts  Begins here',
      '```',
      '<!-- map:end -->',
      '',
      'After.',
      '',
    ]);
    expect(map('--check', '--root', root).status).toBe(0);
  });

  it.each([
    ['a file without a sentence', { 'docs/architecture.md': page, 'src/a.ts': 'export {};' }, 'does not open with'],
    ['a page without markers', { 'docs/architecture.md': 'x', 'src/a.ts': '/** A. */' }, 'has no <!-- map:start -->'],
  ])('fails for %s', (_name, files, problem) => {
    const { status, stderr } = map('--root', project(files));
    expect(status).toBe(1);
    expect(stderr).toContain(problem);
  });
});
