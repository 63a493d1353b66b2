/** Responses split into the provider's events and joined again, checked against its API description and its SDK too. */

import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import OpenAI from 'openai';
import { accumulateResponse } from 'openai/lib/responses/ResponseAccumulator';
import type { Response, ResponseStreamEvent } from 'openai/resources/responses/responses';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { wordPieces } from '../../../src/codec/text-pieces.ts';
import type { CollectedReply, StreamedReply, TextCutter } from '../../../src/core/dialect.ts';
import type { SimRequest } from '../../../src/core/request.ts';
import { openaiResponses } from '../../../src/dialects/openai-responses/dialect.ts';
import { responsesStreaming } from '../../../src/dialects/openai-responses/streaming.ts';
import { PROJECT_ROOT } from '../../support/run-cli.ts';
import { collected, json, post, splitOf, sse } from '../samples.ts';

type Json = Record<string, unknown>;
type Event = Json & { readonly type: string };

const request = post('/v1/responses', { model: 'gpt-5', input: 'Hi', stream: true });

function response(output: readonly Json[], more: Json = {}): Json {
  return {
    id: 'resp_1',
    object: 'response',
    created_at: 1_760_000_000,
    status: 'completed',
    background: false,
    completed_at: 1_760_000_004,
    error: null,
    incomplete_details: null,
    instructions: null,
    metadata: {},
    model: 'gpt-5-2025-08-07',
    output,
    parallel_tool_calls: true,
    temperature: 1,
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    usage: {
      input_tokens: 9,
      input_tokens_details: { cached_tokens: 1, cache_write_tokens: 0 },
      output_tokens: 8,
      output_tokens_details: { reasoning_tokens: 4 },
      total_tokens: 17,
    },
    ...more,
  };
}

function message(...content: readonly Json[]): Json {
  return { id: 'msg_1', type: 'message', status: 'completed', role: 'assistant', content };
}

function outputText(text: string, more: Json = {}): Json {
  return { type: 'output_text', text, annotations: [], logprobs: [], ...more };
}

function split(whole: Json, cut: TextCutter = wordPieces): StreamedReply {
  return splitOf(responsesStreaming, json(whole), request, cut);
}

function eventsOf(whole: Json, cut?: TextCutter): Event[] {
  return split(whole, cut).events.map((bytes) => {
    const data = Buffer.from(bytes).toString().split('\n')[1] ?? '';
    return JSON.parse(data.slice('data: '.length)) as Event;
  });
}

function joined(reply: CollectedReply): unknown {
  const whole = responsesStreaming.join(reply);
  return whole === undefined ? undefined : JSON.parse(Buffer.from(whole.body).toString());
}

/** Types without `response.`; what comes several times in a row is told once. */
function sequence(events: readonly Event[]): string {
  const types = events.map(({ type }) => type.replace(/^response\./, ''));
  return types.filter((type, i) => type !== types[i - 1]).join(' ');
}

