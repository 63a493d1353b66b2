import { describe, expect, it } from 'vitest';
import { headerOf } from '../../../src/core/headers.ts';
import { openaiChat } from '../../../src/dialects/openai-chat/dialect.ts';
import { exchangeOf } from '../../support/forwarding.ts';
import { streamScript } from '../../support/script.ts';
import { type Answered, adapterOf, dataOf, serviceOf, stream } from './adapters.ts';

const asText = (got: Answered) =>
  openaiChat.answerOf({ status: got.status, headers: got.headers, body: Buffer.from(got.text) });

describe('a service behind an adapter', () => {
  const words = stream(
    "{'type': 'response', 'data': 'It'}",
    `{'type': 'response', 'data': "'s new."}`,
    "{'type': 'citation', 'data': 'doc-1'}",
    "{'type': 'citation', 'data': 'doc-2'}",
    "{'type': 'citation', 'data': 'doc-1'}",
  );

  it('is asked by its template, percent-encoded', async () => {
    const { upstream, ask } = await serviceOf(words);
    await ask({ messages: [{ role: 'user', content: 'a&b=ü? 100%' }] });
    const [request] = upstream.requests;
    expect(request?.method).toBe('GET');
    expect(request?.target).toBe('/stream?topNDocuments=3&search_query=a%26b%3D%C3%BC%3F%20100%25');
    expect(request?.body.byteLength).toBe(0);
    expect(headerOf(request?.headers ?? [], 'authorization')).toBeUndefined();
  });

  it('can be asked by POST with a body and headers of one’s own', async () => {
    const adapter = adapterOf({
      method: 'POST',
      target: '/ask/{{model}}',
      headers: [['X-Question', '{{user}}']],
      body: { q: '{{ last_user_message }}', history: ['{{messages.0}}'], top: 3 },
    });
    const { upstream, ask } = await serviceOf(words, adapter);
    await ask({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Say "é"' },
      ],
    });
    const [request] = upstream.requests;
    expect(request?.target).toBe('/ask/docs');
    expect(JSON.parse(request?.body.toString() ?? '')).toEqual({ q: 'Say "é"', history: ['Be brief.'], top: 3 });
    expect(headerOf(request?.headers ?? [], 'x-question')).toBe('Say "%C3%A9"');
    expect(headerOf(request?.headers ?? [], 'content-type')).toBe('application/json');
  });

  it('is a whole chat completion, with the citations as a list of their own at the end', async () => {
    const { ask } = await serviceOf(words);
    const got = await ask();
    expect(got.status).toBe(200);
    const completion = JSON.parse(got.text);
    expect(completion).toMatchObject({
      object: 'chat.completion',
      model: 'docs',
      choices: [
        { index: 0, message: { role: 'assistant', content: "It's new.\n\n- doc-1\n- doc-2" }, finish_reason: 'stop' },
      ],
    });
    expect(completion.id).toMatch(/^chatcmpl-\w{29}$/);
    expect(completion.usage.total_tokens).toBeGreaterThan(5);
  });

  it('is a stream of chunks, one for each word as it comes', async () => {
    const { ask } = await serviceOf(words);
    const got = await ask({ stream: true });
    expect(headerOf(got.headers, 'content-type')).toBe('text/event-stream; charset=utf-8');
    const deltas = dataOf(got.text).map(
      (chunk) => (chunk['choices'] as { delta: object; finish_reason: unknown }[])[0],
    );
    expect(deltas.map((choice) => choice?.delta)).toEqual([
      { role: 'assistant', content: '', refusal: null },
      { content: 'It' },
      { content: "'s new." },
      { content: '\n\n- doc-1\n- doc-2' },
      {},
    ]);
    expect(deltas.at(-1)?.finish_reason).toBe('stop');
    expect(got.text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(new Set(dataOf(got.text).map(({ id }) => id)).size).toBe(1);
  });

  it('says the same whole and streamed', async () => {
    const { ask } = await serviceOf(words);
    const whole = asText(await ask());
    const streamed = asText(await ask({ stream: true, stream_options: { include_usage: true } }));
    expect(streamed).toEqual(whole);
    expect(streamed?.usage).toBeDefined();
  });

  it('reads JSON, names of events, lines of a message, and ends by "complete"', async () => {
    const { ask } = await serviceOf(
      streamScript([
        ': hello\n\nevent: x\r\nid: 3\r\ndata: {"type": "delta",\r\ndata:  "delta": "one "}\r\n\r\n',
        'data: {"type": "de',
        'lta", "text": "two"}\ndata: {"type":"unheard-of"}\n\n',
        'data: {"type": "complete", "finish_reason": "max_tokens", "usage": {"prompt_tokens": 11, "completion_tokens": 7}}\n\n',
        'data: {"type": "delta", "text": "never heard"}\n\n',
      ]),
    );
    expect(asText(await ask())).toEqual({
      model: 'docs',
      choices: [expect.objectContaining({ text: 'one two', finish: 'length' })],
      usage: { input: 11, output: 7, cached: 0, reasoning: 0 },
    });
  });

  it('calls tools in the words of OpenAI, and tells of their results who asks for that', async () => {
    const tools = stream(
      "{'type': 'tool_start', 'id': 't1', 'name': 'search', 'input': {'q': 'x'}}",
      "{'type': 'tool_result', 'id': 't1', 'name': 'search', 'output': ['a', 'b']}",
      "{'type': 'response', 'data': 'Found.'}",
    );
    const { ask } = await serviceOf(tools);
    expect(asText(await ask())?.choices[0]).toMatchObject({
      text: 'Found.',
      toolCalls: [{ name: 'search', arguments: '{"q":"x"}' }],
    });
    const plain = await ask({ stream: true });
    expect(plain.text).not.toContain('tool_notification');
    expect(asText(plain)?.choices[0]?.toolCalls).toEqual([{ name: 'search', arguments: '{"q":"x"}' }]);
    for (const got of [
      await ask({ stream: true, stream_options: { include_tool_notifications: true } }),
      await ask({ stream: true }, [['X-LLMSIM-Tool-Notifications', '1']]),
    ]) {
      const told = [...got.text.matchAll(/^event: tool_notification\ndata: (.*)\n\n/gm)].map((found) =>
        JSON.parse(found[1] ?? ''),
      );
      expect(told).toEqual([
        { type: 'tool_start', id: 't1', name: 'search', arguments: '{"q":"x"}' },
        { type: 'tool_result', id: 't1', name: 'search', content: '["a","b"]' },
      ]);
    }
  });

  it('has citations with links and a heading where the map knows them', async () => {
    const { ask } = await serviceOf(
      stream(
        '{"type": "response", "data": "Yes."}',
        '{"type": "citation", "data": {"id": "7", "title": "The\\nguide", "url": "https://example.com/a b"}}',
      ),
      adapterOf({ citationHeading: 'Sources:' }),
    );
    expect(asText(await ask())?.choices[0]?.text).toBe('Yes.\n\nSources:\n\n- [The guide](https://example.com/a%20b)');
  });

  it('is read by a map of one’s own, plain text too', async () => {
    const { ask } = await serviceOf(
      {
        body: [
          'event: say\ndata: Hello\n\n',
          'event: say\ndata:  42\n\n',
          'event: log\ndata: ignored\n\n',
          'data: [DONE]\n\n',
        ],
      },
      adapterOf({ map: [{ kind: 'delta', event: 'say', when: [], fields: { text: [[]] } }] }),
    );
    expect(asText(await ask())?.choices[0]?.text).toBe('Hello 42');
  });
});

