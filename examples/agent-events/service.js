// An agent with events of its own: it calls a tool, says what came of it, counts its tokens, and fails when told to.
import { createServer } from 'node:http';

const server = createServer(async (request, response) => {
  let body = '';
  for await (const piece of request) body += piece;
  const { question = '' } = JSON.parse(body || '{}');
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const say = (event, payload) => response.write(`event: ${event}\ndata: ${JSON.stringify({ payload })}\n\n`);
  if (question.includes('fail')) {
    say('failed', { why: 'The agent has lost its way.', code: 'lost', http: 503 });
    return response.end();
  }
  say('status', { state: 'thinking' });
  say('tool.begin', { call: 't1', tool: 'search', input: { query: question } });
  say('tool.end', { call: 't1', tool: 'search', output: '1 document' });
  for (const text of ['One ', 'document ', 'was ', 'found.']) say('token', { text });
  say('source', { id: 'handbook', title: 'The handbook', url: 'https://example.com/handbook' });
  say('end', { reason: 'stop', tokens: { in: 42, out: 6 } });
  response.end();
});

server.listen(Number(process.env.PORT ?? 8100), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
