/** Targets: what a client's request goes through before anybody knows it to be sound, and what an upstream's answer does. */

import { presentedKey } from '../../../src/access/credentials.ts';
import { maskedKey } from '../../../src/access/key-text.ts';
import { userOfRequest } from '../../../src/access/user-of-request.ts';
import { defaultRules } from '../../../src/cassette/match/match-rules.ts';
import { canonical } from '../../../src/cassette/recipes/canonical.ts';
import { exact } from '../../../src/cassette/recipes/exact.ts';
import type { Dialect } from '../../../src/core/dialect.ts';
import { headersFromFlat, mediaType } from '../../../src/core/headers.ts';
import type { SimRequest } from '../../../src/core/request.ts';
import { builtIn } from '../../../src/dialects/list.ts';
import { createRedactor } from '../../../src/redaction/redactor.ts';
import { parseAddress } from '../../../src/server/addressing.ts';
import { controlAccess, keyGuard } from '../../../src/server/control-access.ts';
import { requestIds } from '../../../src/telemetry/request-id.ts';
import { traceContextOf } from '../../../src/telemetry/traces/trace-context.ts';
import { MessageReader } from '../../../src/upstream/adapter/message-reader.ts';
import { readEvent } from '../../../src/upstream/adapter/read-event.ts';
import { usualMap } from '../../../src/upstream/adapter/usual-map.ts';
import { cut } from '../mutate.ts';
import { bytesTarget, type FuzzTarget, holds, repeated, textTarget } from '../target.ts';
import { replySamples } from './reply-samples.ts';

const targets = [
  '/@checkout~worker-3/groq/openai/v1/chat/completions?a=b&key=AIzaX',
  '/openai/deployments/gpt/chat/completions?api-version=2024-10-21',
  '//v1beta/models/gemini:streamGenerateContent%3Fx/../y',
  '/@a~b',
];

const bodies = [
  '{"model":"gpt-4o","stream":true,"messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"hi"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]},{"role":"assistant","tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}}]},{"role":"tool","tool_call_id":"call_1","content":"x"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"a":{"$ref":"#/$defs/x"}}}}}],"user":"u"}',
  '{"model":"claude-sonnet-4-5","max_tokens":10,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"f","input":{}}]}],"metadata":{"user_id":"u"}}',
  '{"contents":[{"role":"user","parts":[{"text":"hi"},{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]}],"generationConfig":{"maxOutputTokens":5,"responseSchema":{"type":"OBJECT"}}}',
  '{"model":"gpt-4o","input":[{"role":"user","content":[{"type":"input_text","text":"hi"}]}],"previous_response_id":"resp_1","text":{"format":{"type":"json_schema","name":"n","schema":{}}}}',
];
const bodyWords = [
  '"role":',
  '"content":',
  'null',
  '[]',
  '{}',
  '"type":',
  '"text"',
  '"messages":',
  '"tool_calls":',
  '"model":1',
  '1e999',
  '"__proto__":',
  '"stream":"yes"',
  '"arguments":"{',
];
const bodyGrowing = [
  repeated('{"role":"user","content":"hi"},', '{"model":"gpt-4o","messages":[', '{}]}'),
  repeated('a', '{"model":"gpt-4o","messages":[{"role":"user","content":"', '"}]}'),
  repeated('['),
  repeated('{"type":"text","text":"x"},', '{"model":"c","messages":[{"role":"user","content":[', '{}]}]}'),
  repeated('[[[],', '{"contents":', '}'),
];

/** A path on which the dialect's first endpoints are. */
const pathOf: Readonly<Record<string, string>> = {
  'openai-chat': '/v1/chat/completions',
  'openai-responses': '/v1/responses',
  'openai-assistants': '/v1/threads/runs',
  'openai-rest': '/v1/embeddings',
  'anthropic-messages': '/v1/messages',
  gemini: '/v1beta/models/gemini-2.5-flash:generateContent',
  bedrock: '/model/anthropic.claude/converse',
  ollama: '/api/chat',
  cohere: '/v2/chat',
};

function postTo(path: string, body: string): SimRequest {
  return {
    method: 'POST',
    target: path,
    headers: [
      ['content-type', 'application/json'],
      ['authorization', 'Bearer sk-x'],
    ],
    body: Buffer.from(body),
  };
}

function requestTarget(dialect: Dialect): FuzzTarget {
  const path = pathOf[dialect.id] ?? '/any/path';
  const recipes = [canonical(defaultRules), exact];
  return textTarget({
    name: `dialects/${dialect.id}/request`,
    samples: bodies,
    words: bodyWords,
    growing: bodyGrowing,
    async check(text, random) {
      const request = postTo(path, text);
      dialect.describe(request);
      for (const recipe of recipes)
        holds(/^[0-9a-f]{64}$/.test(recipe.keyOf(request as never).sha256), 'a key is a hash');
      dialect.streaming?.otherForms(request);
      const endpoints = await dialect.endpoints();
      if (endpoints.length > 0 && random.below(2) === 0) for (const { prompt } of endpoints) prompt?.(request);
    },
  });
}

