import { describe, expect, it } from 'vitest';
import { dialectOf } from '../../src/dialects/list.ts';
import { stemOf, summaryLine, type Titled } from '../../src/pipeline/titles.ts';
import { redactRequest } from '../../src/redaction/redact.ts';
import { exchangeWith } from './exchanges.ts';

function titled(target: string, body: unknown = undefined, method = 'POST'): Titled {
  const request = redactRequest(
    exchangeWith({ method, target, body: body === undefined ? '' : JSON.stringify(body) }).request,
  );
  const claimed = dialectOf(request);
  return { ...claimed, request, summary: claimed.dialect.describe(request) };
}

const chat = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Say hello' }] };
const key = '0123456789abcdef'.repeat(4);

describe('the file name of a recording', () => {
  it('says upstream, endpoint, model, prompt and key', () => {
    expect(stemOf(titled('/v1/chat/completions', chat), 'openai', key)).toBe(
      'openai.chat-completions-gpt-4o-mini-say-hello-0123456789abcdef',
    );
  });

  it('tells a stream from an answer in one piece', () => {
    const stem = stemOf(titled('/v1/chat/completions', { ...chat, stream: true }), 'openai', key);
    expect(stem).toBe('openai.chat-completions-stream-gpt-4o-mini-say-hello-0123456789abcdef');
  });
});

describe('the summary of a recording', () => {
  const line = (request: Titled, status = 200, end: 'complete' | 'reset' = 'complete') =>
    summaryLine(request, { status, end });

  it('is the model and the first words of the prompt', () => {
    expect(line(titled('/v1/chat/completions', chat))).toBe('gpt-4o-mini: Say hello');
    expect(line(titled('/v1/chat/completions', { ...chat, stream: true }))).toBe('gpt-4o-mini: Say hello (stream)');
  });

  it('is the request where there is no model', () => {
    expect(line(titled('/v1/files?limit=2', undefined, 'GET'))).toBe('GET /v1/files?limit=2');
  });

  it('shows failures', () => {
    expect(line(titled('/v1/chat/completions', chat), 429)).toBe('gpt-4o-mini: Say hello → 429');
    expect(line(titled('/v1/chat/completions', chat), 200, 'reset')).toBe('gpt-4o-mini: Say hello → reset');
    expect(line(titled('/v1/chat/completions', chat), 500, 'reset')).toBe('gpt-4o-mini: Say hello → 500, reset');
  });

  it('is one line without credentials', () => {
    const messages = [{ role: 'user', content: `a\nb ${'x'.repeat(200)}` }];
    expect(line(titled('/v1/chat/completions', { ...chat, messages }))).toMatch(/^gpt-4o-mini: a b x+…$/);
    expect(line(titled('/v1/chat/completions', { ...chat, model: 'a\n\tb' }))).toBe('a b: Say hello');
    expect(line(titled('/v1beta/models?key=s3cr3t', undefined, 'GET'))).not.toContain('s3cr3t');
  });
});