describe('what goes wrong with a service', () => {
  it('is an error of its own status before the first word', async () => {
    const { ask } = await serviceOf(
      stream("{'type': 'error', 'data': {'message': 'no index', 'code': 'E7', 'status': 503}}"),
    );
    const got = await ask({ stream: true });
    expect(got.status).toBe(503);
    expect(JSON.parse(got.text).error).toMatchObject({ message: 'no index', code: 'E7', type: 'server_error' });
  });

  it('is an error in the stream behind that', async () => {
    const { ask } = await serviceOf(
      stream("{'type': 'response', 'data': 'We'}", "{'type': 'error', 'message': 'lost'}"),
    );
    const got = await ask({ stream: true });
    expect([got.status, got.end]).toEqual([200, 'complete']);
    expect(dataOf(got.text).at(-1)).toEqual({
      error: { message: 'lost', type: 'server_error', param: null, code: null },
    });
    expect(got.text).not.toContain('[DONE]');
    expect((await ask()).status).toBe(502);
  });

  it('keeps the service’s status and words where it refuses', async () => {
    const { ask } = await serviceOf({
      statusLine: 'HTTP/1.1 422 Unprocessable',
      body: ['{"detail": "query is empty"}'],
    });
    const got = await ask();
    expect([got.status, JSON.parse(got.text).error.message]).toEqual([422, 'query is empty']);
  });

  it('is no redirect that anybody follows', async () => {
    const { ask } = await serviceOf({
      statusLine: 'HTTP/1.1 302 Found',
      headers: [['Location', 'http://elsewhere.example/']],
      framing: 'length',
      body: [''],
    });
    expect((await ask()).status).toBe(502);
  });

  it('is told with the first message where nothing was understood', async () => {
    const { ask } = await serviceOf(stream('{"kind": "word", "w": "Hi"}'));
    const got = await ask({ stream: true });
    expect(got.status).toBe(502);
    expect(JSON.parse(got.text).error.message).toContain(
      'Its first message was {"kind":"word","w":"Hi"}. Say under "map"',
    );
    const { ask: silent } = await serviceOf({});
    expect(JSON.parse((await silent()).text).error.message).toContain('It sent no message at all.');
  });

  it('is a cut of the stream where that had begun, and no answer where it had not', async () => {
    const { ask, forward } = await serviceOf({ ...stream("{'type': 'response', 'data': 'We'}"), end: 'reset' });
    expect((await ask({ stream: true })).end).toBe('reset');
    const whole = await forward(exchangeOf({ body: '{"model":"docs","messages":[]}' }).exchange);
    expect(whole).toMatchObject({ kind: 'refusal', error: { status: 502 } });
  });

  it('is refused what no service is asked', async () => {
    const { forward } = await serviceOf(stream());
    expect(await forward(exchangeOf({ target: '/v1/embeddings' }).exchange)).toMatchObject({
      error: { status: 404, code: 'llmsim_adapter' },
    });
    expect(await forward(exchangeOf({ body: 'no JSON' }).exchange)).toMatchObject({ error: { status: 400 } });
  });

  it('lets go of the service when the client leaves before the first word', async () => {
    const { upstream, forward } = await serviceOf({ body: [': wait\n\n'], end: 'stall' });
    const { exchange, leave } = exchangeOf();
    const waiting = forward(exchange);
    await upstream.received(1);
    leave();
    expect(await waiting).toMatchObject({ kind: 'refusal', error: { code: 'llmsim_client_gone' } });
    await upstream.abandonedBy(1);
  });

  it('stops the service when the client leaves in the middle', async () => {
    const { upstream, forward } = await serviceOf({ ...stream("{'type': 'response', 'data': 'We'}"), end: 'stall' });
    const body = '{"model":"docs","messages":[],"stream":true}';
    const forwarded = await forward(exchangeOf({ body }).exchange);
    if (forwarded.kind !== 'reply') throw new Error('refused');
    forwarded.reply.abort();
    await upstream.abandonedBy(1);
  });
});
