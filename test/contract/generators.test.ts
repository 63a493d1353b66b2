/** Every generator of words: deterministic, bounded, and fit for any prompt. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Prompt, PromptTool } from '../../src/core/prompt.ts';
import { randomOf } from '../../src/core/random.ts';
import { builtInGenerators, fittingGenerator } from '../../src/generators/list.ts';
import { message, promptOf, toolResult } from '../support/prompts.ts';

const weather: PromptTool = {
  name: 'get_weather',
  description: 'The weather of a city',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

describe.each(builtInGenerators)('$id', (generator) => {
  const say = (prompt: Prompt, seed: string | number, tokens = 20) =>
    generator.say({ prompt, random: randomOf(seed), tokens, text: 'Say {{user}}' });

  it('says the same for the same seed and prompt, and needs no clock', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), (text, seed) => {
        const prompt = promptOf(text, { tools: [weather] });
        expect(say(prompt, seed)).toEqual(say(prompt, seed));
      }),
    );
  });

  it('says at least as much as asked for where its length is free', () => {
    for (const tokens of [1, 10, 500]) {
      const said = say(promptOf('Why?'), 1, tokens);
      if (said.kind !== 'said') throw new Error(said.why);
      const words = said.text.split(/\s+/).length;
      if (generator.freeLength)
        expect(words).toBeGreaterThanOrEqual(Math.min(tokens, words + 1) === tokens ? tokens : 1);
      else expect(said.text.length).toBeLessThan(1_000);
    }
  });

  it('has something to say to a conversation without any words', () => {
    expect(say(promptOf('', { messages: [] }), 1)).toMatchObject({ kind: 'said' });
  });

  it('is explained in one line', () => {
    expect(generator.explanation).toMatch(/^\S.{10,120}$/);
    expect(generator.id).toMatch(/^[a-z-]+$/);
  });
});

describe('the generator that fits', () => {
  const idOf = (more: Partial<Prompt>, text = 'What is the weather?') => fittingGenerator(promptOf(text, more)).id;

  it('is the one for tools where one must or may be called', () => {
    expect(idOf({ tools: [weather] })).toBe('tool-call');
    expect(idOf({ tools: [weather], toolChoice: { kind: 'none' } })).toBe('lorem');
    expect(idOf({ toolChoice: { kind: 'auto' } })).toBe('lorem');
  });

  it('ends a loop once tools have answered, but calls as long as it must', () => {
    const messages = [message('user', 'The weather?'), message('assistant', ''), toolResult('sunny')];
    const said = (more: Partial<Prompt>) => {
      const prompt = promptOf('', { tools: [weather], messages, ...more });
      return fittingGenerator(prompt).say({ prompt, random: randomOf(1), tokens: 10, text: undefined });
    };
    expect(said({})).toEqual({ kind: 'said', text: 'According to the tool: sunny', toolCalls: [] });
    expect(said({ toolChoice: { kind: 'required' } })).toMatchObject({ toolCalls: [{ name: 'get_weather' }] });
    expect(said({ messages: [...messages, message('user', 'And tomorrow?')] })).toMatchObject({
      toolCalls: [{ name: 'get_weather' }],
    });
  });

  it('is the one for JSON where JSON is asked for', () => {
    expect(idOf({ format: { kind: 'json' } })).toBe('json-schema');
    expect(idOf({ format: { kind: 'schema', schema: { type: 'integer' } } })).toBe('json-schema');
  });

  it('calls the tool that the user speaks of, and several where several are named', () => {
    const tools = [
      weather,
      { ...weather, name: 'get_time', description: 'The time of a city' },
      { ...weather, name: 'send_mail', description: 'Sends mail' },
    ];
    const called = (text: string, more: Partial<Prompt> = {}) => {
      const prompt = promptOf(text, { tools, ...more });
      const said = fittingGenerator(prompt).say({ prompt, random: randomOf(1), tokens: 10, text: undefined });
      return said.kind === 'said' ? said.toolCalls.map(({ name }) => name) : said;
    };
    expect(called('Please send a mail to Ada')).toEqual(['send_mail']);
    expect(called('The weather and the time in Paris')).toEqual(['get_weather', 'get_time']);
    expect(called('The weather and the time in Paris', { parallelToolCalls: false })).toHaveLength(1);
    expect(called('Hm.', { toolChoice: { kind: 'named', name: 'get_time' } })).toEqual(['get_time']);
  });
});