function replyTarget(dialect: Dialect): FuzzTarget {
  const request = postTo(pathOf[dialect.id] ?? '/any/path', bodies[0] ?? '');
  return bytesTarget({
    name: `dialects/${dialect.id}/reply`,
    samples: replySamples(dialect.family).map((sample) => Buffer.from(sample)),
    words: [
      '"delta":',
      '"index":',
      '"content":',
      '"usage":',
      'null',
      '{}',
      '[]',
      'data: ',
      '\n\n',
      '"type":',
      '1e999',
      '-1',
      '"choices":',
    ],
    growing: [
      (size) => Buffer.from('data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\n'.repeat(size / 55)),
      (size) =>
        Buffer.from(
          Array.from(
            { length: size / 60 },
            (_, i) => `data: {"choices":[{"index":${i},"delta":{"content":"a"}}]}\n\n`,
          ).join(''),
        ),
      (size) => Buffer.from('{"a":1}\n'.repeat(size / 8)),
      (size) => Buffer.alloc(size, '['),
      (size) => Buffer.alloc(size, '{"a":'),
      (size) => Buffer.alloc(size, '\n'),
    ],
    check(input, random) {
      const streamed = random.below(2) === 0;
      const reply = {
        status: 200,
        headers: [['content-type', streamed ? 'text/event-stream' : 'application/json'] as const],
        body: input,
      };
      dialect.textOf(reply);
      dialect.answerOf(reply);
      const said = dialect.saidIn(input);
      holds(said?.events.every(({ end }) => end >= 0 && end <= input.byteLength) !== false, 'events end in the body');
      dialect.streaming?.join(reply);
      dialect.streaming?.split(reply, request, (text) => (text === '' ? [] : [text]));
    },
  });
}