const items: Readonly<Record<string, { item: Json; added: Json; between: string }>> = {
  'a function call': {
    item: {
      id: 'fc_1',
      type: 'function_call',
      status: 'completed',
      call_id: 'call_1',
      name: 'look',
      arguments: '{"x": 1}',
    },
    added: { status: 'in_progress', arguments: '' },
    between: 'function_call_arguments.delta function_call_arguments.done',
  },
  'a custom tool call': {
    item: { id: 'ct_1', type: 'custom_tool_call', call_id: 'call_1', name: 'run', input: 'ls -la' },
    added: { input: '' },
    between: 'custom_tool_call_input.delta custom_tool_call_input.done',
  },
  'a refusal': {
    item: message({ type: 'refusal', refusal: 'I will not.' }),
    added: { status: 'in_progress', content: [] },
    between: 'content_part.added refusal.delta refusal.done content_part.done',
  },
  'a summary of reasoning': {
    item: { id: 'rs_1', type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm, well.' }] },
    added: { summary: [] },
    between:
      'reasoning_summary_part.added reasoning_summary_text.delta reasoning_summary_text.done reasoning_summary_part.done',
  },
  'reasoning in the open': {
    item: {
      id: 'rs_1',
      type: 'reasoning',
      status: 'completed',
      summary: [],
      content: [{ type: 'reasoning_text', text: 'Hm, well.' }],
    },
    added: { status: 'in_progress', content: [] },
    between: 'content_part.added reasoning_text.delta reasoning_text.done content_part.done',
  },
  'reasoning that is not shown': {
    item: { id: 'rs_1', type: 'reasoning', summary: [], encrypted_content: 'gAAAAAB1' },
    added: {},
    between: '',
  },
  'a search of the web': {
    item: { id: 'ws_1', type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'weather' } },
    added: { status: 'in_progress', action: { type: 'search' } },
    between: 'web_search_call.in_progress web_search_call.searching web_search_call.completed',
  },
  'a search of files': {
    item: { id: 'fs_1', type: 'file_search_call', status: 'completed', queries: ['a'], results: [{ file_id: 'f' }] },
    added: { status: 'in_progress', queries: [], results: null },
    between: 'file_search_call.in_progress file_search_call.searching file_search_call.completed',
  },
  'code that ran': {
    item: {
      id: 'ci_1',
      type: 'code_interpreter_call',
      status: 'completed',
      container_id: 'cntr_1',
      code: 'print(1 + 1)',
      outputs: [{ type: 'logs', logs: '2' }],
    },
    added: { status: 'in_progress', code: '', outputs: null },
    between:
      'code_interpreter_call.in_progress code_interpreter_call_code.delta code_interpreter_call_code.done ' +
      'code_interpreter_call.interpreting code_interpreter_call.completed',
  },
  'an image': {
    item: { id: 'ig_1', type: 'image_generation_call', status: 'completed', result: 'iVBORw0KGgo=' },
    added: { status: 'in_progress', result: null },
    between: 'image_generation_call.in_progress image_generation_call.generating image_generation_call.completed',
  },
  'a tool of an MCP server': {
    item: {
      id: 'mcp_1',
      type: 'mcp_call',
      server_label: 's',
      name: 'n',
      arguments: '{"a": "b"}',
      output: 'ok',
      error: null,
    },
    added: { arguments: '', output: null },
    between: 'mcp_call.in_progress mcp_call_arguments.delta mcp_call_arguments.done mcp_call.completed',
  },
  'a tool of an MCP server that failed': {
    item: {
      id: 'mcp_1',
      type: 'mcp_call',
      server_label: 's',
      name: 'n',
      arguments: '{"a": "b"}',
      output: null,
      error: { type: 'http_error', code: 500, message: 'no' },
    },
    added: { arguments: '', output: null, error: null },
    between: 'mcp_call.in_progress mcp_call_arguments.delta mcp_call_arguments.done mcp_call.failed',
  },
  'the tools of an MCP server': {
    item: {
      id: 'mcpl_1',
      type: 'mcp_list_tools',
      server_label: 's',
      tools: [{ name: 'n', input_schema: { type: 'object' } }],
    },
    added: { tools: [] },
    between: 'mcp_list_tools.in_progress mcp_list_tools.completed',
  },
  'a step on a computer': {
    item: {
      id: 'cu_1',
      type: 'computer_call',
      call_id: 'call_1',
      status: 'completed',
      action: { type: 'screenshot' },
      pending_safety_checks: [],
    },
    added: { status: 'in_progress' },
    between: '',
  },
};

