/** What answers cost that say nothing in words: embeddings, rankings, images. Budgets and limits would else not see them. */

import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../src/core/dialect.ts';
import { bedrock } from '../../src/dialects/bedrock/dialect.ts';
import { cohere } from '../../src/dialects/cohere/dialect.ts';
import { gemini } from '../../src/dialects/gemini/dialect.ts';
import { ollama } from '../../src/dialects/ollama/dialect.ts';
import { openaiRest } from '../../src/dialects/openai-rest/dialect.ts';
import { json, sse } from './samples.ts';

const vectors = [{ object: 'embedding', index: 0, embedding: [0.1, 0.2] }];
const inHeader = { ...json({ embeddings: [[1, 2]] }), headers: [['X-Amzn-Bedrock-Input-Token-Count', '11']] as const };

describe('an answer that says nothing in words', () => {
  it.each<readonly [string, Dialect, Parameters<Dialect['answerOf']>[0], number, number]>([
    ["OpenAI's embeddings", openaiRest, json({ data: vectors, usage: { prompt_tokens: 8, total_tokens: 8 } }), 8, 0],
    ["Voyage's", openaiRest, json({ data: vectors, usage: { total_tokens: 7 } }), 7, 0],
    ['a ranking', openaiRest, json({ results: [{ index: 0 }], usage: { total_tokens: 9 } }), 9, 0],
    [
      'an image',
      openaiRest,
      json({ data: [{ b64_json: '' }], usage: { input_tokens: 5, output_tokens: 272 } }),
      5,
      272,
    ],
    [
      'a transcript that is streamed',
      openaiRest,
      sse(
        { type: 'transcript.text.delta', delta: 'Hel' },
        { type: 'transcript.text.done', text: 'Hello', usage: { type: 'tokens', input_tokens: 14, output_tokens: 2 } },
      ),
      14,
      2,
    ],
    ["Cohere's embeddings", cohere, json({ embeddings: {}, meta: { billed_units: { input_tokens: 6 } } }), 6, 0],
    ["Ollama's", ollama, json({ model: 'nomic', embeddings: [[1]], prompt_eval_count: 4 }), 4, 0],
    ["Gemini's", gemini, json({ embedding: { values: [1] }, usageMetadata: { promptTokenCount: 3 } }), 3, 0],
    [
      "Vertex's",
      gemini,
      json({ predictions: [2, 3].map((n) => ({ embeddings: { values: [1], statistics: { token_count: n } } })) }),
      5,
      0,
    ],
    ["Titan's", bedrock, json({ embedding: [1], inputTextTokenCount: 12 }), 12, 0],
    ['others on Bedrock', bedrock, inHeader, 11, 0],
  ])('costs what it counts: %s', (_, dialect, reply, input, output) => {
    expect(dialect.answerOf(reply)).toMatchObject({ choices: [], usage: { input, output, cached: 0, reasoning: 0 } });
  });

  it.each<readonly [string, Dialect, object]>([
    ['a batch that is looked at', openaiRest, { object: 'batch', usage: { input_tokens: 5, output_tokens: 6 } }],
    ['a list of files', openaiRest, { object: 'list', data: [] }],
    ['a transcript without a count', openaiRest, { text: 'Hello' }],
    ["Cohere's ranking", cohere, { results: [], meta: { billed_units: { search_units: 1 } } }],
    ["Gemini's count of tokens", gemini, { totalTokens: 31 }],
    ["Gemini's embedding without a count", gemini, { embedding: { values: [1] } }],
    ['an embedding of Bedrock without a count', bedrock, { embedding: [1] }],
  ])('costs nothing that is known: %s', (_, dialect, body) => {
    expect(dialect.answerOf(json(body))).toBeUndefined();
  });

  it('costs nothing where it is an error', () => {
    expect(openaiRest.answerOf(json({ data: vectors, usage: { prompt_tokens: 8 } }, 500))).toBeUndefined();
  });
});
