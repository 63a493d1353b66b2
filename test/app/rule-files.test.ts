/** Files of rules are read again when they change, and a mistake in an edit changes nothing. */

import { renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRuleFiles } from '../../src/app/rule-files.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** So long that a look and the one that sees the file stand still have passed. */
const aWhile = 1000;

function opened(...texts: readonly string[]) {
  const folder = tempFolder();
  const paths = texts.map((text, i) => {
    const path = join(folder, `rules-${i}.yaml`);
    writeFileSync(path, text);
    return path;
  });
  const clock = new FakeClock();
  const news: string[] = [];
  const files = openRuleFiles(paths, clock, ({ kind, text }) =>
    news.push(`${kind}: ${text.replaceAll(`${folder}/`, '')}`),
  );
  files.watch();
  const names = () => files.inForce().inOrder.map(({ rule: { name } }) => name);
  return { folder, first: paths[0] ?? '', clock, news, files, names };
}

const named = (...names: readonly string[]) =>
  `rules: [${names.map((name) => `{ name: ${name}, response: a }`).join(', ')}]\n`;

describe('a file of rules', () => {
  it('counts at once, one file before the other', () => {
    expect(opened(named('a', 'b'), named('c')).names()).toEqual(['a', 'b', 'c']);
  });

  it('is read again when it was written', () => {
    const { first, clock, names, news } = opened(named('a'), named('z'));
    writeFileSync(first, named('b', 'c'));
    clock.advance(aWhile);
    expect(names()).toEqual(['b', 'c', 'z']);
    expect(news).toEqual(['in-force: rules-0.yaml has changed: 2 rules are in force.']);
  });

  it('is read again when an editor put another in its place', () => {
    const { first, clock, names } = opened(named('a'));
    for (const name of ['b', 'c']) {
      writeFileSync(`${first}.new`, named(name));
      renameSync(`${first}.new`, first);
      clock.advance(aWhile);
      expect(names()).toEqual([name]);
    }
  });

  it('keeps its rules while it is wrong, says why, and takes the next that is right', () => {
    const { first, clock, names, news } = opened(named('a'));
    writeFileSync(first, 'rules:\n  - response: b\n    match: { modell: x }\n');
    clock.advance(aWhile);
    expect(names()).toEqual(['a']);
    expect(news).toHaveLength(1);
    expect(news[0]).toMatch(
      /^refused: rules-0.yaml cannot be used as it is now; 1 rule is in force as before:\n {2}rules-0.yaml:3: rules.0.match.modell: "modell" is no condition/,
    );
    clock.advance(aWhile);
    expect(news).toHaveLength(1);
    writeFileSync(first, named('a'));
    clock.advance(aWhile);
    expect(news[1]).toBe('in-force: rules-0.yaml has changed: 1 rule is in force.');
  });

  it('keeps its rules when it is gone, and comes back', () => {
    const { first, clock, names, news } = opened(named('a'));
    rmSync(first);
    clock.advance(aWhile);
    expect(names()).toEqual(['a']);
    expect(news[0]).toMatch(
      /^refused: rules-0.yaml cannot be used as it is now; 1 rule is in force as before:\n {2}ENOENT/,
    );
    writeFileSync(first, named('a'));
    clock.advance(aWhile);
    expect(news[1]).toBe('in-force: rules-0.yaml has changed: 1 rule is in force.');
  });

  it('is not read while it is being written', () => {
    const { first, clock, names, news } = opened(named('a'));
    for (const text of ['', 'rules: [{ na', named('b')]) {
      writeFileSync(first, text);
      clock.advance(250);
    }
    clock.advance(aWhile);
    expect([names(), news.length]).toEqual([['b'], 1]);
  });

  it('that was only touched is no news', () => {
    const { first, clock, news } = opened(named('a'));
    utimesSync(first, 1, 1);
    clock.advance(aWhile);
    expect(news).toEqual([]);
  });

  it('is left alone after the end', () => {
    const { clock, files } = opened(named('a'));
    files.stop();
    expect(clock.waiting).toBe(0);
  });

  it.each([
    ['rules: 5\n', /rules-0\.yaml cannot be used:\n.*rules-0\.yaml:1: rules: /],
    ['redact: {}\n', /rules-0\.yaml:1: it has no section "rules"/],
  ])('cannot be begun with %j', (text, message) => {
    expect(() => opened(text)).toThrow(message);
  });

  it('cannot be begun with where there is none', () => {
    expect(() => openRuleFiles([join(tempFolder(), 'none.yaml')], new FakeClock(), () => {})).toThrow(
      /none\.yaml cannot be read/,
    );
  });
});