describe('a whole response is split into', () => {
  const text = 'Hello there, friend.';
  const whole = response([message(outputText(text))]);

  it('the events of the provider, in its order', () => {
    expect(sequence(eventsOf(whole))).toBe(
      'created in_progress output_item.added content_part.added output_text.delta output_text.done content_part.done ' +
        'output_item.done completed',
    );
  });

  it('blocks with a name and one line of data, and no [DONE]', () => {
    const { events, headers } = split(whole, (all) => [all]);
    const blocks = events.map((bytes) => Buffer.from(bytes).toString());
    expect(blocks[4]).toBe(
      'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"Hello there, friend.",' +
        '"logprobs":[],"content_index":0,"item_id":"msg_1","output_index":0,"sequence_number":4}\n\n',
    );
    expect(blocks.join('')).not.toContain('[DONE]');
    expect(headers).toEqual([['content-type', 'text/event-stream; charset=utf-8']]);
  });

  it('a beginning that knows nothing of the end, and an end that is the response', () => {
    const [created, inProgress, ...others] = eventsOf(
      response([message(outputText(text))], {
        status: 'incomplete',
        incomplete_details: { reason: 'max_output_tokens' },
      }),
    );
    const begun = response([], { status: 'in_progress', completed_at: null, usage: null });
    expect(created).toMatchObject({ type: 'response.created', response: begun });
    expect(inProgress).toMatchObject({ type: 'response.in_progress', response: begun });
    expect(others.at(-1)).toMatchObject({ type: 'response.incomplete', response: { status: 'incomplete' } });
  });

  it('a failure, where it failed', () => {
    const error = { code: 'server_error', message: 'Oh.' };
    const events = eventsOf(response([], { status: 'failed', error }));
    expect(sequence(events)).toBe('created in_progress failed');
    expect(events[0]).toMatchObject({ response: { error: null } });
    expect(events[2]).toMatchObject({ response: { error } });
  });

  it.each(Object.entries(items))('what %s is streamed as', (_, { item, added, between }) => {
    const events = eventsOf(response([item]));
    const said = ['created in_progress output_item.added', between, 'output_item.done completed'];
    expect(sequence(events)).toBe(said.filter((part) => part !== '').join(' '));
    expect(events[2]).toMatchObject({ item: { id: item['id'], ...added }, output_index: 0 });
    expect(events.at(-2)).toMatchObject({ item, output_index: 0 });
    for (const event of events.slice(3, -2)) expect(event).toMatchObject({ item_id: item['id'], output_index: 0 });
  });

  it('citations right behind what they belong to', () => {
    const annotations = [
      { type: 'url_citation', url: 'https://a.example', title: 'A', start_index: 0, end_index: 5 },
      { type: 'file_citation', file_id: 'file-1', filename: 'a.txt', index: 11 },
      { type: 'url_citation', url: 'https://b.example', title: 'B', start_index: 13, end_index: 99 },
    ];
    const events = eventsOf(response([message(outputText(text, { annotations }))]));
    expect(sequence(events)).toContain(
      'output_text.delta output_text.annotation.added output_text.delta output_text.annotation.added output_text.delta ' +
        'output_text.annotation.added output_text.done',
    );
    const added = events.filter(({ type }) => type === 'response.output_text.annotation.added');
    expect(added.map(({ annotation }) => annotation)).toEqual(annotations);
    expect(added.map(({ annotation_index }) => annotation_index)).toEqual([0, 1, 2]);
  });

  it('tokens with their probabilities, where it has these', () => {
    const logprobs = ['Hello', ' there, ', 'friend.'].map((token) => ({
      token,
      logprob: -0.5,
      bytes: [...Buffer.from(token)],
      top_logprobs: [],
    }));
    const events = eventsOf(response([message(outputText(text, { logprobs }))]));
    const deltas = events.filter(({ type }) => type === 'response.output_text.delta');
    expect(deltas.map(({ delta }) => delta)).toEqual(['Hello', ' there, ', 'friend.']);
    expect(deltas.map((delta) => delta['logprobs'])).toEqual(logprobs.map((one) => [one]));
    expect(events.find(({ type }) => type === 'response.output_text.done')).toMatchObject({ logprobs });
  });

  it('events that name their item, even one without an id', () => {
    const call = { type: 'function_call', call_id: 'call_1', name: 'look', arguments: '{}' };
    expect(eventsOf(response([call]))[3]).toMatchObject({ item_id: 'call_1' });
  });

  it.each([
    ['an error', json({ error: { message: 'no such model', type: 'invalid_request_error' } }, 404)],
    ['a list of items', json({ object: 'list', data: [] })],
    ['one that is still being made', json(response([], { status: 'queued' }))],
    ['one that was cancelled', json(response([], { status: 'cancelled' }))],
    ['a stream', sse({ type: 'response.created', response: response([]) })],
  ])('nothing, if it is %s', (_, reply) => {
    expect(responsesStreaming.split(reply, request, wordPieces)).toBeUndefined();
  });
});

