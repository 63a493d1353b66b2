/** The structure of src/ is the one that docs/architecture.md promises, and each rule can fail. */

import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from './support/run-cli.ts';
import { projectOf, readProject, type SourceFile } from './support/structure/project.ts';
import { RINGS, rules } from './support/structure/rules.ts';

const project = readProject(PROJECT_ROOT);

describe('src/', () => {
  it.each(Object.entries(rules))('%s', (_name, rule) => {
    expect(rule(project)).toEqual([]);
  });

  it('is really read: files, imports and code are found', () => {
    expect(project.files.length).toBeGreaterThan(30);
    expect(project.byPath.get('core/reply.ts')?.imports).toMatchObject([{ file: 'core/headers.ts', kind: 'type' }]);
    expect(project.byPath.get('core/clock.ts')?.code).toContain('performance.now()');
    expect(project.dependencies).toContain('undici');
  });
});

type Planted = readonly [violation: string, ...files: SourceFile[]];

/** For each rule, files that break it and what it must say; all else in them is in order. */
const planted: Readonly<Record<keyof typeof rules, readonly Planted[]>> = {
  'every file lives in a folder that has a ring': [
    ['extras/a.ts is in no folder that the design knows', file('extras/a.ts')],
    ['stray.ts is in no folder that the design knows', file('stray.ts')],
  ],
  'imports only go down': [
    ['core/a.ts imports codec/b.ts', file('core/a.ts', "import { b } from '../codec/b.ts';"), file('codec/b.ts')],
    ['latency/a.ts imports rules/b.ts', file('latency/a.ts', "import '../rules/b.ts';"), file('rules/b.ts')],
    ['server/a.ts imports app/b.ts', file('server/a.ts', "const b = await import('../app/b.ts');"), file('app/b.ts')],
    ['codec/a.ts imports dialects/b.ts', file('codec/a.ts', "export type { B } from '../dialects/b.ts';")],
    ['app/a.ts imports index.ts', file('app/a.ts', "import { b } from '../index.ts';"), file('index.ts')],
    ['index.ts imports cli/main.ts', file('index.ts', "export { run } from './cli/main.ts';")],
  ],
  'relative imports name a file of src/ with its suffix': [
    ['core/a.ts imports ./b,', file('core/a.ts', "import { b } from './b';"), file('core/b.ts')],
    ['core/a.ts imports ../../test/b.ts,', file('core/a.ts', "import { b } from '../../test/b.ts';")],
  ],
  'members of an extension folder import no sibling': [
    [
      'dialects/gemini/a.ts imports its sibling dialects/cohere/b.ts',
      file('dialects/gemini/a.ts', "import { b } from '../cohere/b.ts';"),
    ],
    [
      'cassette/body-forms/a.ts imports its sibling cassette/body-forms/b.ts',
      file('cassette/body-forms/a.ts', "import type { B } from './b.ts';"),
    ],
    [
      'dialects/gemini/a.ts imports the list that names it',
      file('dialects/gemini/a.ts', "import { dialects } from '../list.ts';"),
    ],
    ['cli/commands/a.ts imports its sibling cli/commands/b/c.ts', file('cli/commands/a.ts', "import './b/c.ts';")],
  ],
  'a package that one folder owns is imported only there': [
    ['app/a.ts imports chalk, which only cli/ may', file('app/a.ts', "import chalk from 'chalk';")],
    ['cli/a.ts imports undici, which only upstream/ may', file('cli/a.ts', "import type { Pool } from 'undici';")],
    ['core/a.ts imports commander', file('core/a.ts', "await import('commander/esm.mjs');")],
  ],
  'npm packages are declared as dependencies': [
    ['core/a.ts imports vitest,', file('core/a.ts', "import { it } from 'vitest';")],
    ['core/a.ts imports @x/y,', file('core/a.ts', "import y from '@x/y/z.js';")],
    ['core/a.ts imports fs,', file('core/a.ts', "import fs from 'fs';")],
  ],
  'no import is computed': [['core/a.ts imports something', file('core/a.ts', 'await import(name);')]],
  'names say what a file is': [
    ['core/utils.ts is called utils', file('core/utils.ts')],
    ['codec/helpers/a.ts is called helpers', file('codec/helpers/a.ts')],
    ['core/types.d.ts is called types', file('core/types.d.ts')],
  ],
  'every file opens with its sentence': [
    ['core/a.ts does not open', { path: 'core/a.ts', text: "import b from './b.ts';\n/** Late. */" }],
    ['core/a.ts does not open', { path: 'core/a.ts', text: '/** */\nexport const a = 1;' }],
    ['core/a.ts does not open', { path: 'core/a.ts', text: '// A line.\n' }],
  ],
  'time and chance come from the clock and the random source': [
    ['server/a.ts uses setTimeout', file('server/a.ts', 'setTimeout(run, 5);')],
    ['core/a.ts uses Date.now', file('core/a.ts', 'const text = String(Date.now());')],
    ['core/a.ts uses new Date()', file('core/a.ts', 'const today = new Date();')],
    ['core/a.ts uses Math.random', file('core/a.ts', 'const { random } = Math; Math.random();')],
    ['core/a.ts uses setTimeout', file('core/a.ts', "import { setTimeout as sleep } from 'node:timers/promises';")],
  ],
  'in server/ replies wait only in pacing and write-reply': [
    ['server/inspector/a.ts waits', file('server/inspector/a.ts', 'clock\n  .after(5, run);')],
  ],
  'index.ts is the only barrel': [
    ['dialects/index.ts is an index file', file('dialects/index.ts')],
    ['core/all.ts re-exports ./a.ts', file('core/all.ts', "export { a } from './a.ts';")],
    ['core/all.ts re-exports ./a.ts', file('core/all.ts', "export type * from './a.ts';")],
  ],
  'the command line starts without heavy packages': [
    [
      'cli/main.ts loads zod: cli/main.ts → app/a.ts → core/b.ts → zod',
      file('cli/main.ts', "import { a } from '../app/a.ts';"),
      file('app/a.ts', "import type { c } from 'undici';\nexport { b } from '../core/b.ts';"),
      file('core/b.ts', "import { z } from 'zod';"),
    ],
    [
      'app/simulator.ts loads zod: app/simulator.ts → cassette/a.ts → zod',
      file('cli/main.ts'),
      file('app/simulator.ts', "import { a } from '../cassette/a.ts';"),
      file('cassette/a.ts', "import * as z from 'zod';"),
    ],
    ['cli/main.ts does not exist', file('core/a.ts')],
  ],
};

