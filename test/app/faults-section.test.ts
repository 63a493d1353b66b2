import { describe, expect, it } from 'vitest';
import { type ErrorsSection, faultsOf, readErrors } from '../../src/app/faults-section.ts';

function read(section: ErrorsSection) {
  const problems: string[] = [];
  const set = faultsOf(section, (path, what) => problems.push(`${path.join('.')}: ${what}`));
  return {
    problems,
    rules: set.map(({ fault, rate, times, for: wanted, from, until }) => ({
      fault: fault.text,
      rate,
      times,
      for: wanted,
      from,
      until,
    })),
  };
}

const always = { times: undefined, for: undefined, from: 0, until: Number.POSITIVE_INFINITY };

describe('the section errors', () => {
  it('takes the short rates', () => {
    const section = { rate_limit_rate: 0.01, server_error_rate: 0.001, timeout_rate: 0.001, timeout_after_ms: 30_000 };
    expect(read(section)).toEqual({
      problems: [],
      rules: [
        { ...always, fault: '429', rate: 0.01 },
        { ...always, fault: '500', rate: 0.001 },
        { ...always, fault: 'timeout(after=30000ms)', rate: 0.001 },
      ],
    });
    expect(read({ timeout_rate: 1 }).rules).toEqual([{ ...always, fault: 'timeout', rate: 1 }]);
  });

  it.each([0, 1e-9, 0.25, 30_000, 86_400_000])('lets a timeout close after %d ms, and drops none', (ms) => {
    const faults = readErrors({ timeout_rate: 1, timeout_after_ms: ms });
    expect(faults).toMatchObject({ kind: 'faults', set: [{ rate: 1, fault: { id: 'timeout' } }] });
  });

  it('refuses a timeout that is longer than a fault can wait', () => {
    expect(readErrors({ timeout_rate: 1, timeout_after_ms: 1e12 })).toEqual({
      kind: 'problems',
      problems: ['timeout_after_ms: is more than 86400000'],
    });
  });

  it('takes any fault, for whom it is and how often', () => {
    const faults = [503, 'reset(after=3)', { fault: 529, rate: 0.5, times: 2, for: 'claude-*' }];
    expect(read({ faults }).rules).toEqual([
      { ...always, fault: '503', rate: 1 },
      { ...always, fault: 'reset(after=3)', rate: 1 },
      { ...always, fault: '529', rate: 0.5, times: 2, for: 'claude-*' },
    ]);
  });

  it('takes a timeline as lines, or as YAML reads them, and puts it first', () => {
    const section = { faults: ['503'], timeline: ['at 30s for 10s: 503 for anthropic', { 'at 1m': 429 }] };
    expect(
      read({ ...section, faults: [{ fault: '500', rate: 0.1 }] }).rules.map(({ fault, from, until, for: wanted }) => [
        fault,
        from,
        until,
        wanted,
      ]),
    ).toEqual([
      ['503', 30_000, 40_000, 'anthropic'],
      ['429', 60_000, Number.POSITIVE_INFINITY, undefined],
      ['500', 0, Number.POSITIVE_INFINITY, undefined],
    ]);
  });

  it('tells all that is wrong with it, and where', () => {
    const { problems } = read({
      rate_limit_rate: 0.9,
      faults: ['503s', { fault: 'stall(for=x)' }, { fault: '500', rate: 0.2 }],
      timeline: ['at noon: 503'],
    });
    expect(problems).toEqual([
      'faults.0: "503s" is no fault; did you mean "503"?',
      'faults.1: for=x of stall is no duration such as 500ms, 30s or 2m',
      ': the rates of all faults together are 1.1, which is more than every request',
      'timeline.0: "noon" is no duration such as 500ms, 30s or 2m',
    ]);
  });
});

describe('faults that are set while llmsim runs', () => {
  it('are read as the section is', () => {
    const faults = readErrors({ faults: ['429'] });
    expect(faults).toMatchObject({ kind: 'faults', set: [{ rate: 1, fault: { id: '429' } }] });
  });

  it.each([
    [{ faults: ['restt'] }, 'faults.0: "restt" is no fault; did you mean "reset"?'],
    [{ fault: '503' }, 'there is no "fault"; there are seed, rate_limit_rate'],
    [{ rate_limit_rate: 2 }, 'rate_limit_rate: '],
    [{ faults: [{ rate: 1 }] }, 'faults.0: is no fault and no object with a "fault"'],
    [[], 'the body is a list, not a mapping'],
    [{ faults: [{ fault: '503', rate: 'often' }] }, 'faults.0'],
  ])('say what is wrong with %j', (value, what) => {
    expect(readErrors(value)).toEqual({ kind: 'problems', problems: [expect.stringContaining(what)] });
  });

  it('have all their mistakes told at once, with the places where they stand', () => {
    const value = { rate_limit_rate: 2, faults: [{ rate: 1 }, 'restt'], timeline: ['at noon: 503'], seeds: 1 };
    expect(readErrors(value)).toEqual({
      kind: 'problems',
      problems: [
        'rate_limit_rate: is more than 1',
        'faults.0: is no fault and no object with a "fault"',
        expect.stringContaining('there is no "seeds"'),
        'faults.1: "restt" is no fault; did you mean "reset"?',
        'timeline.0: "noon" is no duration such as 500ms, 30s or 2m',
      ],
    });
  });
});
