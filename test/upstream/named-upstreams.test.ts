import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LlmsimError } from '../../src/core/errors.ts';
import { builtInUpstreams } from '../../src/upstream/built-in-upstreams.ts';
import { parseUpstream, upstreamSpec } from '../../src/upstream/named-upstreams.ts';

function errorOf(spec: string, env: Record<string, string> = {}): LlmsimError {
  try {
    parseUpstream(spec, env);
  } catch (error) {
    if (error instanceof LlmsimError) return error;
    throw error;
  }
  throw new Error(`${spec} was accepted`);
}

describe('a known name', () => {
  test.each([
    ['openai', 'https://api.openai.com', 'openai', 'authorization'],
    ['anthropic', 'https://api.anthropic.com', 'anthropic', 'x-api-key'],
    ['gemini', 'https://generativelanguage.googleapis.com', 'gemini', 'x-goog-api-key'],
    ['groq', 'https://api.groq.com', 'openai', 'authorization'],
    ['ollama', 'http://127.0.0.1:11434', 'ollama', 'authorization'],
    ['cohere', 'https://api.cohere.com', 'cohere', 'authorization'],
  ])('%s is at %s', (name, url, family, keyHeader) => {
    const upstream = parseUpstream(name, {});
    expect(upstream).toMatchObject({ name, url, keyHeader, basePath: '', credentials: undefined });
    expect(upstream.families[0]).toBe(family);
  });

  test('all sixteen are there', () => {
    expect(builtInUpstreams.map((upstream) => upstream.name).join(' ')).toBe(
      'openai anthropic gemini azure openrouter groq mistral deepseek together fireworks xai cohere bedrock ollama vllm llamacpp',
    );
  });

  test('every one with a URL parses to an origin without a path, so that a client path is appended as it is', () => {
    for (const { name } of builtInUpstreams.filter(({ url }) => url !== undefined)) {
      const upstream = parseUpstream(name, { AWS_REGION: 'eu-west-1' });
      expect(upstream.url).toBe(upstream.origin);
    }
  });

  test('azure needs its URL, and the error says how it is written', () => {
    const error = errorOf('azure');
    expect(error.code).toBe('unknown-upstream');
    expect(error.hint).toContain('azure=https://<resource>.openai.azure.com');
    expect(parseUpstream('azure=https://me.openai.azure.com', {})).toMatchObject({
      name: 'azure',
      keyHeader: 'api-key',
    });
  });

  test.each([
    ['bedrock=us-east-1', {}, 'us-east-1'],
    ['bedrock', { AWS_REGION: 'eu-west-3', AWS_DEFAULT_REGION: 'us-east-1' }, 'eu-west-3'],
    ['bedrock', { AWS_REGION: '', AWS_DEFAULT_REGION: 'us-gov-west-1' }, 'us-gov-west-1'],
    ['bedrock=https://vpce-1.bedrock-runtime.ap-south-1.vpce.amazonaws.com', {}, 'ap-south-1'],
  ])('%s with %j is in the region %s', (spec, env, region) => {
    const upstream = parseUpstream(spec, env);
    expect([upstream.name, upstream.region, upstream.families[0]]).toEqual(['bedrock', region, 'bedrock']);
    expect(upstream.host).toContain(`${region}.`);
  });

  test('bedrock without a region is an error that says what to do', () => {
    expect(errorOf('bedrock')).toMatchObject({ code: 'unknown-upstream', hint: expect.stringContaining('AWS_REGION') });
    expect(errorOf('bedrock', { AWS_REGION: 'evil.example/' }).code).toBe('unknown-upstream');
  });

  test.each([
    ['opnai', 'openai'],
    ['mistrall', 'mistral'],
    ['Groq', 'groq'],
    ['xia', 'xai'],
  ])('%j is unknown; %s is nearest', (spec, nearest) => {
    const error = errorOf(spec);
    expect(error.code).toBe('unknown-upstream');
    expect(error.message).toContain(`Did you mean "${nearest}"?`);
    expect(error.hint).toContain('openai, anthropic');
  });
});

test('a name that is like no other is unknown, and nothing is guessed', () => {
  expect(errorOf('claude').message).toBe('"claude" is not a known upstream.');
  expect(errorOf('localhost:8000').hint).toContain('local=http://localhost:8000');
});