describe('a stream is joined to', () => {
  const whole = response([message(outputText('Hello there, friend.'))]);

  it('the response of its last event', () => {
    const stream = collected(split(whole));
    expect(joined(stream)).toEqual(whole);
    const headers = [...stream.headers, ['X-Request-Id', 'req_1'], ['Transfer-Encoding', 'chunked']] as const;
    expect(responsesStreaming.join({ ...stream, headers })?.headers).toEqual([
      ['content-type', 'application/json'],
      ['X-Request-Id', 'req_1'],
    ]);
  });

  it('the items in their order, where the last event has none', () => {
    const done = (output_index: number, id: string): Json => ({
      type: 'response.output_item.done',
      output_index,
      item: { id },
    });
    const stream = sse(done(1, 'msg_1'), done(0, 'rs_1'), { type: 'response.completed', response: response([]) });
    expect(joined(stream)).toEqual(response([{ id: 'rs_1' }, { id: 'msg_1' }]));
  });

  it('a response that failed, as the provider answers without streaming too', () => {
    const failed = response([], { status: 'failed', error: { code: 'server_error', message: 'Oh.' } });
    expect(joined(collected(split(failed)))).toEqual(failed);
  });

  const completed = { type: 'response.completed', response: whole };
  it.each([
    ['it holds an error', sse({ type: 'error', code: 'rate_limit_exceeded', message: 'Slow down.' }, completed)],
    ['it has several responses', sse(completed, completed)],
    ['its last event is without a response', sse({ type: 'response.completed' })],
    ['it is no stream', json(whole)],
    ['its status is one of an error', { ...sse(completed), status: 500 }],
  ])('nothing, if %s', (_, stream) => {
    expect(joined(stream)).toBeUndefined();
  });

  it('nothing, wherever it is cut', () => {
    const stream = collected(split(whole));
    // Without the blank line at its end, the last event is there all the same.
    for (let length = 0; length < stream.body.length - 2; length += 1) {
      expect(joined({ ...stream, body: stream.body.subarray(0, length) })).toBeUndefined();
    }
  });

  it('nothing, and the reverse, if it is nested too deep to be written', () => {
    const text = JSON.stringify(whole).replace(
      '"metadata":{}',
      `"metadata":${'['.repeat(50_000)}${']'.repeat(50_000)}`,
    );
    expect(joined(sse(`{"type":"response.completed","response":${text}}`))).toBeUndefined();
    const reply = { ...json({}), body: Buffer.from(text) };
    expect(responsesStreaming.split(reply, request, wordPieces)).toBeUndefined();
  });
});

