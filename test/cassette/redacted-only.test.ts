/** The store takes what redaction has returned and nothing else: `npm run types` fails where that is no longer so. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { CassetteStore } from '../../src/cassette/folder-store.ts';
import type { Interaction } from '../../src/core/interaction.ts';
import { PROJECT_ROOT } from '../support/run-cli.ts';
import { sample } from './sample-interaction.ts';

type Stored = Parameters<CassetteStore['append']>[1];

describe('a store', () => {
  it('does not compile with an interaction that was not redacted, nor with a changed copy of one that was', () => {
    expectTypeOf<Interaction>().not.toExtend<Stored>();
    expectTypeOf<Stored>().toExtend<Interaction>();
    const copy = { ...sample('one', 'a'), summary: 'changed' };
    expectTypeOf(copy).toExtend<Interaction>();
    expectTypeOf(copy).not.toExtend<Stored>();
  });
});

describe('the brand of what is redacted', () => {
  it('is given in one file only', () => {
    const source = join(PROJECT_ROOT, 'src');
    const giving = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .filter((path) => /\bas (?:unknown as )?Redacted</.test(readFileSync(join(source, path), 'utf8')));
    expect(giving).toEqual([join('redaction', 'redactor.ts')]);
  });
});
