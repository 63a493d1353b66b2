/** Drafts held to what a request asks for. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unknownModel } from '../../../src/catalogue/catalogue.ts';
import type { Draft } from '../../../src/core/draft.ts';
import type { Drafted } from '../../../src/core/endpoint.ts';
import type { Generator, Invented } from '../../../src/core/generator.ts';
import type { Prompt } from '../../../src/core/prompt.ts';
import { randomOf } from '../../../src/core/random.ts';
import { randomWords } from '../../../src/generators/random-words.ts';
import { reasoning } from '../../../src/generators/reasoning.ts';
import { type DraftSources, draftOfPrompt } from '../../../src/pipeline/synthesis/draft-of-prompt.ts';
import { promptOf, wordTokens } from '../../support/prompts.ts';

function saying(text: string, toolCalls: Extract<Invented, { kind: 'said' }>['toolCalls'] = []): Generator {
  return { id: 'test', explanation: '', freeLength: false, say: () => ({ kind: 'said', text, toolCalls }) };
}

function sources(generator: Generator, more: Partial<DraftSources> = {}): DraftSources {
  return {
    generator,
    reasoner: reasoning,
    text: undefined,
    tokens: wordTokens,
    model: unknownModel('m'),
    random: randomOf('seed'),
    drawLength: () => 10,
    ...more,
  };
}

function draftIn(drafted: Drafted): Draft {
  if (drafted.kind !== 'draft') throw new Error(`${drafted.kind} is no draft`);
  return drafted.draft;
}

async function choice(prompt: Prompt, generator: Generator, more: Partial<DraftSources> = {}) {
  const draft = draftIn(await draftOfPrompt(prompt, sources(generator, more)));
  return { ...draft.choices[0], usage: draft.usage };
}

describe('a draft', () => {
  it('says what its generator says, with usage', async () => {
    const made = await choice(promptOf('one two three'), saying('four five'));
    // 3 to prime, 3 a message, a role and three words
    expect(made).toMatchObject({ text: 'four five', finish: 'stop', usage: { input: 10, output: 2, reasoning: 0 } });
  });

  it('is as long as drawn where its length is free, and ends as an answer ends', async () => {
    const made = await choice(promptOf('x'), randomWords, { drawLength: () => 25 });
    expect(made.text.split(' ')).toHaveLength(25);
    expect(made).toMatchObject({ finish: 'stop', usage: { output: 25 } });
  });

  it('is cut at max_tokens, or at what the model can say', async () => {
    expect(await choice(promptOf('x', { maxTokens: 2 }), saying('a b c'))).toMatchObject({
      text: 'a b',
      finish: 'length',
    });
    const model = { ...unknownModel('m'), maxOutput: 1 };
    expect(await choice(promptOf('x'), saying('a b'), { model })).toMatchObject({ text: 'a', finish: 'length' });
    const asked = { ...unknownModel('m'), defaults: { maxTokens: 1 } };
    expect(await choice(promptOf('x'), saying('a b'), { model: asked })).toMatchObject({ text: 'a', finish: 'length' });
    expect(await choice(promptOf('x', { maxTokens: 3 }), saying('a b c'))).toMatchObject({ finish: 'stop' });
  });

  it('ends before the first stop sequence', async () => {
    expect(await choice(promptOf('x', { stop: ['zzz', 'c', ' b'] }), saying('a b c'))).toMatchObject({
      text: 'a',
      finish: 'stop-sequence',
      stopSequence: ' b',
    });
  });

  it('has as many choices as asked for, each its own', async () => {
    const { choices, usage } = draftIn(await draftOfPrompt(promptOf('x', { choices: 3 }), sources(randomWords)));
    expect(new Set(choices.map(({ text }) => text)).size).toBe(3);
    expect(usage.output).toBe(30);
  });

  it('shows reasoning where it is asked for, and counts it as output', async () => {
    const made = await choice(promptOf('why', { reasoning: true }), saying('because'));
    expect(made.reasoning.length).toBeGreaterThan(10);
    expect(made.usage.reasoning).toBe(10);
    expect(made.usage.output).toBe(11);
    expect(await choice(promptOf('why', { reasoning: true, maxTokens: 4 }), saying('because'))).toMatchObject({
      text: '',
      finish: 'length',
      usage: { output: 4, reasoning: 4 },
    });
  });

  it('with tool calls ends for them, and cuts their arguments where the tokens end', async () => {
    const calling = saying('', [{ name: 'f', arguments: '{"a": 1, "b": 2}' }]);
    expect(await choice(promptOf('x'), calling)).toMatchObject({ finish: 'tool-calls', usage: { output: 4 } });
    expect(await choice(promptOf('x', { maxTokens: 2 }), calling)).toMatchObject({
      toolCalls: [{ name: 'f', arguments: '{"a": 1,' }],
      finish: 'length',
    });
  });

  it('has log probabilities for each token of its text, with as many alternatives as asked for', async () => {
    const { logprobs } = await choice(promptOf('x', { logprobs: 3 }), saying('a b'));
    expect(logprobs?.map(({ token, top }) => [token, top.length])).toEqual([
      ['a', 3],
      [' b', 3],
    ]);
    for (const { logprob, top } of logprobs ?? []) {
      expect(logprob).toBeLessThanOrEqual(0);
      expect(top.map((one) => one.logprob)).toEqual(top.map((one) => one.logprob).sort((a, b) => b - a));
      expect(top.reduce((sum, one) => sum + Math.exp(one.logprob), 0)).toBeLessThanOrEqual(1.000_01);
    }
    expect((await choice(promptOf('x'), saying('a'))).logprobs).toBeUndefined();
  });

  it('is none for a prompt longer than the context, or for what cannot be made', async () => {
    const model = { ...unknownModel('m'), contextWindow: 12 };
    expect(await draftOfPrompt(promptOf('a b c d e f g'), sources(saying('x'), { model }))).toEqual({
      kind: 'too-long',
      promptTokens: 14,
      contextWindow: 12,
    });
    const impossible: Generator = { ...saying(''), say: () => ({ kind: 'impossible', why: 'no such number' }) };
    expect(await draftOfPrompt(promptOf('x'), sources(impossible))).toEqual({
      kind: 'impossible',
      why: 'no such number',
    });
  });

  it('is cut for a stream into the tokens that were counted', async () => {
    const draft = draftIn(await draftOfPrompt(promptOf('x'), sources(saying('a b c'))));
    expect(draft.cut('a b c')).toEqual(['a', ' b', ' c']);
    expect(draft.cut('never counted').join('')).toBe('never counted');
  });

  it('is the same for the same seed, and within all bounds whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(40),
        fc.integer({ min: 1, max: 30 }),
        fc.boolean(),
        fc.nat(3),
        async (length, most, thinking, n) => {
          const prompt = promptOf('x', { maxTokens: most, reasoning: thinking, choices: n });
          const drawn = sources(randomWords, { drawLength: () => Math.max(1, length) });
          const draft = draftIn(await draftOfPrompt(prompt, drawn));
          expect(draft.usage.output).toBeLessThanOrEqual(most * Math.max(1, n));
          expect(draftIn(await draftOfPrompt(prompt, drawn)).choices).toEqual(draft.choices);
        },
      ),
    );
  });
});
