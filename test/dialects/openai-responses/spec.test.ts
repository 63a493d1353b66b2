/** Whatever llmsim makes up as the Responses API is as the API's published description says. */

import { afterAll, describe, expect, it } from 'vitest';
import { responsesEndpoints } from '../../../src/dialects/openai-responses/endpoints.ts';
import { SelectionState } from '../../../src/pipeline/synthesis/selection-state.ts';
import { type Answered, answered, jsonRequest } from '../../support/endpoint-context.ts';
import { type ApiDescription, openapi } from '../../support/openapi.ts';

const description = openapi('openai.openapi.yaml');

type Values = Readonly<Record<string, unknown>>;

const weather = {
  type: 'function',
  name: 'get_weather',
  description: 'The weather of a city',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
const time = { type: 'function', name: 'get_time', parameters: null, strict: false };
const shell = { type: 'custom', name: 'shell', description: 'Runs a command', format: { type: 'text' } };
const schema = {
  type: 'object',
  properties: { n: { type: 'integer' }, tags: { type: 'array', items: { type: 'string' } } },
  required: ['n', 'tags'],
  additionalProperties: false,
};
const picture = [
  { type: 'input_text', text: 'What is this?' },
  { type: 'input_image', image_url: 'https://example.com/a.png' },
  { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' },
];
const turns = [
  { role: 'developer', content: 'Be brief.' },
  { role: 'user', content: picture },
  { role: 'assistant', content: [{ type: 'output_text', text: 'A picture.', annotations: [] }] },
  { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Hm.' }] },
  { type: 'function_call', call_id: 'call_1', name: 'get_weather', arguments: '{"city":"Rome"}' },
  { type: 'function_call_output', call_id: 'call_1', output: 'sunny' },
  { type: 'custom_tool_call', call_id: 'call_2', name: 'shell', input: 'ls' },
  { type: 'custom_tool_call_output', call_id: 'call_2', output: [{ type: 'input_text', text: 'a.txt' }] },
  { role: 'user', content: 'And now?' },
];

/** What clients ask for; each is asked whole, streamed, and read again. */
const requests: readonly Values[] = [
  {},
  { input: '' },
  { input: 'In 日本語, please: 🌤' },
  { instructions: 'Be brief.', metadata: { a: 'b' }, user: 'u', safety_identifier: 's', prompt_cache_key: 'k' },
  { input: turns, tools: [weather, shell] },
  { temperature: 0, top_p: 0.5, truncation: 'auto', service_tier: 'priority', max_tool_calls: 2, store: false },
  { max_output_tokens: 16, input: 'word '.repeat(30), model: 'gpt-5' },
  { max_output_tokens: 16, model: 'o3', reasoning: { effort: 'high', summary: 'detailed' } },
  { include: ['message.output_text.logprobs'], top_logprobs: 5 },
  { include: ['message.output_text.logprobs'] },
  { text: { format: { type: 'json_schema', name: 'answer', schema, strict: true }, verbosity: 'low' } },
  { text: { format: { type: 'json_object' } }, input: 'As JSON' },
  { tools: [weather] },
  { tools: [weather, time], input: 'The weather and the time', parallel_tool_calls: true },
  { tools: [weather, time], tool_choice: 'required', parallel_tool_calls: false },
  { tools: [weather, time], tool_choice: { type: 'function', name: 'get_time' } },
  { tools: [weather], tool_choice: 'none' },
  { tools: [shell], tool_choice: { type: 'custom', name: 'shell' } },
  {
    tools: [weather, shell],
    tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'custom', name: 'shell' }] },
  },
  { tools: [{ type: 'web_search' }, { type: 'code_interpreter', container: { type: 'auto' } }] },
  { tools: [{ type: 'file_search', vector_store_ids: ['vs_1'] }] },
  { model: 'gpt-5' },
  { model: 'gpt-5', reasoning: { effort: 'low', summary: 'auto' }, include: ['reasoning.encrypted_content'] },
  { model: 'gpt-5', tools: [weather], reasoning: { effort: 'minimal' } },
  { model: 'o4-mini', reasoning: { summary: 'concise' }, tools: [weather, shell] },
  { model: 'my-own-model' },
];