describe('the other form of a request', () => {
  const body = { model: 'gpt-5', input: 'Hi' };
  const forms = (one: SimRequest): unknown[] =>
    responsesStreaming.otherForms(one).map((other) => JSON.parse(Buffer.from(other.body).toString()));

  it('is a stream, with or without padding', () => {
    expect(forms(post('/v1/responses', body))).toEqual([
      { ...body, stream: true },
      { ...body, stream: true, stream_options: { include_obfuscation: false } },
    ]);
    expect(forms(post('/openai/v1/responses?api-version=v1', { ...body, stream: false }))).toHaveLength(2);
  });

  it('is none, where it is a stream', () => {
    const streamed = { ...body, stream: true, stream_options: { include_obfuscation: true } };
    expect(forms(post('/v1/responses', streamed))).toEqual([body]);
  });

  it.each<[string, SimRequest]>([
    ['one in the background', post('/v1/responses', { ...body, background: true })],
    ['a response read again', { ...post('/v1/responses/resp_1?stream=true', ''), method: 'GET' }],
    ['the list of them', { ...post('/v1/responses', body), method: 'GET' }],
    ['an operation without streams', post('/v1/responses/resp_1/cancel', body)],
    ['tokens to be counted', post('/v1/responses/input_tokens', body)],
    ['what is not JSON', post('/v1/responses', 'Hi')],
  ])('does not exist for %s', (_, one) => {
    expect(forms(one)).toEqual([]);
  });
});

const text = fc.oneof(fc.lorem({ maxCount: 12 }), fc.string({ unit: 'binary', maxLength: 30 }));
const id = fc.uuid();
const status = fc.constantFrom('completed', 'incomplete');

const textPart = fc
  .record({ text, at: fc.array(fc.nat(40), { maxLength: 3 }), tokens: fc.boolean() })
  .map(({ text, at, tokens }) =>
    outputText(text, {
      annotations: at
        .sort((one, other) => one - other)
        .map((index) => ({ type: 'file_citation', file_id: 'file-1', filename: 'a.txt', index })),
      logprobs: tokens
        ? wordPieces(text).map((token) => ({ token, logprob: -1, bytes: [...Buffer.from(token)], top_logprobs: [] }))
        : [],
    }),
  );

const anyItem = fc.oneof(
  fc
    .tuple(id, status, fc.array(fc.oneof(textPart, fc.record({ type: fc.constant('refusal'), refusal: text }))))
    .map(([id, status, content]) => ({ id, type: 'message', status, role: 'assistant', content })),
  fc.record(
    {
      id,
      type: fc.constant('reasoning'),
      summary: fc.array(fc.record({ type: fc.constant('summary_text'), text }), { maxLength: 3 }),
      content: fc.array(fc.record({ type: fc.constant('reasoning_text'), text }), { maxLength: 2 }),
      encrypted_content: fc.string(),
    },
    { requiredKeys: ['id', 'type', 'summary'] },
  ),
  fc.tuple(id, status, fc.json()).map(([id, status, args]) => ({
    id,
    type: 'function_call',
    status,
    call_id: `call_${id}`,
    name: 'look',
    arguments: args,
  })),
  fc
    .tuple(id, text)
    .map(([id, input]) => ({ id, type: 'custom_tool_call', call_id: `call_${id}`, name: 'run', input })),
  fc.constantFrom(...Object.values(items).map(({ item }) => item)),
);

const anyResponse = fc
  .tuple(fc.array(anyItem, { maxLength: 5 }), status)
  .map(([output, status]) =>
    response(output, status === 'incomplete' ? { status, incomplete_details: { reason: 'max_output_tokens' } } : {}),
  );

const itemType = fc.constantFrom(...Object.values(items).map(({ item }) => item['type']));

const anyCut = fc.constantFrom<TextCutter>(
  wordPieces,
  (whole) => [...whole],
  (whole) => (whole === '' ? [] : [whole]),
);

