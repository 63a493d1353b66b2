import { describe, expect, it } from 'vitest';
import { encodingOfModel } from '../../src/tokenizer/model-encoding.ts';

describe('encodingOfModel', () => {
  it.each([
    [
      'o200k_base',
      'gpt-4o gpt-4o-mini-2024-07-18 chatgpt-4o-latest gpt-4.1-nano gpt-4.5-preview gpt-5 gpt-5.2-codex gpt-oss-120b',
    ],
    [
      'o200k_base',
      'o1 o1-mini o3-2025-04-16 o4-mini openai/o3 openai/gpt-4o ft:gpt-4o-mini:acme::x prod-gpt-4o GPT-4o',
    ],
    [
      'cl100k_base',
      'gpt-4 gpt-4-0613 gpt-4-turbo gpt-3.5-turbo gpt-35-turbo ft:gpt-3.5-turbo-0125:acme text-embedding-ada-002',
    ],
    ['cl100k_base', 'text-embedding-3-small text-embedding-3-large davinci-002 babbage-002 ft:davinci-002:acme'],
    ['p50k_base', 'text-davinci-003 text-davinci-002 code-davinci-002 code-cushman-001 text-davinci-edit-001'],
    ['r50k_base', 'davinci curie babbage ada text-davinci-001 text-ada-001 text-similarity-ada-001 gpt2'],
  ])('knows %s of %s', (encoding, models) => {
    for (const model of models.split(' ')) {
      expect([model, encodingOfModel(model)]).toEqual([model, { encoding, factor: 1, exact: true }]);
    }
  });

  it.each(
    [
      'claude-opus-4-5 anthropic/claude-3.5-sonnet us.anthropic.claude-3-haiku-20240307-v1:0 gemini-2.5-flash',
      'models/gemini-2.0-pro gemma3:4b meta-llama/Llama-3.3-70B-Instruct llama2:7b mistral-large-latest',
      'open-mixtral-8x7b codestral-2501 command-a-03-2025 embed-v4.0 rerank-v3.5 qwen3:8b deepseek-chat deepseek-r1-distill-llama-8b grok-4',
    ].flatMap((models) => models.split(' ')),
  )('estimates %s, whose encoding js-tiktoken lacks', (model) => {
    const { encoding, factor, exact } = encodingOfModel(model);
    expect({ encoding, exact }).toEqual({ encoding: 'o200k_base', exact: false });
    expect(factor).toBeGreaterThan(1);
  });

  it.each(['', 'my-model', 'foo1-bar', 'adapter'])(
    'takes the newest encoding for %j, and says that it is a guess',
    (model) => {
      expect(encodingOfModel(model)).toEqual({ encoding: 'o200k_base', factor: 1, exact: false });
    },
  );
});
