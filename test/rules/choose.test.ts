/** Which of several rules answers, and how often. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseRule, tryRules } from '../../src/rules/choose.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { ruleSet } from '../../src/rules/rule-set.ts';
import { promptOf } from '../support/prompts.ts';
import { rule, saying, subject } from './subjects.ts';

const chat = subject({ prompt: promptOf('Say hello') });
const hello = { last_contains: 'hello' };
const other = { last_contains: 'other' };

/** Who answers `count` equal requests, as `rule: text`. */
function answers(rules: readonly Rule[], count: number, about = chat): readonly string[] {
  const uses = new Map<string, number>();
  return Array.from({ length: count }, () => {
    const chosen = chooseRule(ruleSet(rules), about, uses);
    if (chosen === undefined) return 'none';
    uses.set(chosen.rule.id, chosen.nth + 1);
    return `${chosen.rule.id}: ${chosen.response.kind === 'spoken' ? chosen.response.content : chosen.response.kind}`;
  });
}

describe('the rule that answers', () => {
  it('is the first whose conditions all hold', () => {
    expect(answers([rule('a', other), rule('b', hello), rule('c', hello)], 1)).toEqual(['b: b']);
    expect(answers([rule('a', { ...hello, model: 'o*' }), rule('b', {})], 1)).toEqual(['b: b']);
    expect(answers([rule('a', other)], 1)).toEqual(['none']);
  });

  it('is the one with the highest priority, whatever the order', () => {
    const rules = [
      rule('a', {}, undefined, { priority: -1 }),
      rule('b', {}),
      rule('c', {}, undefined, { priority: 10 }),
    ];
    expect(answers(rules, 1)).toEqual(['c: c']);
    expect(ruleSet(rules).inOrder.map(({ rule: { id } }) => id)).toEqual(['c', 'b', 'a']);
  });

  it('answers only so often, and then the next one does', () => {
    const rules = [rule('a', {}, undefined, { times: 2 }), rule('b', {})];
    expect(answers(rules, 4)).toEqual(['a: a', 'a: a', 'b: b', 'b: b']);
  });

  it('gives its responses one after the other, and the last again and again', () => {
    const rules = [
      rule('a', {}, [saying('one'), { kind: 'raw', status: 200, headers: [], body: undefined }, saying('three')]),
    ];
    expect(answers(rules, 4)).toEqual(['a: one', 'a: raw', 'a: three', 'a: three']);
  });

  it('answers in words only what asks for words', () => {
    const raw = { kind: 'raw', status: 200, headers: [], body: undefined } as const;
    expect(answers([rule('words', {}), rule('bytes', {}, [raw])], 1, subject())).toEqual(['bytes: raw']);
  });

  it('is told with its groups', () => {
    const [one] = [chooseRule(ruleSet([rule('a', { last_matches: 'Say (.*)' })]), chat, new Map())];
    expect(one).toMatchObject({ nth: 0, groups: { 1: 'hello' } });
  });

  it('keeps the order of the file among equals', () => {
    const priorities = fc.array(fc.integer({ min: -2, max: 2 }));
    fc.assert(
      fc.property(priorities, (list) => {
        const rules = list.map((priority, i) => rule(String(i), {}, undefined, { priority }));
        const ordered = ruleSet(rules).inOrder.map(({ rule: { id, priority } }) => ({ id: Number(id), priority }));
        expect(ordered).toHaveLength(list.length);
        for (const [i, one] of ordered.entries()) {
          const before = ordered[i - 1];
          if (before === undefined) continue;
          expect(before.priority > one.priority || (before.priority === one.priority && before.id < one.id)).toBe(true);
        }
      }),
    );
  });
});

describe('a trial of all rules', () => {
  const rules = [
    rule('a', { ...other, turn: 2 }),
    rule('b', hello),
    rule('c', {}),
    rule('d', {}, undefined, { times: 1 }),
  ];

  it('tells every reason of every rule that does not answer', () => {
    const trials = tryRules(ruleSet(rules), chat, new Map([['d', 1]]));
    expect(trials.map((trial) => (trial.kind === 'answers' ? trial.kind : trial.reasons))).toEqual([
      ['last_contains: "other": the last message of the user is "Say hello"', 'turn: 2: it is turn 1'],
      'answers',
      ['it would answer, but is asked later'],
      ['it answers once and has done so'],
    ]);
  });

  it('agrees with the choice', () => {
    const matches = [hello, other, {}, { turn: 1 }, { turn: 2 }];
    const drawn = fc.array(fc.record({ match: fc.constantFrom(...matches), times: fc.integer({ min: 1, max: 2 }) }));
    fc.assert(
      fc.property(drawn, fc.integer({ min: 0, max: 2 }), (list, used) => {
        const set = ruleSet(list.map(({ match, times }, i) => rule(String(i), match, undefined, { times })));
        const uses = new Map(list.map((_, i) => [String(i), used]));
        const tried = tryRules(set, chat, uses).find(({ kind }) => kind === 'answers');
        expect(tried?.rule.id).toBe(chooseRule(set, chat, uses)?.rule.id);
      }),
    );
  });

  it('says of words that nobody asked for them', () => {
    const [trial] = tryRules(ruleSet([rule('a', {})]), subject(), new Map());
    expect(trial).toMatchObject({ reasons: ['it answers in words, and the request asks no model for words'] });
  });
});
