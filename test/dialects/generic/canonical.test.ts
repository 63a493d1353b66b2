import { describe, expect, it } from 'vitest';
import type { CanonicalObject } from '../../../src/core/canonical.ts';
import type { HeaderList } from '../../../src/core/headers.ts';
import type { SimRequest } from '../../../src/core/request.ts';
import { generic } from '../../../src/dialects/generic/dialect.ts';
import { describePairs, whatNeverCounts, withHeaders } from '../../support/canonical-pairs.ts';
import { nineMessages, post } from '../samples.ts';

const predictions = '/v1/predictions';

function predict(body: unknown): SimRequest {
  return post(predictions, body);
}

function get(target: string, ...headers: HeaderList): SimRequest {
  return { method: 'GET', target, headers, body: new Uint8Array() };
}

function send(contentType: string, body: string, target = '/listen'): SimRequest {
  return { method: 'POST', target, headers: [['content-type', contentType]], body: Buffer.from(body, 'latin1') };
}

function form(body: string): SimRequest {
  return send('application/x-www-form-urlencoded', body, '/oauth/check');
}

/** Of AWS's JSON protocol, signed. */
function toAws(operation: string, date: string, signature: string): SimRequest {
  return withHeaders(
    send('application/x-amz-json-1.1', '{"Text":"hi","LanguageCode":"en"}', '/'),
    ['x-amz-target', `Comprehend_20171127.${operation}`],
    ['x-amz-date', date],
    [
      'authorization',
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${date.slice(0, 8)}/us-east-1/comprehend/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
    ],
  );
}

function upload(boundary: string, ...parts: readonly (readonly [head: string, body: string])[]): SimRequest {
  const lines = parts.map(
    ([head, body]) => `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`,
  );
  return send(`multipart/form-data; boundary=${boundary}`, `${lines.join('')}--${boundary}--\r\n`, '/v2beta/stable');
}

const prompt = ['name="prompt"', 'a cat'] as const;
const mask = ['name="mask"; filename="m.png"\r\nContent-Type: image/png', '\x89PNG\x00\xff'] as const;
const audio = 'RIFF\x00\x01\xfe\xff';

