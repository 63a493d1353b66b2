import { describe, expect, it } from 'vitest';
import { NameIndex } from '../../../src/cassette/nearest/name-index.ts';

const key = (digit: string) => digit.repeat(16);
const names = [
  `openai.chat-completions-gpt-4o-mini-say-hello-${key('1')}.json`,
  `openai.chat-completions-gpt-4o-mini-tell-me-a-story-${key('2')}.json`,
  `openai.chat-completions-stream-gpt-4o-mini-say-hello-${key('3')}.json`,
  `openai.chat-completions-gpt-4o-mini-say-hello-${key('1')}.2.json`,
  `anthropic.messages-claude-say-hello-${key('4')}.json`,
  `openai.chat-${key('5')}.json`,
];

const asked = (prompt: string, limit = 10) =>
  new NameIndex(names)
    .candidates({ endpoint: 'chat-completions', model: 'gpt-4o-mini', prompt }, limit)
    .map(({ name, sameEndpoint, words }) => [name.slice(-21, -5), sameEndpoint, words]);

describe('an index of names', () => {
  it('gives those of the same endpoint first, then by the words that they share; of one key one', () => {
    expect(asked('Tell me')).toEqual([
      [key('2'), true, 5],
      [key('1'), true, 3],
      [key('3'), true, 3],
      [key('5'), false, 0],
      [key('4'), false, 0],
    ]);
  });

  it('gives no more than asked for', () => {
    expect(asked('Say hello', 2)).toEqual([
      [key('1'), true, 5],
      [key('3'), true, 5],
    ]);
  });

  it('gives something also where no word is shared, or there are no words', () => {
    const index = new NameIndex(names);
    const parts = { endpoint: 'messages', model: undefined, prompt: '今日は' };
    expect(index.candidates(parts, 3).map(({ name, sameEndpoint }) => [name.slice(0, 9), sameEndpoint])).toEqual([
      ['anthropic', true],
      ['openai.ch', false],
      ['openai.ch', false],
    ]);
    expect(new NameIndex([]).candidates(parts, 3)).toEqual([]);
  });

  it('finds a rare word among very many names', () => {
    const many = Array.from({ length: 60_000 }, (_, i) => {
      const hex = i.toString(16).padStart(16, '0');
      return `openai.chat-completions-gpt-4o-what-is-the-weather-${i === 54_321 ? 'in-timbuktu-' : ''}${hex}.json`;
    });
    const index = new NameIndex(many);
    const parts = { endpoint: 'chat-completions', model: 'gpt-4o', prompt: 'What is the weather in Timbuktu?' };
    expect(index.candidates(parts, 3)[0]?.name).toContain('timbuktu');
  });
});
