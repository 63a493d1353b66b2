import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import { byteText, jsonLine, jsonMessages, prettyLine } from '../../src/cli/exchange-lines.ts';
import { processTerminal } from '../../src/cli/terminal.ts';
import type { ExchangeReport } from '../../src/telemetry/exchange-report.ts';

const plain = new Chalk({ level: 0 });

function report(parts: Partial<ExchangeReport> = {}): ExchangeReport {
  return {
    method: 'POST',
    target: '/v1/chat/completions',
    upstream: 'openai',
    model: 'gpt-4o-mini',
    status: 200,
    firstChunk: 311.6,
    duration: 1200,
    chunks: 53,
    bytes: 9318,
    end: 'complete',
    saved: { kind: 'saved', interaction: 'default/openai.chat-0123', file: '/c/default/openai.chat-0123.json' },
    ...parts,
  };
}

describe('the line of an exchange', () => {
  it('says what was asked, who answered, how fast, how much, and where it is saved', () => {
    expect(prettyLine(report(), plain)).toBe(
      'POST /v1/chat/completions  gpt-4o-mini  200  312 ms  53 chunks  9.1 KiB  default/openai.chat-0123.json',
    );
  });

  it('has a dash where there is nothing to tell', () => {
    expect(prettyLine(report({ model: undefined, firstChunk: undefined, chunks: 0, bytes: 0 }), plain)).toContain(
      '  -  200  -  0 chunks  0 B  ',
    );
  });

  it.each<[Partial<ExchangeReport>, string]>([
    [{ status: undefined }, 'no answer'],
    [{ end: 'reset' }, '200 cut by reset'],
    [{ end: 'close' }, '200 cut before its end'],
    [{ end: 'stall' }, '200 went silent'],
    [{ end: 'client-gone' }, '200 client left'],
    [{ end: 'refused', status: 502 }, '  502  '],
    [{ chunks: 1 }, ' 1 chunk '],
    [{ saved: { kind: 'skipped', why: 'a 401', warn: false } }, 'not recorded: a 401'],
    [{ saved: { kind: 'lost', why: 'the disk is full' } }, 'NOT SAVED: the disk is full'],
  ])('of %o says "%s"', (parts, words) => {
    expect(prettyLine(report(parts), plain)).toContain(words);
  });

  it('is one line, and a long target is cut', () => {
    const line = prettyLine(report({ target: `/v1/${'x'.repeat(500)}`, model: 'a\r\nb' }), plain);
    expect(line).toContain('  a b  ');
    expect(line).not.toContain('\n');
    expect(line.length).toBeLessThan(220);
    expect(line).toContain('x…  ');
  });

  it('shows colours where they are wanted, and says the same', () => {
    const coloured = prettyLine(report({ status: 500 }), new Chalk({ level: 1 }));
    expect(coloured).toContain('\u001b[');
    // biome-ignore lint/complexity/useRegexLiterals: the escape is easier to read so
    expect(coloured.replace(new RegExp('\u001b\\[\\d+m', 'g'), '')).toBe(prettyLine(report({ status: 500 }), plain));
  });
});

describe('the line as JSON', () => {
  it('is the report with its time, in one line', () => {
    const line = jsonLine(report(), new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6)));
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toEqual({
      time: '2026-01-02T03:04:05.006Z',
      level: 'info',
      event: 'exchange',
      ...report(),
    });
  });

  it.each([
    [{ kind: 'skipped', why: 'a 401', warn: false } as const, 'info'],
    [{ kind: 'skipped', why: 'too large', warn: true } as const, 'warn'],
    [{ kind: 'lost', why: 'the disk is full' } as const, 'error'],
  ])('has the level of what became of the recording (%j)', (saved, level) => {
    expect(JSON.parse(jsonLine(report({ saved }), new Date(0))).level).toBe(level);
  });
});

describe('a message in a JSON log', () => {
  it('has the level that its colour says to people, and no colours', () => {
    const lines: string[] = [];
    const { paint, say } = jsonMessages(
      { ...processTerminal(), say: (line) => lines.push(line) },
      { date: () => new Date(0) },
    );
    for (const text of [paint.red('a'), paint.bold.yellow('b'), paint.yellow('c'), `d ${paint.red('e')}`]) say(text);
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      [
        ['error', 'a'],
        ['warn', 'b'],
        ['warn', 'c'],
        ['info', 'd e'],
      ].map(([level, text]) => ({ time: '1970-01-01T00:00:00.000Z', level, event: 'message', text })),
    );
  });
});

describe('an amount of bytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [9318, '9.1 KiB'],
    [1_048_576, '1.0 MiB'],
    [67_108_864, '64.0 MiB'],
  ])('%i is %s', (bytes, text) => {
    expect(byteText(bytes)).toBe(text);
  });
});
