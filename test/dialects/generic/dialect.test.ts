import { describe, expect, it } from 'vitest';
import { generic } from '../../../src/dialects/generic/dialect.ts';
import { post, reply } from '../samples.ts';

describe('the generic dialect', () => {
  const endpoint = (target: string) => generic.claims({ method: 'GET', target, headers: [] })?.endpoint;

  it('names an endpoint by the last words of the path, without versions and ids', () => {
    expect(endpoint('/v1/streams/56o77r2wpz?x=1')).toBe('streams');
    expect(endpoint('/a/b/c/d_e/9f3c')).toBe('b-c-d-e');
    expect(endpoint('/v2/%E4/%zz')).toBe('root');
    expect(endpoint('no slash at all')).toBe('root');
  });

  it('describes by the usual names', () => {
    expect(generic.describe(post('/x', { model_id: 'flan', input: 'hi', stream: true }))).toEqual({
      model: 'flan',
      prompt: 'hi',
      stream: true,
    });
    expect(generic.describe(post('/x', { inputs: 'hi' })).prompt).toBe('hi');
  });

  it('shows text as it is and anything else by its size', () => {
    expect(generic.textOf(reply('data: a\n\n', 'text/event-stream'))).toBe('data: a\n\n');
    expect(generic.textOf(reply(new Uint8Array([0xff, 0xd8]), 'image/jpeg; q=1'))).toBe('<2 bytes of image/jpeg>');
    expect(generic.textOf({ status: 200, headers: [], body: new Uint8Array([65, 0, 66]) })).toBe(
      '<3 bytes of unknown type>',
    );
  });

  it('finds the message of an error in any of the usual shapes', () => {
    const message = (body: string) => generic.textOf(reply(body, 'application/json', 400));
    expect(message('{"detail":"no"}')).toBe('no');
    expect(message('{"detail":[{"msg":"a"},{"msg":"b"}]}')).toBe('a\nb');
    expect(message('{"errors":[{"message":"no"}]}')).toBe('no');
    expect(message('{"error":"no"}')).toBe('no');
    expect(message('{"error":{"type":"rate_limit"}}')).toBe('rate_limit');
    expect(message('{"error":{"reason":7}}')).toBe('{"reason":7}');
    expect(message('data: {"error":{"message":"no"}}\n\n')).toBe('no');
    expect(message('{"other":1}')).toBe('{"other":1}');
    expect(message('')).toBe('');
  });
});