describe('any response', () => {
  it('joined after it was split is what it was', () => {
    fc.assert(
      fc.property(anyResponse, anyCut, (whole, cut) => {
        expect(joined(collected(split(whole, cut)))).toEqual(whole);
      }),
    );
  });

  it('says the same as its stream, and costs the same', () => {
    fc.assert(
      fc.property(anyResponse, anyCut, (whole, cut) => {
        const stream = collected(split(whole, cut));
        expect(openaiResponses.answerOf(stream)).toEqual(openaiResponses.answerOf(json(whole)));
      }),
    );
  });

  it('says the same by the pieces of its stream as by its last event', () => {
    fc.assert(
      fc.property(anyResponse, anyCut, (whole, cut) => {
        const begun = split(whole, cut).events.slice(0, -1);
        const pieces = openaiResponses.answerOf({ ...sse(), body: Buffer.concat(begun) })?.choices;
        const said = openaiResponses.answerOf(json(whole))?.choices;
        expect(pieces).toEqual(said?.map((choice) => ({ ...choice, finish: undefined })));
      }),
    );
  });

  it('has events that are numbered from 0 without a gap', () => {
    fc.assert(
      fc.property(anyResponse, anyCut, (whole, cut) => {
        const events = eventsOf(whole, cut);
        expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, i) => i));
      }),
    );
  });

  it('is what the SDK puts together of its events, before the last one tells it', () => {
    fc.assert(
      fc.property(anyResponse, anyCut, (whole, cut) => {
        let snapshot: Response | undefined;
        for (const event of eventsOf(whole, cut).slice(0, -1)) {
          // What an item is at its end would hide what its pieces make.
          if (event.type === 'response.output_item.done' || event.type === 'response.content_part.done') continue;
          if (event.type.endsWith('_part.done') || isTextDone(event)) continue;
          snapshot = accumulateResponse(event as unknown as ResponseStreamEvent, snapshot);
        }
        expect(snapshot?.output.map(spoken)).toEqual((whole['output'] as Json[]).map(spoken));
      }),
    );
  });

  it('is answered with something, or nothing, but never an exception, whatever the bytes are', () => {
    const event = fc.record({
      type: fc.constantFrom('response.completed', 'response.output_item.done', 'error', 'response.failed'),
      response: fc.oneof(fc.jsonValue(), fc.record({ object: fc.constant('response'), output: fc.jsonValue() })),
      item: fc.jsonValue(),
      output_index: fc.jsonValue(),
    });
    const replies = fc.oneof(
      fc.uint8Array().map((body) => ({ ...sse(), body })),
      fc.array(event).map((events) => sse(...events)),
      fc
        .record({ output: fc.array(fc.oneof(fc.jsonValue(), fc.record({ type: itemType, content: fc.jsonValue() }))) })
        .map((more) => json(response([], more))),
    );
    fc.assert(
      fc.property(replies, (reply) => {
        responsesStreaming.join(reply);
        responsesStreaming.split(reply, request, wordPieces);
        openaiResponses.answerOf(reply);
      }),
      { numRuns: 300 },
    );
  });
});

function isTextDone({ type }: Event): boolean {
  return /_text\.done$|refusal\.done$|_arguments\.done$|_input\.done$|_code\.done$/.test(type);
}

/** What of an item comes in pieces. */
function spoken(item: object): Json {
  const { content, summary, arguments: args, input, code } = item as Json;
  const texts = (parts: unknown): unknown =>
    Array.isArray(parts) ? parts.map((part: Json) => [part['text'], part['refusal'], part['annotations']]) : [];
  return { content: texts(content), summary: texts(summary), args, input, code };
}

const specs = process.env['LLMSIM_SPECS'] ?? join(PROJECT_ROOT, '..', 'shared', 'specs');
const description = join(specs, 'openai.openapi.yaml');
const described = existsSync(description);
if (!described) {
  console.warn(
    'OpenAI’s API description is not there (../shared/specs, LLMSIM_SPECS): the events are not checked by it.',
  );
}

