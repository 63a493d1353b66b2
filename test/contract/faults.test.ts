/** Every fault does to every dialect's reply what its summary says, streamed and whole, planned and live, and never throws. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readErrors } from '../../src/app/faults-section.ts';
import { decodeFrames } from '../../src/codec/aws-event-stream.ts';
import type { Answer } from '../../src/core/answer.ts';
import { headerOf } from '../../src/core/headers.ts';
import { builtIn } from '../../src/dialects/list.ts';
import { builtInFaults } from '../../src/faults/list.ts';
import { faultOf, readFault } from '../../src/pipeline/fault/read-fault.ts';
import { readTimelineLine } from '../../src/pipeline/fault/timeline.ts';
import { randomCuts } from '../support/random-cuts.ts';
import { PROJECT_ROOT } from '../support/run-cli.ts';
import { brokenLive, brokenPlanned, type Heard, plannedReply, type Sample, samples } from './broken-replies.ts';

type Check = (heard: Heard, sample: Sample) => void;

function eventsOf({ reply }: Sample): Buffer[] {
  return reply.ends.map((end, i) => Buffer.from(reply.bytes.subarray(reply.ends[i - 1] ?? 0, end)));
}

function answerIn({ dialect }: Sample, { status, headers, body }: Heard): Answer | undefined {
  return dialect.answerOf({ status, headers, body });
}

function before(sample: Sample): Answer | undefined {
  const { status, headers, bytes } = sample.reply;
  return sample.dialect.answerOf({ status, headers, body: bytes });
}

/** JSON that cannot be read, in one place of the body. */
function unreadable({ body }: Heard, sample: Sample): number {
  if (!sample.streamed) return jsonIn(body.toString()) ? 0 : 1;
  const { frames } = decodeFrames(body);
  const texts =
    frames.length > 0
      ? frames.map(({ payload }) => Buffer.from(payload).toString())
      : body.toString().trimStart().startsWith('[')
        ? [body.toString()]
        : body
            .toString()
            .split(/\r?\n/)
            .flatMap((line) => /^(?:data: )?([{[].*)$/.exec(line)?.[1] ?? [])
            .filter((text) => text !== '[DONE]');
  return texts.filter((text) => !jsonIn(text)).length;
}

function jsonIn(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const isErrorOf =
  (status: number): Check =>
  (heard, { dialect }) => {
    expect(heard.status).toBe(status);
    expect(heard.end).toBe('complete');
    expect(headerOf(heard.headers, 'content-type')).toBe('application/json');
    expect(headerOf(heard.headers, 'content-length')).toBe(String(heard.body.byteLength));
    expect(Object.keys(JSON.parse(heard.text)).length).toBeGreaterThan(0);
    expect(dialect.textOf({ status, headers: heard.headers, body: heard.body }).length).toBeGreaterThan(5);
  };

/** The line ends between the elements of an array belong to none of them. */
function upToLineEnd(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/[\r\n]+$/, '');
}

const cutsAfter =
  (count: number, how: Heard['end']): Check =>
  (heard, sample) => {
    const events = eventsOf(sample);
    const sent = events.length === 1 ? [] : events.slice(0, Math.min(count, events.length - 1));
    if (events.length === 1 && count > 0) {
      expect(heard.body).toEqual(events[0]?.subarray(0, Math.floor((events[0]?.byteLength ?? 0) / 2)));
    } else expect(upToLineEnd(heard.body)).toBe(upToLineEnd(Buffer.concat(sent)));
    expect(heard.end).toBe(how);
  };

const goesThrough: Check = (heard, sample) => {
  expect(heard.body).toEqual(Buffer.from(sample.reply.bytes));
  expect(heard.end).toBe('complete');
};

/** Where the reply is no model's answer, it stays as it is and says so. */
const rewords =
  (check: (said: Answer, asked: Answer, sample: Sample) => void): Check =>
  (heard, sample) => {
    const asked = before(sample);
    if (!heard.applied || asked === undefined) {
      expect(heard.applied).toBe(false);
      goesThrough(heard, sample);
      return;
    }
    const said = answerIn(sample, heard);
    if (said === undefined) throw new Error(`no answer in ${heard.text}`);
    expect(said.choices.length).toBe(asked.choices.length);
    expect(heard.end).toBe('complete');
    check(said, asked, sample);
  };

const never = () => {
  throw new Error('a check is missing');
};

const checks: Readonly<Record<string, Check>> = {
  ...Object.fromEntries(
    [400, 401, 403, 404, 408, 409, 413, 429, 500, 502, 503, 504, 529].map((status) => [status, isErrorOf(status)]),
  ),
  '429(retry_after=7s)'(heard, { dialect }) {
    // Bedrock tells no time.
    if (dialect.id === 'bedrock') return;
    expect(headerOf(heard.headers, 'retry-after')).toBe('7');
    if (dialect.family === 'openai') expect(headerOf(heard.headers, 'retry-after-ms')).toBe('7000');
    if (dialect.id === 'gemini') expect(heard.text).toContain('"retryDelay":"7s"');
  },
  '500(message=Out of cheese)': (heard) => expect(heard.text).toContain('Out of cheese'),
  timeout: ({ headless, end, body }) =>
    expect({ headless, end, size: body.byteLength }).toEqual({ headless: true, end: 'stall', size: 0 }),
  'timeout(after=30s)': ({ headless, end, endAt }) =>
    expect({ headless, end, endAt }).toEqual({ headless: true, end: 'close', endAt: 30_000 }),
  'slow-first-byte(after=4s)'(heard, sample) {
    goesThrough(heard, sample);
    // A live head is put off by whoever waits for it.
    if (heard.headAt > 0) expect(heard.headAt).toBe(4005);
    expect(heard.chunks[0]?.at).toBeGreaterThanOrEqual(4010);
  },
  stall: cutsAfter(1, 'stall'),
  'stall(after=2, for=5s)'(heard, sample) {
    goesThrough(heard, sample);
    const gaps = heard.chunks.map(({ at }, i) => at - (heard.chunks[i - 1]?.at ?? at));
    expect(Math.max(...gaps)).toBeGreaterThanOrEqual(5000);
  },
  reset: ({ headless, end, endAt }) =>
    expect({ headless, end, endAt }).toEqual({ headless: true, end: 'reset', endAt: 0 }),
  'reset(after=0)'(heard) {
    expect(heard.headless).toBe(false);
    expect(heard.body.byteLength).toBe(0);
    expect(heard.end).toBe('reset');
  },
  'reset(after=3)': cutsAfter(3, 'reset'),
  'reset(after=999)': cutsAfter(999, 'reset'),
  truncate(heard, sample) {
    cutsAfter(Number.POSITIVE_INFINITY, 'complete')(heard, sample);
    const length = headerOf(heard.headers, 'content-length');
    if (length !== undefined) expect(Number(length)).toBe(heard.body.byteLength);
  },
  'trickle(every=10ms)'(heard, sample) {
    goesThrough(heard, sample);
    if (sample.reply.bytes.byteLength < 2000)
      expect(heard.chunks.every(({ bytes }) => bytes.byteLength === 1)).toBe(true);
    expect(heard.endAt).toBeGreaterThanOrEqual(10 * heard.chunks.length);
  },
  'corrupt-event'(heard, sample) {
    expect(heard.end).toBe('complete');
    expect(unreadable(heard, sample)).toBe(1);
    expect(unreadable({ ...heard, body: Buffer.from(sample.reply.bytes) }, sample)).toBe(0);
  },
  'duplicate-event'(heard, sample) {
    if (!sample.streamed) return goesThrough(heard, sample);
    const events = eventsOf(sample);
    const second = events[1] ?? Buffer.alloc(0);
    const objects = (bytes: Buffer) => bytes.toString().split('"text"').length;
    if (heard.text.trimStart().startsWith('[')) {
      expect(JSON.parse(heard.text).length).toBe(events.length + 1);
      expect(objects(heard.body)).toBeGreaterThanOrEqual(objects(Buffer.from(sample.reply.bytes)));
    } else expect(heard.body).toEqual(Buffer.concat([...events.slice(0, 2), second, ...events.slice(2)]));
  },
  'in-stream-error'(heard, sample) {
    const { dialect, streamed } = sample;
    expect(heard.status).toBe(200);
    expect(heard.end).toBe('complete');
    const text = dialect.textOf({ status: 200, headers: heard.headers, body: heard.body });
    expect(text.length).toBeGreaterThan(0);
    if (streamed) {
      const [first = Buffer.alloc(0)] = eventsOf(sample);
      expect(heard.body.subarray(0, first.byteLength - 1)).toEqual(first.subarray(0, -1));
      expect(dialect.streaming?.join({ status: 200, headers: heard.headers, body: heard.body })).toBeUndefined();
    } else expect(jsonIn(heard.text)).toBe(true);
    expect(heard.text).toMatch(/error|exception/i);
    if (!heard.text.includes('exception')) expect(unreadable(heard, sample)).toBe(0);
  },
  'wrong-content-type'(heard, sample) {
    goesThrough(heard, sample);
    expect(heard.headers.filter(([name]) => name.toLowerCase() === 'content-type')).toEqual([
      ['content-type', 'text/html'],
    ]);
  },
  'empty-body'(heard) {
    expect(heard).toMatchObject({ status: 200, end: 'complete', text: '', headless: false });
    expect(headerOf(heard.headers, 'content-length') ?? '0').toBe('0');
  },
  'bad-usage'(heard, sample) {
    const usage = before(sample)?.usage;
    const said = answerIn(sample, heard)?.usage;
    if (heard.applied && sample.dialect.streaming !== undefined) {
      expect(said?.output).toBeLessThan(0);
      expect(answerIn(sample, heard)?.choices).toEqual(before(sample)?.choices);
    } else if (heard.applied && usage !== undefined) expect(said?.input).toBeLessThan(0);
    else if (usage !== undefined) goesThrough(heard, sample);
  },
  'bad-usage(how=missing)'(heard, sample) {
    if (!heard.applied || sample.dialect.streaming === undefined) return;
    expect(answerIn(sample, heard)?.usage?.output ?? 0).toBe(0);
  },
  'unknown-tool': rewords((said) => {
    for (const { toolCalls } of said.choices) {
      expect(toolCalls.length).toBeGreaterThan(0);
      expect(new Set(toolCalls.map(({ name }) => name))).toEqual(new Set(['tool_that_does_not_exist']));
    }
  }),
  'bad-arguments': rewords((said, asked) => {
    for (const [i, { toolCalls }] of said.choices.entries()) {
      const known = asked.choices[i]?.toolCalls ?? [];
      expect(toolCalls.map(({ name }) => name)).toEqual(known.map(({ name }) => name));
      expect(toolCalls.length).toBeGreaterThan(0);
      for (const [j, call] of toolCalls.entries()) {
        // Custom tools take free text.
        if (!jsonIn(known[j]?.arguments ?? '{}')) continue;
        const good = objectIn(known[j]?.arguments ?? '{}');
        const bad = objectIn(call.arguments);
        expect(bad['argument_that_does_not_exist']).toBe(true);
        for (const name of Object.keys(good)) expect(typeof bad[name]).not.toBe(typeof good[name]);
      }
    }
  }),
  refusal: rewords((said) => {
    for (const { text, refusal, toolCalls } of said.choices) {
      expect(text + refusal).toContain('I can’t help with that.');
      expect(toolCalls).toEqual([]);
    }
  }),
  'content-filter': rewords((said, asked, { dialect }) => {
    if (dialect.id === 'cohere') expect(said.choices[0]?.finish).toMatch(/^ERROR(?:_TOXIC)?$/);
    for (const [i, { text, toolCalls, finish }] of said.choices.entries()) {
      const known = asked.choices[i]?.text ?? '';
      expect(known.startsWith(text)).toBe(true);
      expect(text.length).toBeLessThanOrEqual(known.length / 2);
      expect(toolCalls).toEqual([]);
      // Ollama has no word for it.
      if (dialect.id !== 'ollama') expect(finish).not.toBe(asked.choices[i]?.finish);
    }
  }),
  'empty-answer': rewords((said) => {
    for (const { text, refusal, toolCalls } of said.choices)
      expect({ text, refusal, toolCalls }).toEqual({ text: '', refusal: '', toolCalls: [] });
  }),
  'truncated-json': rewords((said) => {
    for (const { text, toolCalls } of said.choices) {
      const json =
        toolCalls.length > 0 ? toolCalls.map((call) => call.arguments).filter((one) => one.startsWith('{')) : [text];
      expect(json.length).toBeGreaterThan(0);
      for (const one of json) {
        expect(one).toMatch(/^\{/);
        expect(jsonIn(one)).toBe(false);
      }
    }
  }),
  'endless-repetition(times=50)': rewords((said, asked) => {
    for (const [i, { text }] of said.choices.entries()) {
      expect(text.length).toBeGreaterThan((asked.choices[i]?.text.length ?? 0) + 49);
      const words = text.split(' ').length;
      expect(new Set(text.split(' ')).size).toBeLessThan(words / 5);
    }
  }),
};

function objectIn(text: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

describe.each(Object.keys(checks))('%s', (text) => {
  const fault = faultOf(text);
  const check = checks[text] ?? never;

  it.each(samples)('does to a planned reply what it says ($name)', async (sample) => {
    check(await brokenPlanned(sample, fault), sample);
  });

  it.each(samples)('does the same to a live one, however it is cut ($name)', async (sample) => {
    const body = Buffer.from(sample.reply.bytes);
    const live = await brokenLive(sample, fault, randomCuts(body, body.byteLength));
    check(live, sample);
    const planned = await brokenPlanned(sample, fault);
    expect(live.text).toBe(planned.text);
    expect(live.end).toBe(planned.end);
    expect(live.applied).toBe(planned.applied);
  });
});

describe('the faults', () => {
  it('are all checked here', () => {
    const checked = new Set(Object.keys(checks).map((text) => faultOf(text).id));
    expect([...checked].sort()).toEqual(builtInFaults.map(({ id }) => id).sort());
  });

  it('are described in the guide as they describe themselves', () => {
    const guide = readFileSync(join(PROJECT_ROOT, 'docs/faults.md'), 'utf8');
    for (const { id, summary, parameters } of builtInFaults) {
      const given = parameters.map(({ name, explanation }) => `\`${name}\`: ${explanation}`).join('<br>');
      expect(guide).toContain(/^\d/.test(id) ? `| \`${id}\` | ${summary} |` : `| \`${id}\` | ${summary} | ${given} |`);
    }
  });

  it('have one name each, a sentence, and explained parameters', () => {
    expect(new Set(builtInFaults.map(({ id }) => id)).size).toBe(builtInFaults.length);
    for (const { id, summary, parameters } of builtInFaults) {
      expect(id).toMatch(/^[a-z0-9-]+$/);
      expect(summary).toMatch(/^[A-Z].*\.$/);
      for (const { name, explanation } of parameters) expect(`${name}: ${explanation}`).toMatch(/^[a-z_]+: .{5,}/);
    }
  });

  const changing = [
    'unknown-tool',
    'bad-arguments',
    'refusal',
    'empty-answer',
    'truncated-json',
    'endless-repetition',
    'bad-usage',
  ];

  it.each(changing)(
    'that change what is said reach every protocol with streams, streamed and whole (%s)',
    async (text) => {
      for (const dialect of builtIn.filter(({ streaming }) => streaming !== undefined)) {
        for (const streamed of [true, false]) {
          const own = samples.filter((sample) => sample.dialect === dialect && sample.streamed === streamed);
          const broken = await Promise.all(own.map((sample) => brokenPlanned(sample, faultOf(text))));
          expect(broken.filter(({ applied }) => applied).length, `${dialect.id} ${streamed}`).toBeGreaterThan(0);
        }
      }
    },
  );

  it('never throw, whatever the bytes and however they call themselves', async () => {
    const types = fc.constantFrom(
      'text/event-stream',
      'application/json',
      'application/x-ndjson',
      'application/vnd.amazon.eventstream',
      'audio/mpeg',
      '',
    );
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .array(fc.json(), { maxLength: 4 })
        .map((all) => Buffer.from(all.map((one) => `data: ${one}\r\n\r\n`).join(''))),
    );
    const texts = Object.keys(checks).filter((text) => !/^\d/.test(text));
    await fc.assert(
      fc.asyncProperty(
        body,
        types,
        fc.constantFrom(...texts),
        fc.constantFrom(...builtIn),
        fc.boolean(),
        async (bytes, type, text, dialect, stream) => {
          const request = {
            method: 'POST',
            target: '/v1/x',
            headers: [],
            body: Buffer.from(JSON.stringify({ stream })),
          };
          const sample = {
            name: '',
            dialect,
            request,
            streamed: stream,
            reply: plannedReply(200, [['content-type', type]], [bytes]),
          };
          await brokenPlanned(sample, faultOf(text));
          await brokenLive(sample, faultOf(text), randomCuts(bytes, 3));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('leave JSON alone that nests too deep to be walked', async () => {
    const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    for (const sample of samples.filter(({ streamed }) => !streamed)) {
      const body = Buffer.from(`${Buffer.from(sample.reply.bytes).toString().slice(0, -1)},"deep":${deep}}`);
      for (const text of ['bad-usage', 'refusal', 'unknown-tool', 'corrupt-event', 'in-stream-error']) {
        await brokenPlanned({ ...sample, reply: plannedReply(200, sample.reply.headers, [body]) }, faultOf(text));
      }
    }
  });
});

describe('a content filter', () => {
  const cohere = samples.filter(({ dialect }) => dialect.id === 'cohere');
  it.each(cohere.filter((sample) => (before(sample)?.choices.length ?? 0) > 0))(
    'stops answers of a provider that has no word for it, streams too ($name)',
    async (sample) => {
      expect((await brokenPlanned(sample, faultOf('content-filter'))).applied).toBe(true);
    },
  );
});

describe('a fault that is written wrongly', () => {
  it.each([
    ['resett', 'did you mean "reset"?'],
    ['reset(afer=3)', 'did you mean "after"?'],
    ['reset(after=soon)', 'is no whole number'],
    ['stall(for=soon)', 'is no duration'],
    ['stall(for=25h)', 'is longer than a day'],
    ['bad-usage(how=odd)', 'is none of negative, zero, huge, missing'],
    ['empty-body(x=1)', 'takes nothing in brackets'],
    ['reset(', 'is no fault'],
    ['xyzzyxyzzy', 'there are 400'],
  ])('is told with what would be right (%s)', (text, told) => {
    expect(readFault(text)).toEqual({ kind: 'problem', what: expect.stringContaining(told) });
  });

  it.each([
    ['rate-limit', '429'],
    ['Overloaded', '529'],
    [' stall( after = 2 ,for=1.5m ) ', 'stall(after=2, for=1.5m)'],
  ])('is not a matter of spaces, case or the word for a status (%s)', (text, read) => {
    expect(faultOf(text).text).toBe(read);
  });

  it('is told and not thrown, whatever it is, and soon', () => {
    const pieces = fc.constantFrom(
      'at ',
      '30s',
      ' for ',
      '10s',
      ': ',
      '503',
      '(',
      ')',
      'after',
      '=',
      ',',
      '3',
      ' with ',
      '50%',
      ' ',
      'reset',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(pieces).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(['fault', 'problem']).toContain(readFault(text).kind);
        expect(['rule', 'problem']).toContain(readTimelineLine(text).kind);
        expect(['faults', 'problems']).toContain(readErrors({ faults: [text], timeline: [text] }).kind);
      }),
    );
    fc.assert(fc.property(fc.jsonValue(), (value) => void readErrors(value)));
    for (const many of [' ', 'a', '(', 'at 1s: x for ']) {
      expect(readFault(`a${many.repeat(60_000)}b`).kind).toBe('problem');
      expect(readTimelineLine(`at 1s: a${many.repeat(60_000)}b`).kind).toBe('problem');
    }
  });
});