describe('a planted violation is found', () => {
  it('for every rule', () => {
    expect(Object.keys(planted)).toEqual(Object.keys(rules));
  });

  for (const [name, rule] of Object.entries(rules)) {
    for (const [violation, ...files] of planted[name] ?? []) {
      it(`${name}: ${violation}`, () => {
        expect(rule(projectOf(files, [])).map((found) => found.slice(0, violation.length))).toContain(violation);
      });
    }
  }
});

describe('what the rules allow', () => {
  it('is every downward import, shared files beside members, lazy heavy packages and data in comments', () => {
    const files = [
      file('index.ts', "export { a } from './app/a.ts';\nexport * from './core/b.ts';"),
      file('app/a.ts', "import { b } from '../core/b.ts';\nconst { Pool } = await import('../upstream/u.ts');"),
      file('core/b.ts', '// setTimeout, Date.now()\nconst text = "Math.random()";\nconst day = new Date(0);'),
      file('cassette/d.ts', "import { setImmediate } from 'node:timers/promises';"),
      file('upstream/u.ts', "import { Pool } from 'undici';"),
      file('dialects/shared.ts', "import { c } from '../codec/c.ts';"),
      file('codec/c.ts', "import { readFile } from 'node:fs/promises';"),
      file('cassette/body-forms/list.ts', "import { json } from './json.ts';"),
      file('cassette/body-forms/json.ts'),
      file('dialects/one/a.ts', "import '../shared.ts';\nimport './b.ts';"),
      file('dialects/one/b.ts', "import type * as Zod from 'zod';"),
      file('server/pacing.ts', 'clock.after(1, turn);'),
      file('core/clock.ts', 'performance.now(); new Date();'),
      file('cli/main.ts', "import { a } from '../app/a.ts';\nawait import('zod');"),
    ];
    const allowed = projectOf(files, ['undici', 'zod']);
    for (const [name, rule] of Object.entries(rules)) expect([name, rule(allowed)]).toEqual([name, []]);
  });

  it('puts every ring above the ones it may see', () => {
    expect(Object.entries(RINGS).every(([folder, ring]) => folder === 'core' || ring > 0)).toBe(true);
  });
});

function file(path: string, code = 'export {};'): SourceFile {
  return { path, text: `/** A planted file. */\n\n${code}\n` };
}