export const requestTargets: readonly FuzzTarget[] = [
  textTarget({
    name: 'server/addressing',
    samples: targets,
    words: ['/@', '~', '/', '//', '?', '%2f', '..', '/groq', '/openai/', '#', '\\'],
    growing: [repeated('/'), repeated('a', '/@'), repeated('/@a')],
    check(text, random) {
      const url = text.startsWith('/') ? text : `/${text}`;
      const header = random.below(3) === 0 ? text.slice(0, 50) : undefined;
      const read = parseAddress(url, header, (segment) => segment === 'openai' || segment === 'groq');
      if (read.kind === 'invalid') return holds(read.problem !== '', 'a refusal has a reason');
      const { prefix, upstream, target } = read.address;
      holds(target.startsWith('/'), 'the rest is a path');
      const whole = `${prefix}${upstream === undefined ? '' : `/${upstream}`}`;
      holds(`${whole}${target}` === url || `${whole}${target.slice(1)}` === url, 'prefixes and rest are the path');
    },
  }),
  textTarget({
    name: 'access/credentials',
    samples: [
      'Bearer sk-llmsim-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      'AWS4-HMAC-SHA256 Credential=x',
      'bearer   a b',
    ],
    words: ['Bearer ', ' ', 'sk-llmsim-', 'key=', '&', '%', '='],
    growing: [repeated(' ', 'Bearer', '!'), repeated('a '), repeated('key=')],
    check(text) {
      const headers = ['Authorization', 'x-api-key', 'api-key', 'X-Goog-Api-Key'].map((name) => [name, text] as const);
      for (const header of headers) {
        const found = presentedKey({ headers: [header], target: `/v1?${text}` });
        if (found === undefined) continue;
        holds(found.key !== '', 'no key is empty');
        const masked = maskedKey(found.key);
        holds(/^[\x21-\x7e]{0,20}$/.test(masked), 'a masked key is one short word');
      }
    },
  }),
  textTarget({
    name: 'access/user-of-request',
    samples: bodies,
    words: ['"user":', '"metadata":', '"user_id":', '"\\u0000"', '[', '{'],
    growing: [repeated('['), repeated('"user":', '{')],
    check: (text) => holds(!/[\0-\x1f]/.test(userOfRequest({ body: Buffer.from(text) })), 'a user is one line'),
  }),
  textTarget({
    name: 'telemetry/trace-context',
    samples: [
      '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      '01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x',
    ],
    words: ['-', '00', 'ff', '0'.repeat(32)],
    growing: [repeated('0', '00-'), repeated('-'), repeated(' ')],
    check(text) {
      const context = traceContextOf([
        ['traceparent', text],
        ['tracestate', text],
      ]);
      if (context !== undefined) holds(/^[0-9a-f]{32}$/.test(context.traceId), 'a trace id is 32 hex digits');
    },
  }),
  textTarget({
    name: 'telemetry/request-id',
    samples: ['a-b_c.1', '6ba7b810-9dad-11d1-80b4-00c04fd430c8'],
    check: (text) => holds(/^[\x21-\x7e]{1,128}$/.test(requestIds('run')(1, text)), 'an id can stand in a header'),
  }),
  textTarget({
    name: 'server/control-access',
    samples: ['localhost:8080', '[::1]:80', 'http://localhost:3000', 'Bearer token', 'a.example'],
    words: [':', '[', ']', '.', '127.0.0.1', 'http://', 'localhost', '*.'],
    growing: [repeated(':'), repeated('.'), repeated('1'), repeated(' ', 'bearer')],
    check(text) {
      const options = {
        token: 'secret-token',
        host: '127.0.0.1',
        allowedHosts: ['*.test'],
        origins: ['http://localhost:3000'],
      };
      const guard = controlAccess(options);
      const asker = {
        peer: '127.0.0.1',
        headers: { host: text, origin: text, authorization: text, 'x-llmsim-token': text },
      };
      guard(asker);
      keyGuard(options)(asker);
      holds(
        text === 'secret-token' || guard({ ...asker, peer: '10.0.0.1' }) !== undefined || /secret-token/.test(text),
        'nobody else is let in',
      );
    },
  }),
  textTarget({
    name: 'core/headers',
    samples: ['content-type\ntext/event-stream; charset=utf-8\na\nb', 'x'],
    growing: [repeated(';'), repeated('a\n')],
    check(text) {
      const headers = headersFromFlat(text.split('\n'));
      holds(
        headers.every(([name, value]) => typeof name === 'string' && typeof value === 'string'),
        'a header has a name and a value',
      );
      mediaType(text);
    },
  }),
  textTarget({
    name: 'redaction/redactor',
    samples: bodies.map((body) => body.replace('"hi"', '"my key is sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCD"')),
    words: [
      'sk-',
      'AKIA',
      'eyJhbGciOi',
      '-----BEGIN PRIVATE KEY-----',
      'password=',
      '"api_key":"',
      '\\u0073k-',
      '[redacted:',
    ],
    growing: [
      ...bodyGrowing,
      repeated('sk-'),
      repeated('eyJ'),
      repeated('-----BEGIN '),
      repeated('password='),
      repeated('a@'),
      repeated('"api_key":"x",', '{', '"a":1}'),
    ],
    check(text, random) {
      const redactor = createRedactor();
      const type = random.pick([
        'application/json',
        'text/event-stream',
        'text/plain',
        'multipart/form-data; boundary=x',
      ]);
      const request = {
        method: 'POST',
        target: '/v1/x?key=abc',
        headers: [['content-type', type] as const],
        body: Buffer.from(text),
      };
      const once = redactor.begin(request).request;
      const twice = redactor.begin(once).request;
      holds(Buffer.from(once.body).equals(Buffer.from(twice.body)), 'what is redacted stays as it is');
    },
  }),
  bytesTarget({
    name: 'upstream/adapter',
    samples: [
      "data: {'type': 'response', 'data': 'word'}\n\ndata: {'type': 'citation', 'data': {'id': 'a', 'url': None}}\n",
      'event: delta\ndata: {"type":"tool_start","name":"f","arguments":{"a":[1]}}\r\n\r\n{"type":"complete","usage":{"prompt_tokens":3}}\ndata: [DONE]\n',
      'data: {"type":\ndata: "error",\ndata: "status": 503}\n\n',
    ].map((text) => Buffer.from(text)),
    words: [
      'data: ',
      'event: ',
      '\n\n',
      '\r\n',
      "{'type': 'delta'",
      '"data":',
      'None',
      '[DONE]',
      '{"type":"tool_start","arguments":',
    ],
    growing: [
      (size) => Buffer.alloc(size, 'data: }\n'),
      (size) => Buffer.alloc(size, 'x'),
      (size) => Buffer.alloc(size, 'data: {\n'),
      (size) => Buffer.alloc(size, '\n'),
      (size) =>
        Buffer.from(
          `data: {"type":"tool_start","name":"f","arguments":${'['.repeat(size / 2)}${']'.repeat(size / 2)}}\n\n`,
        ),
    ],
    check(input, random) {
      const reader = new MessageReader();
      const pieces = input.byteLength > 50_000 ? thousands(input) : cut(input, random);
      const messages = [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
      for (const message of messages) readEvent(message, usualMap);
    },
  }),
  ...builtIn.flatMap((dialect) => [requestTarget(dialect), replyTarget(dialect)]),
];

/** Small pieces, as a slow service sends them. */
function thousands(bytes: Uint8Array): readonly Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.byteLength / 40) }, (_, i) => bytes.subarray(40 * i, 40 * i + 40));
}
