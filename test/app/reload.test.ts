/** The configuration is read again when it changes: what can take it gets it, and a mistake changes nothing. */

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../src/app/configuration.ts';
import { openReload } from '../../src/app/reload.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** So long that a look and the one that sees the file stand still have passed. */
const aWhile = 1000;

function opened(text: string, env: Readonly<Record<string, string>> = {}) {
  const folder = tempFolder();
  const path = join(folder, 'llmsim.yaml');
  writeFileSync(path, text);
  const clock = new FakeClock();
  const news: string[] = [];
  const reload = openReload({
    path,
    env,
    clock,
    onNews: ({ kind, text }) => news.push(`${kind}: ${text.replaceAll(`${folder}/`, '')}`),
  });
  const taken: Configuration[] = [];
  reload.onReload('limits', (configuration) => taken.push(configuration));
  reload.watch();
  const write = (next: string): void => {
    writeFileSync(path, next);
    clock.advance(aWhile);
  };
  return { path, clock, news, reload, taken, write };
}

describe('a change of the configuration', () => {
  it('is handed to who takes that section, and to nobody else', () => {
    const { write, taken, news } = opened('limits: { key: { rpm: 1 } }\nsynthesis: { seed: 1 }\n');
    write('limits: { key: { rpm: 2 } }\nsynthesis: { seed: 1 }\n');
    expect(taken.map(({ limits }) => limits?.client.all?.windows[0]?.limit)).toEqual([2]);
    expect(news).toEqual(['in-force: llmsim.yaml has changed: limits in force as of now.']);
    write('limits: { key: { rpm: 2 } }\nsynthesis: { seed: 2 }\n');
    expect(taken).toHaveLength(1);
    expect(news[1]).toBe('in-force: llmsim.yaml has changed: synthesis with the next start.');
  });

  it('is also that a section comes or goes', () => {
    const { write, taken } = opened('server: { port: 1 }\n');
    write('limits: { key: { rpm: 2 } }\n');
    write('');
    expect(taken.map(({ limits }) => limits === undefined)).toEqual([false, true]);
  });

  it('is none where only comments and spaces differ', () => {
    const { write, taken, news } = opened('limits: { key: { rpm: 1 } }\n');
    write('# a\nlimits:\n  key: { rpm: 1 }\n');
    expect([taken, news]).toEqual([[], []]);
  });

  it('with a mistake keeps what was in force and tells every line, once', () => {
    const { write, taken, news, clock } = opened('limits: { key: { rpm: 1 } }\n');
    write('limits: { key: { rpmm: 1 } }\nservr: {}\n');
    clock.advance(aWhile);
    expect(taken).toEqual([]);
    expect(news).toEqual([
      'refused: llmsim.yaml cannot be used as it is now; what was in force stays:\n' +
        '  llmsim.yaml:1: "limits.key.rpmm" is not a setting of llmsim: did you mean "rpm"?\n' +
        '  llmsim.yaml:2: "servr" is not a setting of llmsim: did you mean "server"?',
    ]);
    write('limits: { key: { rpm: 3 } }\n');
    expect(taken.map(({ limits }) => limits?.client.all?.windows[0]?.limit)).toEqual([3]);
  });

  it('that takes the file away keeps what was in force', () => {
    const { path, clock, news, taken } = opened('limits: { key: { rpm: 1 } }\n');
    rmSync(path);
    clock.advance(aWhile);
    expect(news).toEqual([expect.stringMatching(/^refused: llmsim.yaml cannot be used .*\n {2}ENOENT/)]);
    expect(taken).toEqual([]);
  });

  it('does not go before what the environment says', () => {
    const { write, taken } = opened('limits: { key: { rpm: 1 } }\n', { LLMSIM_LIMITS__KEY__RPM: '7' });
    write('limits: { key: { rpm: 2, tpm: 5 } }\n');
    expect(taken.map(({ limits }) => limits?.client.all?.windows.map(({ limit }) => limit))).toEqual([[7, 5]]);
  });

  it('is looked for no more after the stop', () => {
    const { write, reload, taken } = opened('');
    reload.stop();
    write('limits: { key: { rpm: 2 } }\n');
    expect(taken).toEqual([]);
  });
});

describe('reading the configuration again on demand', () => {
  it('takes what has changed at once', () => {
    const { path, reload, taken } = opened('');
    writeFileSync(path, 'limits: { key: { rpm: 2 } }\n');
    reload.now();
    expect(taken).toHaveLength(1);
  });

  it('says so where nothing has', () => {
    const { reload, taken, news, clock } = opened('limits: { key: { rpm: 2 } }\n');
    reload.now();
    clock.advance(aWhile);
    expect(taken).toEqual([]);
    expect(news).toEqual(['in-force: llmsim.yaml was read again: it says what is in force already.']);
  });
});
