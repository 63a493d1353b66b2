// A search service with a stream of its own, as many teams have one: words and citations, printed by Python.
import { createServer } from 'node:http';

const documents = { cassette: 'guide-recording', replay: 'guide-replay', latency: 'guide-latency' };

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  if (pathname !== '/stream') return response.writeHead(404).end("{'error': 'not found'}");
  const query = searchParams.get('search_query') ?? '';
  const found = Object.keys(documents).filter((word) => query.toLowerCase().includes(word));
  const answer = found.length === 0 ? `Nothing is written about "${query}".` : `It's about ${found.join(' and ')}.`;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const word of answer.split(/(?<= )/)) response.write(`data: {'type': 'response', 'data': ${quoted(word)}}\n\n`);
  for (const word of found) response.write(`data: {'type': 'citation', 'data': '${documents[word]}'}\n\n`);
  response.end();
});

/** As Python's repr() writes a text. */
function quoted(text) {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return text.includes("'") ? `"${escaped.replaceAll('"', '\\"')}"` : `'${escaped}'`;
}

server.listen(Number(process.env.PORT ?? 8000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
