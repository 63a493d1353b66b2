import { describe, expect, it } from 'vitest';
import { randomOf } from '../../../src/core/random.ts';
import { chooseFault, type FaultRule, type FaultSubject } from '../../../src/pipeline/fault/fault-set.ts';
import { faultOf } from '../../../src/pipeline/fault/read-fault.ts';
import { readTimelineLine, timelineLine } from '../../../src/pipeline/fault/timeline.ts';

function rule(text: string, others: Partial<FaultRule> = {}): FaultRule {
  return {
    fault: faultOf(text),
    rate: 1,
    times: undefined,
    for: undefined,
    from: 0,
    until: Number.POSITIVE_INFINITY,
    ...others,
  };
}

function subject(others: Partial<FaultSubject> = {}): FaultSubject {
  return {
    names: () => ['openai-chat', 'openai', 'chat-completions'],
    model: () => 'gpt-4o-mini',
    occurrence: () => 0,
    draw: () => 0.5,
    ...others,
  };
}

/** As the injector draws for the n-th request with this key. */
function drawn(key: string, n: number, seed = 'llmsim'): FaultSubject {
  return subject({ draw: () => randomOf(seed, key, n, 'fault').next() });
}

const three = [rule('429', { rate: 0.01 }), rule('500', { rate: 0.001 }), rule('timeout', { rate: 0.05 })];

describe('the fault that meets a request', () => {
  it('comes at its rate: 100,000 draws are within 3 standard deviations of it', () => {
    const draws = 100_000;
    const counts = new Map<string, number>();
    for (let i = 0; i < draws; i += 1) {
      const id = chooseFault(three, drawn(`key ${i}`, 0), 0)?.id ?? 'none';
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    for (const { fault, rate } of three) {
      const deviation = Math.sqrt(draws * rate * (1 - rate));
      expect(Math.abs((counts.get(fault.id) ?? 0) - draws * rate), fault.id).toBeLessThan(3 * deviation);
    }
  });

  it('comes at its rate for one request that is sent again and again', () => {
    const draws = 100_000;
    let met = 0;
    for (let n = 0; n < draws; n += 1)
      if (chooseFault(three.slice(0, 1), drawn('one key', n), 0) !== undefined) met += 1;
    expect(Math.abs(met - 1000)).toBeLessThan(3 * Math.sqrt(draws * 0.01 * 0.99));
  });

  it('is the same in each run, and another draw for a retry', () => {
    const half = [rule('503', { rate: 0.5 })];
    const run = (seed: string) => Array.from({ length: 64 }, (_, n) => chooseFault(half, drawn('key', n, seed), 0)?.id);
    expect(run('a')).toEqual(run('a'));
    expect(run('a')).not.toEqual(run('b'));
    expect(new Set(run('a'))).toEqual(new Set(['503', undefined]));
  });

  it('is the first that takes all', () => {
    expect(chooseFault([rule('503'), rule('429')], subject(), 0)?.id).toBe('503');
    expect(chooseFault([rule('503', { rate: 0 }), rule('429')], subject({ draw: () => 0 }), 0)?.id).toBe('429');
  });

  it('leaves to the others what is left of all requests', () => {
    const set = [rule('429', { rate: 0.4 }), rule('500', { rate: 0.4 })];
    const at = (draw: number) => chooseFault(set, subject({ draw: () => draw }), 0)?.id;
    expect([0, 0.39, 0.4, 0.79, 0.8, 0.99].map(at)).toEqual(['429', '429', '500', '500', undefined, undefined]);
  });

  it.each(['openai-chat', 'openai', 'chat-completions', 'gpt-4o*', 'gpt-4o-mini'])(
    'is for %s alone where it says so',
    (wanted) => {
      const set = [rule('503', { for: wanted })];
      expect(chooseFault(set, subject(), 0)?.id).toBe('503');
      expect(
        chooseFault(set, subject({ names: () => ['gemini'], model: () => 'gemini-2.5-flash' }), 0),
      ).toBeUndefined();
      expect(chooseFault(set, subject({ names: () => ['gemini'], model: () => undefined }), 0)).toBeUndefined();
    },
  );

  it('meets the first tries of a request where it says how many', () => {
    const set = [rule('529', { times: 2 })];
    expect([0, 1, 2, 3].map((n) => chooseFault(set, subject({ occurrence: () => n }), 0)?.id)).toEqual([
      '529',
      '529',
      undefined,
      undefined,
    ]);
  });

  it('draws nothing where nothing is left to chance', () => {
    const never = subject({
      draw() {
        throw new Error('drawn');
      },
    });
    expect(chooseFault([rule('503', { for: 'gemini' }), rule('500')], never, 0)?.id).toBe('500');
    expect(chooseFault([rule('503', { rate: 0 })], never, 0)).toBeUndefined();
  });
});

describe('a timeline', () => {
  const at = (line: string, elapsed: number) => {
    const read = readTimelineLine(line);
    return read.kind === 'rule' ? chooseFault([read.rule], subject({ draw: () => 0.3 }), elapsed)?.text : read.what;
  };

  it('has a fault in force from one time to another', () => {
    const line = 'at 30s for 10s: 503';
    expect([0, 29_999, 30_000, 39_999, 40_000].map((ms) => at(line, ms))).toEqual([
      undefined,
      undefined,
      '503',
      '503',
      undefined,
    ]);
  });

  it('may have no end, arguments, somebody whom it is for, and a share', () => {
    expect(at('at 1m: reset(after=3)', 3_600_000)).toBe('reset(after=3)');
    expect(at('at 0s: 503 for openai', 0)).toBe('503');
    expect(at('at 0s: 503 for anthropic', 0)).toBeUndefined();
    expect(at('at 0s: stall(after=1, for=2s) for gpt-* with 31%', 0)).toBe('stall(after=1, for=2s)');
    expect(at('at 0s: 503 with 29.5%', 0)).toBeUndefined();
  });

  it.each(['at 30s for 10s: 503 for anthropic', 'at 1m: reset(after=3) for gpt-* with 12.5%'])(
    'is told as it is read (%s)',
    (line) => {
      const read = readTimelineLine(line);
      if (read.kind !== 'rule') throw new Error(read.what);
      const again = readTimelineLine(timelineLine(read.rule));
      expect(again.kind === 'rule' && { ...again.rule, fault: again.rule.fault.text }).toEqual({
        ...read.rule,
        fault: read.rule.fault.text,
      });
    },
  );

  it.each([
    ['at 1s: 429(message="Please wait for it")', undefined, 1],
    ['at 1s: 429(message="Please wait for it") for anthropic', 'anthropic', 1],
    ['at 1s: 429(message="only for you with 5%") for claude-* with 50%', 'claude-*', 0.5],
  ])('leaves the words within a fault alone: %s', (line, wanted, rate) => {
    expect(readTimelineLine(line)).toMatchObject({ kind: 'rule', rule: { for: wanted, rate } });
  });

  it.each([
    ['30s: 503', 'is no line of a timeline'],
    ['at 1s: five (oh) three', 'is no fault'],
    ['at noon: 503', '"noon" is no duration'],
    ['at 1s for ever: 503', '"ever" is no duration'],
    ['at 1s: 5033', '"5033" is no fault; did you mean'],
    ['at 1s: 503 with 120%', 'more than all requests'],
  ])('tells what is wrong with %s', (line, what) => {
    expect(readTimelineLine(line)).toEqual({ kind: 'problem', what: expect.stringContaining(what) });
  });
});
