/**
 * A provider to record from without a key: it calls get_weather for the city in the question, then says what the tool said.
 * Ids and chunks differ from request to request, as a real provider's do. Prints its URL.
 */

import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { messages } = JSON.parse(Buffer.concat(chunks).toString());
  const last = messages.at(-1);
  const id = `chatcmpl-${randomUUID().replaceAll('-', '')}`;
  const event = (delta, finish_reason = null) => {
    const choices = [{ index: 0, delta, finish_reason }];
    const chunk = { id, object: 'chat.completion.chunk', created: 0, model: 'gpt-4o-mini', choices };
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  };
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  if (last.role === 'tool') {
    event({ role: 'assistant', content: '' });
    for (const word of `It is ${last.content}.`.split(/(?<= )/)) event({ content: word });
    event({}, 'stop');
  } else {
    const city = /in (\w+)\?/.exec(last.content)?.[1] ?? '';
    const call = { index: 0, id: `call_${randomUUID().replaceAll('-', '').slice(0, 24)}`, type: 'function' };
    event({
      role: 'assistant',
      content: null,
      tool_calls: [{ ...call, function: { name: 'get_weather', arguments: '' } }],
    });
    for (const piece of ['{"city"', ':"', city, '"}']) {
      event({ tool_calls: [{ index: 0, function: { arguments: piece } }] });
    }
    event({}, 'tool_calls');
  }
  response.end('data: [DONE]\n\n');
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
