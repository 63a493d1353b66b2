import { describe, expect, it } from 'vitest';
import { answerSpan } from '../../../src/telemetry/traces/answer-span.ts';
import { facts, recordOf } from '../answers.ts';

describe('the span of an answer', () => {
  it('has the attributes of the conventions for generative AI', () => {
    expect(answerSpan(recordOf())).toEqual({
      name: 'chat gpt-4o-mini',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4o-mini',
        'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
        'gen_ai.usage.input_tokens': 11,
        'gen_ai.usage.output_tokens': 7,
        'gen_ai.response.finish_reasons': ['stop'],
        'http.request.method': 'POST',
        'http.response.status_code': 200,
        'url.path': '/v1/chat/completions',
        'llmsim.source': 'cassette',
        'llmsim.request_id': 'sim-test-1',
        'llmsim.interaction': 'chat/openai.chat-completions-hello',
        'llmsim.time_to_first_chunk': 0.002,
      },
      error: undefined,
    });
  });

  it.each([
    ['chat-completions', 'chat'],
    ['messages', 'chat'],
    ['responses', 'chat'],
    ['completions', 'text_completion'],
    ['generate-content', 'generate_content'],
    ['stream-generate-content', 'generate_content'],
    ['embeddings', 'embeddings'],
    ['images-generations', 'images-generations'],
  ])('calls the operation of %s %s', (endpoint, operation) => {
    const { attributes } = answerSpan(recordOf({ facts: { ...facts, endpoint } }));
    expect(attributes['gen_ai.operation.name']).toBe(operation);
  });

  it.each([
    ['gemini', 'gcp.gemini'],
    ['bedrock', 'aws.bedrock'],
    ['azure', 'azure.ai.openai'],
    ['mistral', 'mistral_ai'],
    ['xai', 'x_ai'],
    ['groq', 'groq'],
    ['mine', 'mine'],
  ])('calls the provider behind the upstream %s %s', (upstream, provider) => {
    expect(answerSpan(recordOf({ upstream })).attributes['gen_ai.provider.name']).toBe(provider);
  });

  it('calls the provider after the protocol where no upstream is named', () => {
    const invented = recordOf({ upstream: undefined, facts: { ...facts, family: 'anthropic' } });
    expect(answerSpan(invented).attributes['gen_ai.provider.name']).toBe('anthropic');
  });

  it('says what went wrong', () => {
    const errorOf = (changed: Parameters<typeof recordOf>[0]) => {
      const { attributes, error } = answerSpan(recordOf(changed));
      expect(attributes['error.type']).toBe(error);
      return error;
    };
    expect(errorOf({ status: 429 })).toBe('429');
    expect(errorOf({ source: 'none', status: 400 })).toBe('llmsim_no_recording');
    expect(errorOf({ end: 'reset' })).toBe('reset');
    expect(errorOf({ end: 'client-gone' })).toBe('client-gone');
    expect(errorOf({})).toBeUndefined();
  });

  it('leaves out what is not known', () => {
    const bare = recordOf({
      interaction: undefined,
      status: undefined,
      firstChunk: undefined,
      target: '/v1/models?limit=2',
      facts: { ...facts, endpoint: 'models', model: undefined, answer: undefined },
    });
    expect(answerSpan(bare)).toMatchObject({ name: 'models' });
    expect(Object.keys(answerSpan(bare).attributes).sort()).toEqual([
      'gen_ai.operation.name',
      'gen_ai.provider.name',
      'http.request.method',
      'llmsim.request_id',
      'llmsim.source',
      'url.path',
    ]);
    expect(answerSpan(bare).attributes['url.path']).toBe('/v1/models');
  });
});
