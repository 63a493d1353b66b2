/** A rule answers in whatever dialect a request came in: words, calls, refusals and errors. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startSimulator } from '../../src/app/simulator.ts';
import { defaultSynthesis } from '../../src/app/synthesis-config.ts';
import { builtIn } from '../../src/dialects/list.ts';
import { rawRequest } from '../support/raw-client.ts';
import { tempFolder } from '../support/temp-folder.ts';

const rules = `
rules:
  - match: { last_contains: weather }
    response: { tool_calls: [ { name: get_weather, arguments: { city: Paris } } ] }
  - match: { last_contains: secret }
    response: { refusal: "I cannot say that." }
  - match: { last_contains: busy }
    response: { error: { status: 429, message: "Slow down.", retry_after: 2 } }
  - match: { last_matches: "^repeat (\\\\w+)$" }
    response: { content: "You said {{match.1}}." }
`;

const message = (prompt: string) => [{ role: 'user', content: prompt }];
const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const called = { name: 'get_weather', description: 'The weather', parameters };

const requests: Readonly<Record<string, (prompt: string) => { readonly target: string; readonly body: object }>> = {
  'openai-chat': (prompt) => ({
    target: '/v1/chat/completions',
    body: { model: 'gpt-4o', messages: message(prompt), tools: [{ type: 'function', function: called }] },
  }),
  'openai-responses': (prompt) => ({
    target: '/v1/responses',
    body: { model: 'gpt-4o', input: prompt, tools: [{ type: 'function', ...called, strict: false }] },
  }),
  'anthropic-messages': (prompt) => ({
    target: '/v1/messages',
    body: {
      model: 'claude-sonnet-4-5',
      max_tokens: 100,
      messages: message(prompt),
      tools: [{ name: 'get_weather', input_schema: parameters }],
    },
  }),
  gemini: (prompt) => ({
    target: '/v1beta/models/gemini-2.5-flash:generateContent',
    body: { contents: [{ role: 'user', parts: [{ text: prompt }] }], tools: [{ functionDeclarations: [called] }] },
  }),
  ollama: (prompt) => ({
    target: '/api/chat',
    body: {
      model: 'llama3.2',
      messages: message(prompt),
      tools: [{ type: 'function', function: called }],
      stream: false,
    },
  }),
  cohere: (prompt) => ({
    target: '/v2/chat',
    body: { model: 'command-a-03-2025', messages: message(prompt), tools: [{ type: 'function', function: called }] },
  }),
};

/** A simulated provider with the rules above. */
async function ruled(): Promise<string> {
  const file = join(tempFolder(), 'rules.yaml');
  writeFileSync(file, rules);
  const simulator = await startSimulator({
    mode: 'none',
    paths: [],
    synthesis: defaultSynthesis,
    rules: { files: [file], answers: defaultSynthesis, onNews() {} },
  });
  onTestFinished(() => simulator.close(0));
  return simulator.url;
}

describe.each(Object.entries(requests))('a rule answers %s', (id, request) => {
  async function answer(prompt: string) {
    const { target, body } = request(prompt);
    const reply = await rawRequest(await ruled(), { method: 'POST', target, headers: [], body: JSON.stringify(body) });
    const dialect = builtIn.find((one) => one.id === id);
    const said = dialect?.answerOf({ status: reply.status, headers: reply.headers, body: reply.body });
    return { reply, choice: said?.choices[0] };
  }

  it('with words in which what was asked is filled in', async () => {
    const { reply, choice } = await answer('repeat this');
    expect(choice?.text).toBe('You said this.');
    expect(reply.headers).toContainEqual(['x-llmsim-source', 'rule']);
  });

  it('with a tool call', async () => {
    const { choice } = await answer('the weather?');
    expect(choice?.toolCalls.map((call) => [call.name, JSON.parse(call.arguments)])).toEqual([
      ['get_weather', { city: 'Paris' }],
    ]);
  });

  it('with a refusal, in words that the client sees', async () => {
    const { choice } = await answer('a secret');
    expect(`${choice?.text}${choice?.refusal}`).toContain('I cannot say that.');
  });

  it('with an error in the provider’s shape, and when to come again', async () => {
    const { reply } = await answer('are you busy?');
    expect(reply.status).toBe(429);
    expect(reply.headers).toContainEqual(['retry-after', '2']);
    expect(reply.body.toString()).toContain('Slow down.');
  });

  it('and leaves the rest to generators', async () => {
    const { reply } = await answer('something else');
    expect(reply.headers).toContainEqual(['x-llmsim-source', 'generator']);
  });
});
