import { describe, expect, it } from 'vitest';
import { answerLines, chunkLines, noPaint } from '../../src/telemetry/answer-log.ts';
import type { AnswerSource } from '../../src/telemetry/answer-record.ts';
import { Log, type LogFormat, type LogLevel } from '../../src/telemetry/log.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { begunOf, hitOf, plannedReply, recordOf } from './answers.ts';

function logging(level: LogLevel, format: LogFormat, skips: readonly AnswerSource[] = []) {
  const lines: string[] = [];
  const clock = new FakeClock();
  const log = new Log({ level, format, clock, write: (line) => lines.push(line) });
  return { lines, log, options: { log, skips: new Set(skips), paint: noPaint } };
}

describe('the log of answers', () => {
  it('has a line an answer for people', () => {
    const { lines, options } = logging('info', 'pretty');
    answerLines(options)?.(recordOf());
    expect(lines).toEqual([
      'POST /v1/chat/completions  gpt-4o-mini  200  cassette  first 2.0 ms  all 4.0 ms  1 chunk  300 B  chat/openai.chat-completions-hello  sim-test-1',
    ]);
  });

  it('tells people what went wrong', () => {
    const { lines, options } = logging('info', 'pretty');
    const tell = answerLines(options);
    tell?.(recordOf({ source: 'none', status: 400, interaction: undefined }));
    tell?.(recordOf({ end: 'reset', fault: 'reset(after=3)', chunks: 3 }));
    tell?.(recordOf({ status: undefined, end: 'client-gone', firstChunk: undefined }));
    expect(lines[0]).toContain('400  no recording');
    expect(lines[1]).toContain('200  cut by reset  fault reset(after=3)');
    expect(lines[2]).toContain('no answer  client left  cassette  -');
  });

  it('has an object an answer for machines', () => {
    const { lines, options } = logging('info', 'json');
    answerLines(options)?.(recordOf());
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        time: '2026-01-02T03:04:05.000Z',
        level: 'info',
        event: 'answer',
        received: '2026-01-02T03:04:06.000Z',
        id: 1,
        requestId: 'sim-test-1',
        method: 'POST',
        target: '/v1/chat/completions',
        upstream: 'openai',
        cassette: 'chat',
        endpoint: 'chat-completions',
        model: 'gpt-4o-mini',
        source: 'cassette',
        interaction: 'chat/openai.chat-completions-hello',
        status: 200,
        firstChunk: 2,
        duration: 4,
        chunks: 1,
        bytes: 300,
        end: 'complete',
        usage: { input: 11, output: 7, cached: 0, reasoning: 0 },
      },
    ]);
  });

  it('warns of what no recording answers and of what is refused', () => {
    const { lines, options } = logging('info', 'json');
    for (const source of ['none', 'llmsim', 'upstream'] as const) answerLines(options)?.(recordOf({ source }));
    expect(lines.map((line) => JSON.parse(line).level)).toEqual(['warn', 'warn', 'info']);
  });

  it('leaves out what is told elsewhere', () => {
    const { lines, options } = logging('info', 'json', ['upstream']);
    answerLines(options)?.(recordOf({ source: 'upstream' }));
    expect(lines).toEqual([]);
  });

  it.each(['error', 'warn'] as const)('wants to hear nothing at level %s', (level) => {
    expect(answerLines(logging(level, 'pretty').options)).toBeUndefined();
  });
});

describe('the log of chunks', () => {
  it.each(['error', 'warn', 'info'] as const)('wants to hear nothing at level %s', (level) => {
    expect(chunkLines(logging(level, 'pretty').options)).toBeUndefined();
  });

  it('has a line a chunk, with the text of recordings', () => {
    const { lines, options } = logging('debug', 'json');
    chunkLines(options)?.(begunOf(plannedReply()), Buffer.from('data: {"x":1}\n\n'), 12.3456);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        time: '2026-01-02T03:04:05.000Z',
        level: 'debug',
        event: 'chunk',
        requestId: 'sim-test-1',
        at: 12.346,
        bytes: 15,
        text: 'data: {"x":1}\n\n',
      },
    ]);
  });

  it.each(['upstream', 'generator', 'rule'] as const)(
    'has no text of what may hold a secret that is split over chunks: %s',
    (source) => {
      const { lines, options } = logging('debug', 'pretty');
      const reply = plannedReply();
      chunkLines(options)?.(begunOf(reply, hitOf(reply, { source })), Buffer.from('sk-secret'), 1);
      expect(lines).toEqual(['sim-test-1  +1.0 ms  9 B  ']);
    },
  );

  it('has no text of bytes that are none', () => {
    const { lines, options } = logging('debug', 'pretty');
    chunkLines(options)?.(begunOf(plannedReply()), Uint8Array.of(0, 1, 2, 0xff), 1);
    expect(lines).toEqual(['sim-test-1  +1.0 ms  4 B  ']);
  });
});

describe('a log', () => {
  it.each([
    ['error', ['error']],
    ['warn', ['error', 'warn']],
    ['info', ['error', 'warn', 'info']],
    ['debug', ['error', 'warn', 'info', 'debug']],
  ] as const)('of level %s tells %j', (level, told) => {
    const { lines, log } = logging(level, 'pretty');
    for (const one of ['error', 'warn', 'info', 'debug'] as const) log.say(one, one);
    expect(lines).toEqual(told);
  });

  it('tells a sentence as a JSON object', () => {
    const { lines, log } = logging('warn', 'json');
    log.say('warn', 'It rains.');
    expect(lines).toEqual(['{"time":"2026-01-02T03:04:05.000Z","level":"warn","event":"message","text":"It rains."}']);
  });
});
