import { describe, expect, it } from 'vitest';
import { openaiChat } from '../../../src/dialects/openai-chat/dialect.ts';
import { json, post, reply, sse } from '../samples.ts';

const chunk = (delta: object, index = 0) => ({ object: 'chat.completion.chunk', choices: [{ index, delta }] });

describe('a chat request is described by', () => {
  it('its model, its last user text and its stream flag', () => {
    const messages = [
      { role: 'user', content: 'first' },
      { role: 'assistant', content: 'no' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'second' },
          { type: 'image_url', image_url: { url: 'x' } },
          { type: 'text', text: 'line' },
        ],
      },
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] },
      { role: 'tool', content: 'result' },
    ];
    const request = post('/v1/chat/completions', { model: 'gpt', messages, stream: true });
    expect(openaiChat.describe(request)).toEqual({ model: 'gpt', prompt: 'second\nline', stream: true });
  });

  it('the deployment, where Azure’s body names no model', () => {
    const request = post('//openai/deployments/my%20gpt/chat/completions?api-version=1', { messages: [] });
    expect(openaiChat.describe(request)).toEqual({ model: 'my gpt', prompt: undefined, stream: false });
  });

  it('the prompt of a legacy completion, one or several, but not tokens', () => {
    const prompt = (value: unknown) => openaiChat.describe(post('/v1/completions', { prompt: value })).prompt;
    expect(prompt('say')).toBe('say');
    expect(prompt(['a', 'b'])).toBe('a\nb');
    expect(prompt([1, 2, 3])).toBeUndefined();
  });

  it('nothing, where the body is not JSON', () => {
    const nothing = { model: undefined, prompt: undefined, stream: false };
    expect(openaiChat.describe(post('/v1/chat/completions', '{"model":'))).toEqual(nothing);
    expect(openaiChat.describe(post('/v1/chat/completions', '[1]'))).toEqual(nothing);
  });
});

describe('the text of a chat completion', () => {
  it('is the content of the message', () => {
    expect(openaiChat.textOf(json({ choices: [{ index: 0, message: { content: 'Hello' } }] }))).toBe('Hello');
  });

  it('joins deltas, with reasoning in a section and calls at the end', () => {
    const stream = sse(
      { choices: [] },
      chunk({ role: 'assistant', content: '', reasoning_content: 'Hm' }),
      chunk({ content: null, reasoning_content: ', yes.' }),
      chunk({ content: 'It' }),
      chunk({ content: ' is' }),
      chunk({ tool_calls: [{ index: 0, id: 'a', function: { name: 'look', arguments: '' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '{"x":' } }] }),
      chunk({ tool_calls: [{ index: 1, id: 'b', function: { name: 'see', arguments: '{}' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '1}' } }] }),
      '[DONE]',
    );
    expect(openaiChat.textOf(stream)).toBe('[reasoning]\nHm, yes.\n[/reasoning]\n\nIt is\n\nlook({"x":1})\nsee({})');
  });

  it('keeps parallel calls apart that share an index', () => {
    const call = (id: string) => ({ tool_calls: [{ index: 0, id, function: { name: 'f', arguments: `"${id}"` } }] });
    expect(openaiChat.textOf(sse(chunk(call('a')), chunk(call('b'))))).toBe('f("a")\nf("b")');
  });

  it('separates several choices', () => {
    const stream = sse(chunk({ content: 'one' }, 0), chunk({ content: 'two' }, 1), chunk({ content: '!' }, 0));
    expect(openaiChat.textOf(stream)).toBe('[choice 0]\none!\n\n[choice 1]\ntwo');
  });

  it('prefers the delta, where a provider sends the whole message beside it', () => {
    const both = (piece: string, whole: string) => ({
      choices: [{ delta: { content: piece }, message: { content: whole } }],
    });
    expect(openaiChat.textOf(sse(both('a', 'a'), both('b', 'ab')))).toBe('ab');
  });

  it('reads content parts, refusals, spoken answers, images and old-style function calls', () => {
    const message = (value: object) => openaiChat.textOf(json({ choices: [{ message: value }] }));
    const thinking = { type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] };
    expect(message({ content: [thinking, { type: 'text', text: 'A' }] })).toBe('[reasoning]\nHm\n[/reasoning]\n\nA');
    expect(message({ content: null, refusal: 'No.' })).toBe('[refusal]\nNo.\n[/refusal]');
    expect(message({ content: null, audio: { transcript: 'spoken' } })).toBe('spoken');
    expect(message({ content: '', images: [{ type: 'image_url' }] })).toBe('[image]');
    expect(message({ content: null, function_call: { name: 'f', arguments: '{}' } })).toBe('f({})');
  });

  it('is the text of a legacy completion, streamed too', () => {
    expect(openaiChat.textOf(json({ choices: [{ text: 'Hi' }] }))).toBe('Hi');
    expect(openaiChat.textOf(sse({ choices: [{ text: 'H' }] }, { choices: [{ text: 'i' }] }))).toBe('Hi');
  });

  it('shows an error in the middle of a stream once', () => {
    const error = { error: { message: 'overloaded' } };
    expect(openaiChat.textOf(sse(chunk({ content: 'It' }), error, error))).toBe('It\n\n[error: overloaded]');
  });

  it('is what had arrived, where a stream was cut within a character', () => {
    const whole = sse(chunk({ content: 'Grüße' }), chunk({ content: 'ü' })).body;
    const cut = whole.subarray(0, whole.lastIndexOf(0xc3) + 1);
    expect(openaiChat.textOf(reply(cut, 'text/event-stream'))).toBe('Grüße');
  });

  it('is the message of an error status, pretty-printed under an SSE content type too', () => {
    const body = JSON.stringify({ error: { message: 'bad key', code: 'invalid_api_key' } }, undefined, 2);
    expect(openaiChat.textOf(reply(body, 'text/event-stream', 401))).toBe('bad key');
  });
});
