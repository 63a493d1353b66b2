import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Completion } from '../../../src/upstream/adapter/completion.ts';
import { readEvent } from '../../../src/upstream/adapter/read-event.ts';
import { usualMap } from '../../../src/upstream/adapter/usual-map.ts';
import { promptOf } from '../../support/prompts.ts';
import { dataOf } from './adapters.ts';

const read = (value: unknown, event?: string) => readEvent({ event, value }, usualMap);

describe('what a message means', () => {
  it('is told by its type, and its text is where such services have it', () => {
    expect(read({ type: 'token', text: 'a' })).toEqual({ kind: 'delta', text: 'a' });
    expect(read({ type: 'source', data: { id: 7 } })).toEqual({
      kind: 'citation',
      text: '7',
      title: undefined,
      url: undefined,
    });
    expect(read({ type: 'done', data: { usage: { input_tokens: '3', output_tokens: -1 } } })).toEqual({
      kind: 'complete',
      finish: undefined,
      inputTokens: 3,
      outputTokens: undefined,
    });
    expect(read({ type: 'error', error: { message: 'no', code: 9 }, status: 200 })).toEqual({
      kind: 'error',
      message: 'no',
      code: '9',
      status: undefined,
    });
  });

  it('is nothing where no rule fits, or what it is about is missing', () => {
    for (const value of [{ type: 'ping' }, { type: 'response' }, { type: 'tool_start' }, null, 3, 'text', []])
      expect(read(value)).toBeUndefined();
  });

  it('reads own fields only', () => {
    expect(
      readEvent({ event: undefined, value: {} }, [
        { kind: 'delta', event: undefined, when: [], fields: { text: [['constructor', 'name']] } },
      ]),
    ).toBeUndefined();
  });

  it('is a completion whatever is sent', () => {
    const value = fc.letrec<{ any: unknown }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 3 },
        fc.string(),
        fc.integer(),
        fc.constant(null),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(
          fc.constantFrom('id', 'name', 'text', 'data', 'usage', 'url', 'prompt_tokens', '__proto__'),
          tie('any'),
          { maxKeys: 4 },
        ),
      ),
    })).any;
    const message = fc.record({
      type: fc.constantFrom('response', 'reasoning', 'citation', 'tool_start', 'tool_result', 'complete', 'error', 'x'),
      data: value,
      name: value,
      usage: value,
    });
    fc.assert(
      fc.property(fc.array(message), (messages) => {
        const about = {
          id: 'chatcmpl-1',
          created: 1,
          prompt: promptOf('Hi'),
          citationHeading: undefined,
          includeUsage: true,
          notifications: false,
        };
        const [streamed, whole] = [new Completion(about), new Completion(about)];
        let stream = '';
        for (const one of messages) {
          const event = read(one);
          if (event === undefined || event.kind === 'error') continue;
          stream += streamed.add(event);
          whole.add(event);
        }
        stream += streamed.streamEnd();
        const { choices, usage } = JSON.parse(whole.whole());
        const chunks = dataOf(stream) as { choices: { delta: { content?: string } }[]; usage: unknown }[];
        expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(
          choices[0].message.content ?? '',
        );
        expect(chunks.at(-1)?.usage).toEqual(usage);
      }),
    );
  });
});
