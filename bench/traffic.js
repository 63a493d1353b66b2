/** The traffic of the benchmarks: requests, a plain answer and event streams, written by this project in OpenAI's format. */

/** A request body of about 1 KB; `n` makes the prompt unique. */
export function requestBody(n, stream) {
  return JSON.stringify({
    model: 'gpt-4o-mini',
    temperature: 0.2,
    stream,
    messages: [
      { role: 'system', content: 'You are a careful assistant. Answer briefly, and say so when you do not know.' },
      { role: 'user', content: `Question ${n}: ${'why is the sky blue at noon and red at dusk? '.repeat(18)}` },
    ],
  });
}

/** The same JSON in another spelling: a different text for each `n` below a million, always of one length. */
export function respelled(body, n) {
  let spaces = '';
  for (let bit = 0; bit < 20; bit += 1) spaces += (n >> bit) & 1 ? '\t' : ' ';
  return `{${spaces}${body.slice(1)}`;
}

/** One HTTP/1.1 request as bytes, with the headers that an SDK sends. */
export function requestBytes(host, target, body) {
  return Buffer.from(
    `POST ${target} HTTP/1.1\r\nhost: ${host}\r\naccept: application/json\r\ncontent-type: application/json\r\n` +
      'authorization: Bearer sk-bench\r\nuser-agent: OpenAI/JS 6.0.0\r\nx-stainless-lang: js\r\nx-stainless-retry-count: 0\r\n' +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** A JSON answer of about 1 KB. */
export const plainAnswer = JSON.stringify({
  id: 'chatcmpl-bench',
  object: 'chat.completion',
  created: 1_750_000_000,
  model: 'gpt-4o-mini-2024-07-18',
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: 'Air scatters short waves more than long ones. '.repeat(14),
        refusal: null,
      },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage: { prompt_tokens: 211, completion_tokens: 140, total_tokens: 351 },
});

/** `count` events, the last of which is `[DONE]`. */
export function streamEvents(count) {
  const events = [];
  for (let i = 0; i < count - 1; i += 1) {
    const delta = i === 0 ? { role: 'assistant', content: '' } : { content: ` word${i}` };
    const choices = [{ index: 0, delta, logprobs: null, finish_reason: i === count - 2 ? 'stop' : null }];
    const value = {
      id: 'chatcmpl-bench',
      object: 'chat.completion.chunk',
      created: 1_750_000_000,
      model: 'gpt-4o-mini-2024-07-18',
      system_fingerprint: 'fp_bench',
      choices,
    };
    events.push(`data: ${JSON.stringify(value)}\n\n`);
  }
  events.push('data: [DONE]\n\n');
  return events;
}

/** What floor and recording both send as headers, so that neither has fewer to write. */
export function answerHeaders(contentType, length) {
  const headers = [
    ['content-type', contentType],
    ['openai-version', '2020-10-01'],
    ['openai-processing-ms', '321'],
    ['x-request-id', 'req_bench'],
    ['cache-control', 'no-cache'],
  ];
  return length === undefined ? headers : [...headers, ['content-length', String(length)]];
}