describe.skipIf(!described)('every event is as OpenAI’s API description says (skipped where it is not there)', () => {
  const document = described ? (parse(readFileSync(description, 'utf8')) as ApiDescription) : undefined;
  // Formats such as `unixtime` are its own.
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  if (document !== undefined) ajv.addSchema(document, 'openai');
  const validators = new Map<string, ValidateFunction>();

  function validator(schema: string): ValidateFunction {
    let validate = validators.get(schema);
    if (validate === undefined) {
      validate = ajv.compile({ $ref: `openai#/components/schemas/${schema}` });
      validators.set(schema, validate);
    }
    return validate;
  }

  const schemaOf = new Map(
    (document?.components.schemas['ResponseStreamEvent']?.anyOf ?? []).map(({ $ref }) => {
      const name = $ref.slice($ref.lastIndexOf('/') + 1);
      return [document?.components.schemas[name]?.properties?.['type']?.enum?.[0], name];
    }),
  );

  /** What is wrong with an event, in the words of the validator. */
  function wrong(event: Event): string[] {
    const name = schemaOf.get(event.type);
    if (name === undefined) return [`${event.type} is not described`];
    const validate = validator(name);
    if (validate(asDescribed(event))) return [];
    return [`${event.type}: ${ajv.errorsText(validate.errors).slice(0, 300)}`];
  }

  it('for each type of item', () => {
    const events = Object.values(items).flatMap(({ item }) => eventsOf(response([item])));
    expect(events.flatMap(wrong)).toEqual([]);
    const types = new Set(events.map(({ type }) => type));
    console.info(`${events.length} events of ${types.size} types are as described, of ${schemaOf.size} types that are`);
    expect(types.size).toBeGreaterThan(35);
  });

  it('for any response', () => {
    fc.assert(
      fc.property(anyResponse, (whole) => {
        expect(eventsOf(whole).flatMap(wrong)).toEqual([]);
      }),
    );
  });

  it('and would not be without what it requires', () => {
    const events = eventsOf(response([message(outputText('Hi'))]));
    const without = events.map(({ sequence_number: _, ...event }) => event);
    expect(without.flatMap(wrong)).toHaveLength(events.length);
  });
});

interface ApiDescription {
  readonly components: {
    readonly schemas: Readonly<
      Record<
        string,
        {
          readonly anyOf?: readonly { readonly $ref: string }[];
          readonly properties?: Readonly<Record<string, { readonly enum?: readonly string[] }>>;
        }
      >
    >;
  };
}

/** The description does not know that usage is null until the end, as it is on the wire. */
function asDescribed(event: Event): Json {
  const begun = event['response'];
  if (typeof begun !== 'object' || begun === null || !('usage' in begun) || begun.usage !== null) return event;
  const { usage: _, ...rest } = begun;
  return { ...event, response: rest };
}

describe('the SDK', () => {
  const names = ['reasoning in the open', 'a search of the web', 'a function call', 'a refusal', 'a custom tool call'];
  const whole = response([
    ...names.map((name) => items[name]?.item ?? {}),
    message(outputText('It is fine. 🌤'), outputText(' Is it not?')),
  ]);

  it('makes the whole of the stream', async () => {
    const server = createServer((_, answer) => {
      const { headers, events } = split(whole);
      answer.writeHead(200, headers.flat());
      for (const event of events) answer.write(event);
      answer.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const client = new OpenAI({ apiKey: 'none', baseURL: `http://127.0.0.1:${port}/v1`, maxRetries: 0 });

    const stream = client.responses.stream({ model: 'gpt-5', input: 'Hi' });
    const snapshots: string[] = [];
    stream.on('response.output_text.delta', ({ snapshot }) => snapshots.push(snapshot));
    const final = await stream.finalResponse();
    expect(withoutParsed(final)).toEqual({ ...whole, output_text: 'It is fine. 🌤 Is it not?' });
    expect(snapshots).toContain('It is fine. 🌤');
  });
});

/** Without what the SDK adds for structured output, which nobody asked for. */
function withoutParsed(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (name, inner) => (/parsed/.test(name) ? undefined : inner)));
}
