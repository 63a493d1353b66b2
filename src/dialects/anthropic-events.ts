/** A message of Anthropic's as the events of its stream; Bedrock and Vertex send the same. */

import type { TextCutter } from '../core/dialect.ts';
import { arrayOf, type JsonObject, numberOf, objectOf, objectsOf, stringOf, textIn } from './json-shape.ts';
import type { Delta } from './merge-delta.ts';

/** The events of a message's stream, in order; each is the `data` of one, and its `type` is the event's name. */
export function messageEvents(message: JsonObject, cut: TextCutter): JsonObject[] {
  const { stop_reason = null, stop_sequence = null } = message;
  const given = (names: ReadonlySet<string>) => Object.entries(message).filter(([name]) => names.has(name));
  const usage = objectOf(message['usage']);
  const blocks = objectsOf(message['content']).map((block, index) => blockEvents(block, index, cut));
  const [first = [], ...others] = blocks;
  return [
    { type: 'message_start', message: startOf(message, usage) },
    ...first.slice(0, 1),
    { type: 'ping' },
    ...first.slice(1),
    ...others.flat(),
    {
      type: 'message_delta',
      delta: { stop_reason, stop_sequence, ...Object.fromEntries(given(atTheEnd)) },
      ...(usage === undefined ? {} : { usage: picked(usage, (name) => usageAtTheEnd.has(name)) }),
      ...Object.fromEntries(given(besideTheEnd)),
    },
    { type: 'message_stop' },
  ];
}

/** Fields of `message_delta`'s `delta`: https://docs.anthropic.com/en/api/messages-streaming */
const atTheEnd: ReadonlySet<string> = new Set(['stop_details', 'container']);

const besideTheEnd: ReadonlySet<string> = new Set(['context_management', 'input_transformations']);

/** What is counted only when all is said. */
const usageOnlyAtTheEnd: ReadonlySet<string> = new Set(['server_tool_use', 'output_tokens_details', 'iterations']);

/** The counts of the prompt are said once more with those of the answer. */
const usageAtTheEnd: ReadonlySet<string> = new Set([
  'input_tokens',
  'cache_creation_input_tokens',
  'cache_read_input_tokens',
  'output_tokens',
  ...usageOnlyAtTheEnd,
]);

/** The message as it is known when nothing has been said but, as Anthropic counts, a first token. */
function startOf(message: JsonObject, usage: JsonObject | undefined): JsonObject {
  const known = picked(message, (name) => !besideTheEnd.has(name));
  const empty = picked(known, (name) => name.startsWith('stop_') || atTheEnd.has(name));
  const start: Delta = { ...known, content: [], ...Object.fromEntries(Object.keys(empty).map((name) => [name, null])) };
  if (usage === undefined) return start;
  const used: Delta = picked(usage, (name) => usage[name] === null || !usageOnlyAtTheEnd.has(name));
  const output = numberOf(used['output_tokens']);
  if (output !== undefined) used['output_tokens'] = Math.min(1, output);
  return { ...start, usage: used };
}

function picked(object: JsonObject, takes: (name: string) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => takes(name)));
}

function blockEvents(block: JsonObject, index: number, cut: TextCutter): JsonObject[] {
  const { start, deltas } = blockPieces(block, cut);
  return [
    { type: 'content_block_start', index, content_block: start },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ];
}

/** What is not made of pieces (redacted thinking, what a server's tool gave) is whole in the start. */
function blockPieces(block: JsonObject, cut: TextCutter): { start: JsonObject; deltas: JsonObject[] } {
  switch (block['type']) {
    case 'text': {
      const { citations } = block;
      return {
        // Text without citations may have `citations: null`, and keeps it.
        start: { ...block, text: '', ...(Array.isArray(citations) ? { citations: [] } : {}) },
        deltas: [
          ...arrayOf(citations).map((citation) => ({ type: 'citations_delta', citation })),
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
    case 'compaction': {
      // The summary comes at once.
      const { type, ...summary } = block;
      const unknown = Object.fromEntries(Object.keys(summary).map((name) => [name, null]));
      return { start: { type, ...unknown }, deltas: [{ type: 'compaction_delta', ...summary }] };
    }
    default:
      return { start: block, deltas: [] };
  }
}
