import { describe, expect, it } from 'vitest';
import { counts, differencesBetween } from '../../../src/cassette/compare/differences.ts';
import { interactionOf, type Sample } from '../interaction-samples.ts';

const between = (before: Sample, after: Sample) => differencesBetween(interactionOf(before), interactionOf(after));
const chat = (...messages: string[]) =>
  JSON.stringify({ model: 'gpt-4o', messages: messages.map((content) => ({ role: 'user', content })) });

describe('differencesBetween', () => {
  it('finds none between a recording and itself, however it is spelled', () => {
    expect(between({ request: '{"a":1,"b":2}' }, { request: '{"b": 2, "a": 1}' })).toEqual([]);
  });

  it('shows the places of the request that are others', () => {
    expect(between({ request: chat('Hi', 'Bye') }, { request: chat('Hi', 'So long') })).toEqual([
      { section: 'request', path: 'body.messages[1].content', before: 'Bye', after: 'So long' },
    ]);
    expect(between({ request: chat('Hi') }, { request: chat('First', 'Hi') })).toEqual([
      {
        section: 'request',
        path: 'body.messages[0]',
        before: undefined,
        after: '{"role":"user","content":"First"}',
      },
    ]);
    const binary = { requestType: 'application/octet-stream' };
    const [difference] = between(
      { ...binary, request: new Uint8Array([255, 1]) },
      { ...binary, request: new Uint8Array([255, 2]) },
    );
    expect(difference).toMatchObject({
      section: 'request',
      path: 'body',
      before: expect.stringMatching(/^2 bytes, sha256 [0-9a-f]{12}$/),
    });
  });

  it('shows how the response ended', () => {
    expect(between({}, { end: 'reset' })).toEqual([{ section: 'end', path: '', before: 'complete', after: 'reset' }]);
  });

  it('shows times, which do not count', () => {
    const differences = between({}, { times: { head: 120.5, chunks: [150], end: 300 } });
    expect(differences).toEqual([
      { section: 'timing', path: 'first chunk', before: '121 ms', after: '150 ms' },
      { section: 'timing', path: 'end', before: '200 ms', after: '300 ms' },
    ]);
    expect(differences.some(counts)).toBe(false);
    expect(between({}, { end: 'reset' }).every(counts)).toBe(true);
  });

  it("shows values of a response that is no model's answer, ids left out", () => {
    const of = (value: unknown) => ({ request: '', response: JSON.stringify(value) });
    expect(between(of({ id: 'a', ok: true, n: [1] }), of({ id: 'b', ok: false, n: [1] }))).toEqual([
      { section: 'body', path: 'ok', before: 'true', after: 'false' },
    ]);
  });
});
