/** Which endpoint a path means. */

import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../src/core/endpoint.ts';
import { findEndpoint, nearPaths } from '../../src/dialects/endpoint-path.ts';

const endpoints = [
  ['POST', 'chat/completions'],
  ['GET', 'chat/completions'],
  ['GET', 'chat/completions/{id}'],
  ['GET', 'chat/completions/{id}/messages'],
  ['GET', 'models/{id...}'],
  ['GET', 'models/pinned'],
  ['POST', 'models/{model}:generateContent'],
  ['POST', 'api/chat'],
].map(([method, path]): Endpoint => {
  if (method !== 'GET' && method !== 'POST') throw new Error(method);
  return { method, path: path ?? '', streams: false, answer: () => Promise.reject(new Error()) };
});

function found(method: string, target: string): unknown {
  const result = findEndpoint({ method, target }, endpoints);
  return result?.kind === 'endpoint' ? [`${result.endpoint.method} ${result.endpoint.path}`, result.params] : result;
}

describe('the endpoint of a request', () => {
  it.each([
    ['/v1/chat/completions'],
    ['/chat/completions?x=1'],
    ['/openai/v1/chat/completions'],
    ['/api/v1/chat/completions'],
    ['//v1/chat/completions'],
    ['/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21'],
  ])('is found behind the base of %s', (target) => {
    expect(found('POST', target)).toEqual(['POST chat/completions', {}]);
  });

  it('gives what stands for its names, decoded', () => {
    expect(found('GET', '/v1/chat/completions/cmpl%201')).toEqual(['GET chat/completions/{id}', { id: 'cmpl 1' }]);
    expect(found('GET', '/v1/chat/completions/c/messages')).toEqual([
      'GET chat/completions/{id}/messages',
      { id: 'c' },
    ]);
    expect(found('POST', '/v1beta/models/gemini-2.5-pro:generateContent?key=k')).toEqual([
      'POST models/{model}:generateContent',
      { model: 'gemini-2.5-pro' },
    ]);
    expect(found('POST', '/v1/projects/p/locations/l/publishers/google/models/g:generateContent')).toMatchObject([
      'POST models/{model}:generateContent',
      { model: 'g' },
    ]);
  });

  it('may take the rest of the path, and loses to one with more words of its own', () => {
    expect(found('GET', '/v1/models/meta-llama/Llama-3')).toEqual(['GET models/{id...}', { id: 'meta-llama/Llama-3' }]);
    expect(found('GET', '/v1/models/pinned')).toEqual(['GET models/pinned', {}]);
  });

  it('answers HEAD as GET, and tells which methods there are for a wrong one', () => {
    expect(found('HEAD', '/v1/models/a')).toEqual(['GET models/{id...}', { id: 'a' }]);
    expect(found('PUT', '/v1/chat/completions')).toEqual({ kind: 'wrong-method', allowed: ['POST', 'GET'] });
  });

  it('does not take a verb for a part of a name', () => {
    const get: Endpoint = {
      method: 'GET',
      path: 'models/{model}',
      streams: false,
      answer: () => Promise.reject(new Error()),
    };
    const of = (method: string, target: string) => findEndpoint({ method, target }, [...endpoints.slice(6, 7), get]);
    expect(of('POST', '/v1beta/models/g:frobContent')).toBeUndefined();
    expect(of('GET', '/v1beta/models/g:generateContent')).toEqual({ kind: 'wrong-method', allowed: ['POST'] });
    expect(of('GET', '/v1beta/models/g')).toMatchObject({ params: { model: 'g' } });
  });

  it('is none behind what is no API’s base', () => {
    expect(found('POST', '/v1/other/chat/completions')).toBeUndefined();
    expect(found('POST', '/v1/chat')).toBeUndefined();
    expect(found('GET', '/')).toBeUndefined();
  });
});

describe('paths near to one that is not there', () => {
  it('share its words, the nearest first', () => {
    expect(nearPaths('/v1/chat/completion/messages', endpoints, 2)).toEqual([
      'chat/completions/{id}/messages',
      'chat/completions',
    ]);
    expect(nearPaths('/zzz', endpoints, 3)).toEqual([]);
  });
});
