import { Chalk } from 'chalk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ToldDifference } from '../../../src/pipeline/miss/story.ts';
import { storyText } from '../../../src/pipeline/miss/story-text.ts';
import { storyWith } from './stories.ts';

const changed = (field: string, from: string, to: string): ToldDifference => ({
  field,
  pointer: undefined,
  kind: 'changed',
  from,
  to,
  words: undefined,
});

const reworded: ToldDifference = {
  ...changed('messages[0].content', '"Say hello"', '"Say bye"'),
  words: [
    { kind: 'same', text: 'Say ' },
    { kind: 'removed', text: 'hello' },
    { kind: 'added', text: 'bye' },
  ],
};

const record = [
  '  To record it, run this and send the request again:',
  '    llmsim record --upstream openai --cassettes cassettes --cassette default',
];

describe('the text of a story', () => {
  it('has the request, the closest recordings, the differences, the remedy and the command', () => {
    const text = storyText(
      storyWith({
        closest: [
          { interaction: 'default/openai.chat-a', sameEndpoint: true, equal: 9, fields: 10 },
          { interaction: 'default/openai.models-b', sameEndpoint: false, equal: 1, fields: 10 },
        ],
        differences: [
          reworded,
          changed('temperature', '0.2', '0.7'),
          { ...changed('tools[1].required', '', '"unit"'), kind: 'added', from: undefined },
          { ...changed('seed', '1', ''), kind: 'removed', to: undefined },
          { ...changed('messages[2]', '0', '2'), kind: 'moved' },
        ],
        moreDifferences: 2,
        configuration: ['match:', '  normalise: [iso-date]'],
        advice: ['Something else may help.'],
      }),
    );
    expect(text.split('\n')).toEqual([
      'Miss 1 POST /v1/chat/completions (gpt-4o-mini, "Say hello")',
      '  Looked in cassette "default" for key 0123456789abcdef.',
      '  Closest recordings, by fields that are equal:',
      '    9 of 10  default/openai.chat-a',
      '    1 of 10  default/openai.models-b (another endpoint)',
      '  What is different from the first of them:',
      '    messages[0].content: Say [-hello-]{+bye+}',
      '    temperature: 0.2 → 0.7',
      '    tools[1].required: added "unit"',
      '    seed: removed 1',
      '    messages[2]: moved here from [0]',
      '    and 2 more',
      '  It matches with this in llmsim.yaml:',
      '    match:',
      '      normalise: [iso-date]',
      '  Something else may help.',
      ...record,
    ]);
  });

  it('says when no rule helps', () => {
    expect(
      storyText(storyWith({ differences: [changed('model', '"a"', '"b"')] }))
        .split('\n')
        .slice(2),
    ).toEqual([
      '  What is different from the first of them:',
      '    model: "a" → "b"',
      '  No rule of llmsim.yaml makes it match and leaves what it asks.',
      ...record,
    ]);
  });

  it('of a miss that was there before is two lines', () => {
    expect(storyText(storyWith({ number: 7, sameAs: 3, differences: [reworded] }))).toBe(
      'Miss 7 POST /v1/chat/completions (gpt-4o-mini, "Say hello")\n  The same request as miss 3.',
    );
  });

  it('has colours where they are given', () => {
    const text = storyText(storyWith({ differences: [reworded] }), { paint: new Chalk({ level: 1 }) });
    expect(text).toContain('Say \u001b[31m[-hello-]\u001b[39m\u001b[32m{+bye+}\u001b[39m');
    expect(text).toContain('\u001b[1mMiss 1\u001b[22m');
  });

  it('does not hand on what a terminal would obey', () => {
    const text = storyText(
      storyWith({ request: 'POST /\u001b[31m\u0007', why: 'two\r\nlines\u202e', record: 'a\u009bb' }),
    );
    expect(text).toContain('POST /·[31m·');
    expect(text).toContain('two⏎lines·');
    expect(text).toContain('    a·b');
  });

  it('is broken at words and cut, so that it stays within its width and forty lines', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', 'é'), maxLength: 300 });
    const difference = fc.record({
      field: fc.constantFrom('temperature', 'messages[10].content'),
      pointer: fc.constant(undefined),
      kind: fc.constantFrom('added' as const, 'removed' as const, 'changed' as const),
      from: word,
      to: word,
      words: fc.option(fc.array(fc.record({ kind: fc.constantFrom('same' as const, 'added' as const), text: word })), {
        nil: undefined,
      }),
    });
    fc.assert(
      fc.property(
        word,
        fc.array(difference, { maxLength: 30 }),
        fc.integer({ min: 40, max: 120 }),
        (why, differences, width) => {
          const lines = storyText(storyWith({ why, differences, record: 'r' }), { width }).split('\n');
          expect(lines.length).toBeLessThanOrEqual(42);
          // An ellipsis may hang over.
          for (const line of lines) expect(line.length).toBeLessThanOrEqual(width + 1);
        },
      ),
    );
  });

  it('breaks at spaces where it can', () => {
    const text = storyText(storyWith({ why: 'one two three four five six seven eight nine ten' }), { width: 40 });
    expect(text.split('\n')).toContain('  one two three four five six seven');
    expect(text.split('\n')).toContain('    eight nine ten');
  });
});
