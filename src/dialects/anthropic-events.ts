/** A message of Anthropic's as the events of its stream, and the events put together; Bedrock and Vertex send the same. */

import type { Answer, Usage } from '../core/answer.ts';
import type { TextCutter } from '../core/dialect.ts';
import { addAnthropic } from './anthropic-text.ts';
import { arrayOf, type JsonObject, numberOf, objectOf, objectsOf, parseJson, stringOf, textIn } from './json-shape.ts';
import { type Delta, mergeDelta } from './merge-delta.ts';
import { Transcripts } from './transcript.ts';

/**
 * The message that a stream makes; undefined for one that is cut or holds an error.
 * https://docs.anthropic.com/en/docs/build-with-claude/streaming
 */
export function joinMessage(events: readonly JsonObject[]): JsonObject | undefined {
  const [start] = events;
  const message = start?.['type'] === 'message_start' ? objectOf(start['message']) : undefined;
  if (message === undefined || !events.some(({ type }) => type === 'message_stop')) return undefined;
  const blocks = new Map<number, JoinedBlock>();
  const end: Delta = {};
  const usage: Delta = { ...objectOf(message['usage']) };
  for (const event of events) {
    const index = numberOf(event['index']) ?? 0;
    switch (event['type']) {
      case 'error':
        return undefined;
      case 'content_block_start':
        blocks.set(index, new JoinedBlock(objectOf(event['content_block']) ?? {}));
        break;
      case 'content_block_delta':
        blocks.get(index)?.add(objectOf(event['delta']) ?? {});
        break;
      case 'message_delta': {
        const { type: _, delta, usage: used, ...beside } = event;
        Object.assign(end, objectOf(delta), beside);
        Object.assign(usage, objectOf(used));
        break;
      }
    }
  }
  const content = [...blocks].sort(([one], [other]) => one - other).map(([, block]) => block.value());
  return { ...message, content, ...end, usage };
}

class JoinedBlock {
  readonly #block: Delta;
  #json = '';

  constructor(start: JsonObject) {
    this.#block = { ...start };
  }

  add(delta: JsonObject): void {
    const { type, partial_json: json, citation, ...said } = delta;
    if (typeof json === 'string') this.#json += json;
    else if (type === 'citations_delta') this.#block['citations'] = [...arrayOf(this.#block['citations']), citation];
    else mergeDelta(this.#block, said);
  }

  value(): JsonObject {
    const input = this.#json === '' ? undefined : parseJson(this.#json);
    return input === undefined ? this.#block : { ...this.#block, input };
  }
}

/** The events of a message's stream, in order; each is the `data` of one, and its `type` is the event's name. */
export function messageEvents(message: JsonObject, cut: TextCutter): JsonObject[] {
  const { content, usage, stop_reason, stop_sequence = null, context_management, ...rest } = message;
  const { id, type, role, model, ...ending } = rest;
  const used = objectOf(usage) ?? {};
  const start = { id, type, role, model, content: [], stop_reason: null, stop_sequence: null };
  const blocks = objectsOf(content).map((block, index) => blockEvents(block, index, cut));
  const [first = [], ...others] = blocks;
  return [
    { type: 'message_start', message: { ...start, usage: { ...used, output_tokens: 1 } } },
    ...first.slice(0, 1),
    { type: 'ping' },
    ...first.slice(1),
    ...others.flat(),
    {
      type: 'message_delta',
      delta: { stop_reason, stop_sequence, ...ending },
      usage: Object.fromEntries(Object.entries(used).filter(([name]) => atTheEnd.has(name))),
      ...(context_management === undefined ? {} : { context_management }),
    },
    { type: 'message_stop' },
  ];
}

/** What is known of the usage only when all is said, and what is said once more with it. */
const atTheEnd: ReadonlySet<string> = new Set([
  'input_tokens',
  'cache_creation_input_tokens',
  'cache_read_input_tokens',
  'output_tokens',
  'server_tool_use',
]);

function blockEvents(block: JsonObject, index: number, cut: TextCutter): JsonObject[] {
  const { start, deltas } = blockPieces(block, cut);
  return [
    { type: 'content_block_start', index, content_block: start },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ];
}

function blockPieces(block: JsonObject, cut: TextCutter): { start: JsonObject; deltas: JsonObject[] } {
  switch (block['type']) {
    case 'text': {
      const citations = arrayOf(block['citations']);
      const start = {
        ...block,
        text: '',
        ...(block['citations'] === undefined ? {} : { citations: emptied(block['citations']) }),
      };
      return {
        start,
        deltas: [
          ...citations.map((citation) => ({ type: 'citations_delta', citation })),
          ...cut(stringOf(block['text']) ?? '').map((text) => ({ type: 'text_delta', text })),
        ],
      };
    }
    case 'thinking': {
      const signature = textIn(block['signature']);
      return {
        start: { ...block, thinking: '', ...(signature === undefined ? {} : { signature: '' }) },
        deltas: [
          ...cut(stringOf(block['thinking']) ?? '').map((thinking) => ({ type: 'thinking_delta', thinking })),
          ...(signature === undefined ? [] : [{ type: 'signature_delta', signature }]),
        ],
      };
    }
    case 'tool_use':
    case 'server_tool_use':
    case 'mcp_tool_use': {
      const pieces = ['', ...cut(JSON.stringify(block['input'] ?? {}))];
      return {
        start: { ...block, input: {} },
        deltas: pieces.map((json) => ({ type: 'input_json_delta', partial_json: json })),
      };
    }
    default:
      return { start: block, deltas: [] };
  }
}

/** Text without citations has `citations: null`, and keeps it. */
function emptied(citations: unknown): unknown {
  return Array.isArray(citations) ? [] : citations;
}

/** What the events of a stream, or a whole message, say; undefined for what is neither. */
export function anthropicAnswer(values: readonly JsonObject[]): Answer | undefined {
  const transcripts = new Transcripts();
  const usage: Delta = {};
  let model: string | undefined;
  let known = false;
  for (const value of values) {
    const message = value['type'] === 'message_start' ? objectOf(value['message']) : value;
    known ||=
      value['type'] === 'message_start' || value['type'] === 'message' || typeof value['completion'] === 'string';
    addAnthropic(value, transcripts.of(0));
    model ??= textIn(message?.['model']);
    Object.assign(usage, objectOf(message?.['usage']));
  }
  return known ? { model, choices: transcripts.choices(), usage: usageOf(usage) } : undefined;
}

/** `input_tokens` leaves out what was read from the cache or written to it. */
function usageOf(usage: JsonObject): Usage | undefined {
  const input = numberOf(usage['input_tokens']);
  if (input === undefined) return undefined;
  const cached = numberOf(usage['cache_read_input_tokens']) ?? 0;
  const written = numberOf(usage['cache_creation_input_tokens']) ?? 0;
  return { input: input + cached + written, output: numberOf(usage['output_tokens']) ?? 0, cached, reasoning: 0 };
}