/** The description does not know that these are null where there is none, as they are on the wire (and in its own examples). */
function asDescribed(value: unknown): unknown {
  const { usage, user, ...response } = Object(value);
  return { ...response, ...(usage === null ? {} : { usage }), ...(user === null ? {} : { user }) };
}

function wholeOf(answer: Answered): unknown {
  if (answer.kind !== 'whole') throw new Error(JSON.stringify(answer));
  return answer.body;
}

function checks(api: ApiDescription) {
  const response = api.schema('Response');
  const event = api.schema('ResponseStreamEvent');
  return {
    response: (value: unknown) => response(asDescribed(value)),
    event: (data: unknown) => {
      const { response: begun, ...rest } = Object(data);
      return event(begun === undefined ? rest : { ...rest, response: asDescribed(begun) });
    },
    items: api.schema('ResponseItemList'),
    tokens: api.schema('TokenCountsResource'),
    compaction: api.schema('CompactResource'),
  };
}

describe.runIf(description !== undefined)('the published description', () => {
  if (description === undefined) return;
  const { response, event, items, tokens, compaction } = checks(description);
  const counts = { bodies: 0, events: 0 };
  const valid = (problems: readonly string[], kind: keyof typeof counts): void => {
    counts[kind] += 1;
    expect(problems).toEqual([]);
  };

  afterAll(() => {
    console.info(`${counts.bodies} bodies and ${counts.events} events of the Responses API are as described`);
  });

  it.each(requests.map((body) => [JSON.stringify(body).slice(0, 80), body] as const))(
    'holds for %s',
    async (_, body) => {
      const state = new SelectionState();
      const send = (method: string, path: string, sent?: Values) =>
        answered(responsesEndpoints, jsonRequest(method, `/v1/responses${path}`, sent), { state });
      const asked = { model: 'gpt-4o-mini', input: 'Say hello', ...body };

      const whole = wholeOf(await send('POST', '', asked));
      valid(response(whole), 'bodies');
      const streamed = await send('POST', '', { ...asked, stream: true });
      if (streamed.kind !== 'stream') throw new Error('no stream');
      for (const { data } of streamed.events) valid(event(data), 'events');

      const waiting = await send('POST', '', { ...asked, store: true, background: true, stream: true });
      if (waiting.kind !== 'stream') throw new Error('no stream');
      for (const { data } of waiting.events) valid(event(data), 'events');

      const { input, tools } = asked as Values;
      valid(
        tokens(
          wholeOf(await send('POST', '/input_tokens', { model: asked.model, input, ...(tools ? { tools } : {}) })),
        ),
        'bodies',
      );
      valid(compaction(wholeOf(await send('POST', '/compact', { model: asked.model, input }))), 'bodies');
      const { id } = Object(whole);
      if (body['store'] === false) return;
      valid(response(wholeOf(await send('GET', `/${id}`))), 'bodies');
      valid(items(wholeOf(await send('GET', `/${id}/input_items`))), 'bodies');
      const next = { model: asked.model, input: [...answersTo(whole), { role: 'user', content: 'Go on' }] };
      const going = wholeOf(await send('POST', '', { ...next, previous_response_id: id }));
      valid(response(going), 'bodies');
      valid(items(wholeOf(await send('GET', `/${Object(going).id}/input_items`))), 'bodies');

      const queued = wholeOf(await send('POST', '', { ...asked, background: true }));
      valid(response(queued), 'bodies');
      valid(response(wholeOf(await send('POST', `/${Object(queued).id}/cancel`))), 'bodies');
    },
  );

  it('does not hold for what is not so', () => {
    expect(response({ object: 'response' })).not.toEqual([]);
    expect(event({ type: 'response.output_text.delta' })).not.toEqual([]);
  });
});

/** What a client's tools give. */
function answersTo(response: unknown): Values[] {
  return Object(response).output.flatMap(({ type, call_id }: { type: string; call_id?: string }) =>
    call_id === undefined ? [] : [{ type: `${type}_output`, call_id, output: 'done' }],
  );
}
