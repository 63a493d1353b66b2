/** One recorded exchange as each of several tools writes it, with `prompt` in the request and `reply` in the response. */

import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

type Writer = (prompt: string, reply: string) => string;

/** The body of a chat request; what follows is a JSON text in a string. */
function requestBody(prompt: string): string {
  return JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: prompt }] });
}

function responseBody(reply: string): string {
  return JSON.stringify({ id: 'chatcmpl-1', choices: [{ index: 0, message: { role: 'assistant', content: reply } }] });
}

/** A stream in which each delta has three characters. */
export function deltas(text: string, size = 3): string {
  const pieces = text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? [];
  return pieces
    .map((content) => `data: ${JSON.stringify({ id: 'chatcmpl-1', choices: [{ index: 0, delta: { content } }] })}\n\n`)
    .join('');
}

const quoted = JSON.stringify; // a JSON string is a YAML double-quoted scalar

function vcrpy(prompt: string, string: string): string {
  return [
    'interactions:',
    '- request:',
    `    body: ${quoted(requestBody(prompt))}`,
    '    headers:',
    '      content-type:',
    '      - application/json',
    '    method: POST',
    '    uri: https://api.openai.com/v1/chat/completions',
    '  response:',
    '    body:',
    `      string: ${string}`,
    '    status:',
    '      code: 200',
    '      message: OK',
    'version: 1',
    '',
  ].join('\n');
}

function har(prompt: string, content: Record<string, unknown>): string {
  const request = { method: 'POST', url: 'https://api.openai.com/v1/x', postData: { text: requestBody(prompt) } };
  return JSON.stringify(
    { log: { version: '1.2', entries: [{ request, response: { status: 200, content } }] } },
    null,
    2,
  );
}

export function ours(
  prompt: string,
  responseBodyFields: unknown,
  headers: readonly (readonly [string, string])[] = [],
): string {
  return `${JSON.stringify(
    {
      llmsim: 1,
      summary: 'gpt-4o-mini',
      upstream: { name: 'openai', url: 'https://api.openai.com' },
      dialect: 'openai-chat',
      key: { recipe: 'exact-1', sha256: '0123456789abcdef'.repeat(4) },
      request: {
        method: 'POST',
        target: '/v1/chat/completions',
        headers: [],
        body: { json: JSON.parse(requestBody(prompt)) },
      },
      response: { status: 200, headers, body: responseBodyFields },
      timing: { recordedAt: '2026-08-01T12:00:00.000Z', head: 1, chunks: [1], end: 2 },
    },
    null,
    2,
  )}\n`;
}

/** The events of a stream as our own files hold them. */
export function sseEntries(stream: string): unknown[] {
  return stream
    .split('\n\n')
    .filter((event) => event !== '')
    .map((event) => ({ data: JSON.parse(event.slice('data: '.length)) as unknown }));
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const folded = (text: string): string => (text.match(/.{1,60}/g) ?? []).map((line) => `        ${line}`).join('\n');

/** File name and writer. The reply is plain JSON unless the name says otherwise. */
export const cassetteShapes: readonly (readonly [file: string, write: Writer])[] = [
  ['vcrpy.yaml', (prompt, reply) => vcrpy(prompt, quoted(responseBody(reply)))],
  ['vcrpy-stream.yaml', (prompt, reply) => vcrpy(prompt, quoted(deltas(reply)))],
  ['vcrpy-gzip.yaml', (prompt, reply) => vcrpy(prompt, `!!binary |\n${folded(base64(gzipSync(responseBody(reply))))}`)],
  ['vcrpy-folded.yaml', (prompt, reply) => vcrpy(prompt, foldedScalar(responseBody(reply)))],
  [
    'vcr.yml',
    (prompt, reply) =>
      `---\nhttp_interactions:\n- request:\n    method: post\n    body:\n      encoding: UTF-8\n      string: ${quoted(requestBody(prompt))}\n` +
      `  response:\n    status:\n      code: 200\n    body:\n      encoding: ASCII-8BIT\n      base64_string: |\n${folded(base64(Buffer.from(responseBody(reply))))}\n` +
      'recorded_with: VCR 6.4.0\n',
  ],
  ['browser.har', (prompt, reply) => har(prompt, { mimeType: 'application/json', text: responseBody(reply) })],
  ['browser-stream.har', (prompt, reply) => har(prompt, { mimeType: 'text/event-stream', text: deltas(reply) })],
  [
    'browser-base64.har',
    (prompt, reply) => har(prompt, { encoding: 'base64', text: base64(Buffer.from(deltas(reply))) }),
  ],
  [
    'browser-br.har',
    (prompt, reply) => har(prompt, { encoding: 'base64', text: base64(brotliCompressSync(responseBody(reply))) }),
  ],
  [
    'polly.json',
    (prompt, reply) => har(prompt, { text: JSON.stringify(halves(base64(gzipSync(responseBody(reply))))) }),
  ],
  [
    'nock.json',
    (prompt, reply) =>
      JSON.stringify([
        {
          scope: 'https://api.openai.com:443',
          body: JSON.parse(requestBody(prompt)),
          response: JSON.parse(responseBody(reply)),
        },
      ]),
  ],
  [
    'nock-gzip.json',
    (prompt, reply) =>
      JSON.stringify([{ body: requestBody(prompt), response: halves(hex(gzipSync(responseBody(reply)))) }]),
  ],
  [
    'nock-deflate.json',
    (prompt, reply) =>
      JSON.stringify([{ body: requestBody(prompt), response: [hex(deflateSync(responseBody(reply)))] }]),
  ],
  [
    'aimock.json',
    (prompt, reply) =>
      JSON.stringify({
        fixtures: [{ match: { userMessage: prompt }, response: { chunks: reply.match(/[\s\S]{1,4}/g) } }],
      }),
  ],
  [
    'traffic.jsonl',
    (prompt, reply) =>
      `${JSON.stringify({ body: 'nothing' })}\n${JSON.stringify({ prompt, body: responseBody(reply) })}\n`,
  ],
  ['stream.txt', (prompt, reply) => `${deltas(prompt)}${deltas(reply)}`],
  ['notes.md', (prompt, reply) => `# Notes\n\n${prompt}\n\n${reply}\n`],
  ['ours-json.json', (prompt, reply) => ours(prompt, { json: JSON.parse(responseBody(reply)) })],
  ['ours-sse.json', (prompt, reply) => ours(prompt, { sse: sseEntries(deltas(reply)) })],
  ['ours-text.json', (prompt, reply) => ours(prompt, { text: responseBody(reply).match(/[\s\S]{1,7}/g) })],
  ['ours-base64.json', (prompt, reply) => ours(prompt, { base64: base64(Buffer.from(responseBody(reply))) })],
];

function halves(text: string): string[] {
  const middle = Math.floor(text.length / 4) * 2;
  return [text.slice(0, middle), text.slice(middle)];
}

/** A double-quoted scalar as PyYAML folds it: a backslash ends the line wherever it is full. */
function foldedScalar(text: string): string {
  const pieces = text.match(/.{1,20}/g) ?? [];
  return `"${pieces.map((piece) => quoted(piece).slice(1, -1).replace(/^ /, '\\ ')).join('\\\n        ')}"`;
}
