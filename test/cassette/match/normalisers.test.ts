import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInNormalisers } from '../../../src/cassette/match/normalisers/list.ts';
import { compileNormaliser } from '../../../src/cassette/match/user-normaliser.ts';

function normaliser(name: string) {
  const found = builtInNormalisers.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no normaliser ${name}`);
  return found;
}

const tables: Readonly<
  Record<string, { readonly found: readonly [string, string][]; readonly not: readonly string[] }>
> = {
  uuid: {
    found: [
      ['run 6f1c2a90-1b2c-4d3e-8f4a-5b6c7d8e9f00 ended', 'run [uuid] ended'],
      ['6F1C2A90-1B2C-4D3E-8F4A-5B6C7D8E9F00', '[uuid]'],
      ['trace=6f1c2a901b2c4d3e8f4a5b6c7d8e9f00;', 'trace=[uuid];'],
      ['018f3b1c-7e2a-7cc0-98ab-0123456789ab,018f3b1c-7e2a-7cc0-98ab-0123456789ac', '[uuid],[uuid]'],
    ],
    not: [
      '6f1c2a90-1b2c-4d3e-8f4a-5b6c7d8e9f0',
      'x6f1c2a90-1b2c-4d3e-8f4a-5b6c7d8e9f00',
      'd41d8cd98f00b204e9800998ecf8427e0', // a hash is longer or of no version
      'a sentence that is long enough to be looked at',
    ],
  },
  'iso-date': {
    found: [
      ['Today is 2026-11-20.', 'Today is [date].'],
      ['at 2026-11-20T09:30:00Z', 'at [date-time]'],
      ['2026-11-20T09:30:00.123456+01:00', '[date-time]'],
      ['2026-11-20 09:30', '[date-time]'],
      ['2026-11-20 09:30:12 UTC', '[date-time]'],
      ['from 2026-01-31 to 2026-02-28', 'from [date] to [date]'],
    ],
    not: ['2026-13-20', '2026-11-32', '12026-11-20', '2026-11-201', 'version 1.2.3 of 2026', '555-2026-11'],
  },
  'date-in-words': {
    found: [
      ['Today is Friday, November 20, 2026.', 'Today is [date].'],
      ['20 November 2026', '[date]'],
      ['the 20th of November 2026', 'the [date]'],
      ['Nov 20th, 2026 at 9:30 PM', '[date]'],
      ['Fri, 20 Nov 2026 09:30:00 GMT', '[date]'],
      ['Fri Nov 20 09:30:00 2026', '[date]'],
      ['Fri Nov 20 09:30:00 UTC 2026', '[date]'],
      ['Fri Nov 20 2026 09:30:00 +0100', '[date]'],
    ],
    not: [
      'May the force be with you in 2026',
      'March 2026 sales',
      'Mayor 20, 2026',
      '20 Novembers 2026',
      'November 2026',
    ],
  },
  'unix-time': {
    found: [
      ['at 1795166400', 'at [unix-time]'],
      ['1795166400123', '[unix-time]'],
      ['1795166400.5s ago', '1795166400.5s ago'],
      ['t=1795166400.25', 't=[unix-time]'],
    ],
    not: ['179516640', '17951664001', '9995166400', 'abc1795166400', '1795166400-x', '1.1795166400'],
  },
  'temp-path': {
    found: [
      ['/tmp/tmpa1b2c3/report.txt', '[temp]/report.txt'],
      ['read "/private/var/folders/zz/x1y2/T/run-8812/a.txt"', 'read "[temp]/a.txt"'],
      ['/var/tmp/job.17', '[temp]'],
      ['/tmp/pytest-of-ann/pytest-12/test_x0/f.json', '[temp]/test_x0/f.json'],
      ['file:///tmp/abc/x', 'file://[temp]/x'],
      ['C:\\Users\\Ann Smith\\AppData\\Local\\Temp\\tmp12\\x.txt', '[temp]\\x.txt'],
    ],
    not: ['/home/tmp/x', '/tmp', 'the temp folder', '/data/tmp/x', 'tmp/x'],
  },
};

describe.each(Object.entries(tables))('the normaliser %s', (name, { found, not }) => {
  it.each(found)('makes of %s', (text, expected) => {
    expect(normaliser(name).replace(text)).toBe(expected);
  });

  it.each(not)('leaves %s', (text) => {
    expect(normaliser(name).replace(text)).toBe(text);
  });

  it('finds nothing more in what it has made', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.constantFrom(...found), (around, [text]) => {
        const once = normaliser(name).replace(`${around} ${text} ${around}`);
        expect(normaliser(name).replace(once)).toBe(once);
      }),
    );
  });

  it('takes linear time on what almost matches', () => {
    for (const [text] of found) {
      const long = `${text.slice(0, -1)} `.repeat(20_000);
      const started = performance.now();
      normaliser(name).replace(long);
      expect(performance.now() - started).toBeLessThan(2_000);
    }
  });
});

describe('the normaliser unix-time, on JSON numbers', () => {
  it.each([1_795_166_400, 1_795_166_400.25, 1_795_166_400_123])('replaces %d', (value) => {
    expect(normaliser('unix-time').replaceNumber?.(value)).toBe('[unix-time]');
  });

  it.each([0, 42, 999_999_999, 4_102_444_801, 1_795_166_400_123.5, -1_795_166_400])('leaves %d', (value) => {
    expect(normaliser('unix-time').replaceNumber?.(value)).toBeUndefined();
  });
});

describe('a normaliser of the user’s own', () => {
  it('puts the placeholder as it is written', () => {
    const made = compileNormaliser('build-\\d+', 'build-$1');
    if (made.kind !== 'normaliser') throw new Error(made.why);
    expect(made.normaliser.replace('build-17, build-4 and build')).toBe('build-$1, build-$1 and build');
    expect(made.normaliser.replace('nothing')).toBe('nothing');
  });

  it.each(['(?=x)', '(', 'x*'])('is refused with the reason: %s', (pattern) => {
    expect(compileNormaliser(pattern, 'x')).toMatchObject({ kind: 'invalid', why: expect.stringMatching(/./) });
  });
});
