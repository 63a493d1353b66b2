/** One request of a load client, and what came of it: times, tokens, and what went wrong in one word. */

import http from 'node:http';

/** Kept of an answer's end, where usage and the closing event stand. Characters. */
const kept = 8192;

/** The bodies that a load client can send, by the API's path. */
const bodies = {
  '/v1/chat/completions': (model, prompt, stream) => ({
    model,
    messages: [{ role: 'user', content: prompt }],
    ...(stream ? { stream, stream_options: { include_usage: true } } : {}),
  }),
  '/v1/messages': (model, prompt, stream) => ({
    model,
    max_tokens: 4096,
    messages: [{ role: 'user', content: prompt }],
    ...(stream ? { stream } : {}),
  }),
};

export const paths = Object.keys(bodies);

/**
 * Sends one request and reads its answer to the end; never rejects.
 *
 * @param {{ agent: http.Agent, base: URL, path: string, model: string, prompt: string, stream: boolean,
 *   headers?: Record<string, string>, timeout: number }} request `timeout` in ms, for the whole answer
 * @returns {Promise<{ status: number | undefined, error: string | undefined, firstByte: number | undefined, total: number,
 *   bytes: number, input: number, output: number }>} times in ms; `error` is undefined for a whole answer with a status below 400
 */
export function ask({ agent, base, path, model, prompt, stream, headers = {}, timeout }) {
  const body = JSON.stringify(bodies[path](model, prompt, stream));
  return new Promise((resolve) => {
    const begin = performance.now();
    let status;
    let firstByte;
    let bytes = 0;
    let end = '';
    let start = '';
    let timer;
    const done = (error) => {
      clearTimeout(timer);
      const total = performance.now() - begin;
      resolve({ status, error, firstByte, total, bytes, ...tokensIn(start, end) });
    };
    const request = http.request(new URL(base.pathname.replace(/\/$/, '') + path, base), {
      method: 'POST',
      agent,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        ...(path === '/v1/messages' ? { 'anthropic-version': '2023-06-01' } : {}),
        ...headers,
      },
    });
    timer = setTimeout(() => {
      done('timeout');
      request.destroy();
    }, timeout);
    request.on('error', (error) => done(errorWord(error)));
    request.on('response', (response) => {
      status = response.statusCode;
      response.setEncoding('utf8');
      response.on('data', (text) => {
        firstByte ??= performance.now() - begin;
        bytes += text.length;
        if (start.length < kept) start += text;
        end = (end + text).slice(-kept);
      });
      response.on('error', (error) => done(errorWord(error)));
      response.on('end', () => done(status >= 400 ? `HTTP ${status}` : wrongEnd(end, stream)));
    });
    request.end(body);
  });
}

function errorWord(error) {
  return error.code === 'ECONNRESET' ? 'reset' : (error.code ?? error.message);
}

/** What is wrong with an answer that came to its end without an error of the connection. */
function wrongEnd(end, stream) {
  if (!stream) {
    if (end === '') return 'empty body';
    return end.length === kept || isJson(end) ? undefined : 'broken JSON';
  }
  if (/^event: error$|^data: \{"error":/m.test(end)) return 'error event';
  return /data: \[DONE\]\s*$|"type": ?"message_stop"\}\s*$/.test(end) ? undefined : 'cut stream';
}

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** As the answer tells them: a stream of Anthropic's tells the input at its start. */
function tokensIn(start, end) {
  const told = (pattern) => {
    const last = [...end.matchAll(pattern)].at(-1) ?? [...start.matchAll(pattern)].at(-1);
    return Number(last?.[1] ?? 0);
  };
  return { input: told(/"(?:prompt|input)_tokens": ?(\d+)/g), output: told(/"(?:completion|output)_tokens": ?(\d+)/g) };
}
