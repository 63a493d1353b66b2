import { describe, expect, it } from 'vitest';
import { type CountedMessage, type CountedTool, chatTexts } from '../../src/tokenizer/chat-overhead.ts';
import { loadEncoding } from '../../src/tokenizer/load-encoding.ts';
import { encodingOfModel } from '../../src/tokenizer/model-encoding.ts';

async function count(model: string, messages: readonly CountedMessage[], tools?: readonly CountedTool[]) {
  const { texts, overhead } = chatTexts(messages, tools, model);
  const encoding = await loadEncoding(encodingOfModel(model).encoding);
  return texts.reduce((sum, text) => sum + encoding.count(text), overhead);
}

const message = (role: string, text: string, name?: string): CountedMessage => ({
  role,
  texts: [text],
  ...(name === undefined ? {} : { name }),
});

/** The examples of OpenAI's cookbook, with the counts that its API gave for them. */
const jargon = [
  message(
    'system',
    'You are a helpful, pattern-following assistant that translates corporate jargon into plain English.',
  ),
  message('system', 'New synergies will help drive top-line growth.', 'example_user'),
  message('system', 'Things working well together will increase revenue.', 'example_assistant'),
  message(
    'system',
    "Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage.",
    'example_user',
  ),
  message('system', "Let's talk later when we're less busy about how to do better.", 'example_assistant'),
  message('user', "This late pivot means we don't have time to boil the ocean for the client deliverable."),
];
const weather: CountedTool = {
  name: 'get_current_weather',
  description: 'Get the current weather in a given location',
  parameters: {
    type: 'object',
    properties: {
      location: { type: 'string', description: 'The city and state, e.g. San Francisco, CA' },
      unit: { type: 'string', description: 'The unit of temperature to return', enum: ['celsius', 'fahrenheit'] },
    },
    required: ['location'],
  },
};
const question = [
  message('system', 'You are a helpful assistant that can answer to questions about the weather.'),
  message('user', "What's the weather like in San Francisco?"),
];

describe('chatTexts', () => {
  it.each([
    ['gpt-4-0613', 129],
    ['gpt-3.5-turbo-0125', 129],
    ['gpt-4o', 124],
  ])('counts the messages of the cookbook for %s as the API does', async (model, tokens) => {
    expect(await count(model, jargon)).toBe(tokens);
  });

  it.each([
    ['gpt-4', 105],
    ['gpt-3.5-turbo', 105],
    ['gpt-4o', 101],
    ['gpt-4o-mini', 101],
  ])('counts the tool of the cookbook for %s as the API does', async (model, tokens) => {
    expect(await count(model, question, [weather])).toBe(tokens);
  });

  it('counts only the marks of a chat without texts', () => {
    expect(chatTexts([])).toEqual({ texts: [], overhead: 3 });
    expect(chatTexts([{ role: 'user', texts: [] }])).toEqual({ texts: ['user'], overhead: 6 });
  });

  it.each([undefined, null, 'object', [], { properties: 7 }, { properties: { a: null } }])(
    'takes parameters that are no schema: %j',
    (parameters) => {
      const { texts, overhead } = chatTexts([], [{ name: 'f', parameters }]);
      expect(texts[0]).toBe('f:');
      expect(overhead).toBeGreaterThanOrEqual(3 + 7 + 12);
    },
  );
});