describe('a URL given by hand', () => {
  test('may have a name', () => {
    expect(parseUpstream('local=http://localhost:8000/api/', {})).toEqual({
      name: 'local',
      url: 'http://localhost:8000/api',
      origin: 'http://localhost:8000',
      host: 'localhost:8000',
      basePath: '/api',
      families: ['openai', 'anthropic', 'gemini', 'ollama', 'cohere', 'bedrock'],
      keyHeader: 'authorization',
      region: undefined,
      credentials: undefined,
    });
  });

  test.each([
    ['http://localhost:8000', 'localhost-8000'],
    ['https://API.Example.com', 'api-example-com'],
    ['http://[::1]:9', '1-9'],
    ['https://h/a=b', 'h'],
  ])('%s is called %s', (spec, name) => {
    expect(parseUpstream(spec, {}).name).toBe(name);
  });

  test('speaks what the built-in of its name speaks', () => {
    expect(parseUpstream('anthropic=http://localhost:1', {})).toMatchObject({
      families: ['anthropic', 'openai'],
      keyHeader: 'x-api-key',
    });
  });

  test('keeps user and password apart from everything that is shown', () => {
    const upstream = parseUpstream('gate=https://me:p%40ss@gate.example/v', {});
    expect(upstream.credentials).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
    const { credentials: _, ...shown } = upstream;
    expect(JSON.stringify(shown)).not.toMatch(/me:|p%40ss|p@ss/);
    expect(upstream.url).toBe('https://gate.example/v');
  });

  test.each([
    'ftp://example.com',
    'file:///etc/passwd',
    'javascript=javascript:alert(1)',
    'http://',
    'x=',
    'x=example.com',
    'http://h/?a=1',
    'http://h/#a',
    'http://h/?',
    'Big=http://h',
    '-x=http://h',
    'a b=http://h',
  ])('%j is refused as a usage error', (spec) => {
    expect(errorOf(spec).code).toBe('usage');
  });

  test.each(['http://u:hunter2@h:99999', 'x=http://u:hunter2@[', 'ftp://u:hunter2@h', 'http://u:hunter2@h/?q'])(
    'an error over %j does not repeat the password',
    (spec) => {
      const error = errorOf(spec);
      expect(`${error.message} ${error.hint} ${error.stack} ${JSON.stringify(error.cause ?? '')}`).not.toContain(
        'hunter2',
      );
    },
  );
});

test('any text gives an upstream with a proper name or an LlmsimError', () => {
  const specs = fc.oneof(
    fc.string(),
    fc.webUrl(),
    fc.tuple(fc.string(), fc.webUrl()).map(([name, url]) => `${name}=${url}`),
  );
  fc.assert(
    fc.property(specs, (spec) => {
      try {
        expect(parseUpstream(spec, {}).name).toMatch(/^[a-z0-9][a-z0-9-]*$/);
      } catch (error) {
        expect(error).toBeInstanceOf(LlmsimError);
      }
    }),
  );
});

describe('what is written to reach a recorded upstream again', () => {
  test('is its name where that is enough, else its name and its URL', () => {
    expect(upstreamSpec({ name: 'openai', url: 'https://api.openai.com' })).toBe('openai');
    expect(upstreamSpec({ name: 'openai', url: 'http://127.0.0.1:9000' })).toBe('openai=http://127.0.0.1:9000');
    expect(upstreamSpec({ name: 'mine', url: 'http://localhost:8000/v1' })).toBe('mine=http://localhost:8000/v1');
    expect(upstreamSpec({ name: 'bedrock', url: 'https://bedrock-runtime.eu-west-1.amazonaws.com' })).toBe(
      'bedrock=eu-west-1',
    );
  });

  test('is read as the same upstream', () => {
    const specs = ['openai', 'anthropic', 'mine=http://localhost:8000/v1', 'bedrock=eu-west-1', 'http://10.0.0.1:80/x'];
    for (const spec of specs) {
      const upstream = parseUpstream(spec, {});
      expect(parseUpstream(upstreamSpec(upstream), {})).toEqual(upstream);
    }
  });
});