describePairs(
  generic,
  [
    ...whatNeverCounts(predict({ version: 'a', input: { prompt: 'hi', steps: 4 } })),
    [
      'JSON may have any type that says so',
      predict({ input: 1 }),
      send('application/vnd.api+json', '{"input":1}', predictions),
    ],
    ['JSON may have no type at all', predict({ input: 1 }), { ...predict({ input: 1 }), headers: [] }],
    ['a character may be escaped', predict({ input: 'é' }), predict('{"input":"\\u00e9"}')],
    ['a number may have an exponent', predict('{"input":100}'), predict('{"input":1e2}')],
    ['a query has no order', get('/search?b=2&a=1'), get('/search?a=1&b=2')],
    ['a query may be encoded', get('/search?q=a%20cat%21'), get('/search?q=a+cat!')],
    ['a path may be encoded', get('/voices/a:b@1'), get('/voices/a%3Ab%401')],
    ['what is encoded has no case', get('/a/%c3%a9'), get('/a/%C3%A9')],
    ['a method has no case', get('/a'), { ...get('/a'), method: 'get' }],
    [
      'a UUID in a path is known by its number',
      get('/jobs/6f1c2a90-1b2c-4d3e-8f4a-5b6c7d8e9f00'),
      get('/jobs/7f1c2a90-1b2c-4d3e-8f4a-5b6c7d8e9f11'),
    ],
    [
      'so is an id that providers make up, wherever it stands',
      predict({ input: { after: ['req_0a1b2c3d4e5f'] } }),
      predict({ input: { after: ['req_9z8y7x6w5v4u'] } }),
    ],
    ['so it is in a query', get('/logs?run=run_0a1b2c3d4e5f'), get('/logs?run=run_9z8y7x6w5v4u')],
    [
      'a signature and its date do not count',
      toAws('DetectSentiment', '20261120T000000Z', 'ab12'.repeat(16)),
      toAws('DetectSentiment', '20261121T101112Z', 'cd34'.repeat(16)),
    ],
    [
      'the boundary of an upload does not count, nor the order of its parts',
      upload('one', prompt, mask),
      upload('two', mask, prompt),
    ],
    [
      'a secret in a form counts by its kind only',
      form('client_id=a&client_secret=Vt6Jq0Xw2Zb8Rk4Nc1Ms7Ph5'),
      form('client_id=a&client_secret=Gd3Lf9Ty1Ue6Ow2Ai8Sk4Qz7'),
    ],
    [
      'no header but those named counts',
      send('audio/wav', audio),
      withHeaders(send('audio/wav', audio), ['accept', '*/*'], ['accept-encoding', 'gzip'], ['x-trace', '1']),
    ],
    [
      'a preference may stand among others in any order',
      withHeaders(predict({ input: 1 }), ['prefer', 'wait=10, respond-async']),
      withHeaders(predict({ input: 1 }), ['Prefer', 'respond-async,wait=10']),
    ],
  ],
  [
    [
      'one message is not nine',
      predict({ messages: [{ role: 'user', content: 'm8' }] }),
      predict({ messages: nineMessages }),
    ],
    ['messages have an order', predict({ messages: nineMessages }), predict({ messages: nineMessages.toReversed() })],
    ['the text "1" is not the number 1', predict({ input: '1' }), predict({ input: 1 })],
    ['true is not "true"', predict({ input: true }), predict({ input: 'true' })],
    ['null is not absent', predict({ input: null }), predict({})],
    ['empty is not absent', predict({ input: [], more: {} }), predict({})],
    [
      'a text part is not its text: who knows what it means here',
      predict({ content: [part()] }),
      predict({ content: 'a' }),
    ],
    ['one input is not a list of it', predict({ input: ['a'] }), predict({ input: 'a' })],
    ['who asks counts: who knows what the name means here', predict({ user: 'ann' }), predict({ user: 'ben' })],
    ['streaming counts', predict({ stream: false }), predict({})],
    ['a temperature counts', predict({ temperature: 0.2 }), predict({ temperature: 0.7 })],
    [
      'an image counts',
      predict({ image: 'data:image/png;base64,AAAA' }),
      predict({ image: 'data:image/png;base64,AAAB' }),
    ],
    ['a list at the top has an order', predict([1, 2]), predict([2, 1])],
    ['a value at the top counts', predict('1'), predict('2')],
    ['no body is not an empty object', predict({}), { ...predict({}), body: new Uint8Array() }],
    ['large integers count to their last digit', predict('{"n":9007199254740992}'), predict('{"n":9007199254740993}')],
    ['case counts', predict({ myKey: 1 }), predict({ mykey: 1 })],
    ['broken JSON counts by its bytes', predict('{"a":1'), predict('{"a": 1')],
    ['lines of JSON count by their bytes', predict('{"a":1}\n{"b":2}\n'), predict('{"b":2}\n{"a":1}\n')],
    ['a form counts', form('a=1&b=2'), form('a=1&b=3')],
    ['a form counts by its bytes: it has an order', form('a=1&b=2'), form('b=2&a=1')],
    ['one byte of a sound counts', send('audio/wav', audio), send('audio/wav', 'RIFF\x00\x01\xfe\xfd')],
    ['a byte at the end counts', send('audio/wav', audio), send('audio/wav', `${audio}\x00`)],
    ['a file in an upload counts', upload('b', mask), upload('b', [mask[0], '\x89PNG\x00\xfe'])],
    ['a field of an upload counts', upload('b', prompt, mask), upload('b', ['name="prompt"', 'a dog'], mask)],
    ['the method counts', get('/a'), { ...get('/a'), method: 'DELETE' }],
    ['the path counts', get('/a/b'), get('/a/c')],
    ['a slash at the end counts', get('/a/'), get('/a')],
    ['an encoded slash is none', get('/a%2Fb'), get('/a/b')],
    ['case counts in a path', get('/a/B'), get('/a/b')],
    ['a word in a path is no id', get('/voices/flux-dev'), get('/voices/flux-pro')],
    ['a UUID that a deployment is called by counts', get(`/deployments/${uuid(0)}`), get(`/deployments/${uuid(1)}`)],
    ['a UUID in a body counts', predict({ input: uuid(0) }), predict({ input: uuid(1) })],
    [
      'one id twice is not two ids',
      get('/compare?a=run_0a1b2c3d4e5f&b=run_0a1b2c3d4e5f'),
      get('/compare?a=run_0a1b2c3d4e5f&b=run_9z8y7x6w5v4u'),
    ],
    ['a parameter counts', get('/search?a=1'), get('/search?a=2')],
    ['an empty parameter counts', get('/search?a='), get('/search')],
    ['values of one parameter have an order', get('/search?a=1&a=2'), get('/search?a=2&a=1')],
    [
      'the operation of AWS’s JSON protocol counts',
      toAws('DetectSentiment', '20261120T000000Z', 'a'),
      toAws('DetectEntities', '20261120T000000Z', 'a'),
    ],
    ['a preference counts', withHeaders(predict({}), ['prefer', 'wait']), predict({})],
    ['a piece of a file counts', get('/file', ['range', 'bytes=0-9']), get('/file', ['range', 'bytes=10-19'])],
    ['what a client has already counts', get('/file', ['if-none-match', '"a"']), get('/file')],
    ['what a client must not overwrite counts', get('/file', ['if-match', '"a"']), get('/file', ['if-match', '"b"'])],
  ],
);

function part(): CanonicalObject {
  return { type: 'text', text: 'a' };
}

function uuid(n: number): string {
  return `6f1c2a90-1b2c-4d3e-8f4a-5b6c7d8e9f0${n}`;
}

describe('segments of a request to any other API', () => {
  const { canonical } = generic;
  const body: CanonicalObject = { system: 'Be short.', messages: [{ role: 'system', content: 'a' }], tools: [part()] };

  it('are not told apart: nobody knows what the names mean there', () => {
    expect(canonical.withoutSystem(body)).toBe(body);
    expect(canonical.withToolNames(body)).toBe(body);
    expect(canonical.withoutTools(body)).toBe(body);
  });
});
