/** The events in which one output item of a response is streamed, by the item's type. */

import type { TextCutter } from '../../core/dialect.ts';
import { arrayOf, type JsonObject, objectsOf, stringOf } from '../json-shape.ts';

/** Without `sequence_number`, `item_id` and `output_index`, which all of an item's events have. */
type ItemEvent = JsonObject & { readonly type: string };

interface ItemStream {
  /** The item as `response.output_item.added` shows it. */
  readonly added: JsonObject;
  readonly events: readonly ItemEvent[];
}

/** https://platform.openai.com/docs/api-reference/responses-streaming */
export function itemEvents(item: JsonObject, outputIndex: number, cut: TextCutter): ItemEvent[] {
  const { added, events } = (streams[stringOf(item['type']) ?? ''] ?? atOnce)(item, cut);
  const place = { item_id: item['id'], output_index: outputIndex };
  return [
    { type: 'response.output_item.added', output_index: outputIndex, item: added },
    ...events.map((event) => ({ ...event, ...place })),
    { type: 'response.output_item.done', output_index: outputIndex, item },
  ];
}

function atOnce(item: JsonObject): ItemStream {
  return { added: item, events: [] };
}

const streams: Readonly<Record<string, (item: JsonObject, cut: TextCutter) => ItemStream>> = {
  message: (item, cut) => ({
    added: { ...item, status: 'in_progress', content: [] },
    events: objectsOf(item['content']).flatMap((part, at) => partEvents(part, at, cut)),
  }),

  reasoning: (item, cut) => ({
    added: { ...item, summary: [], ...(Array.isArray(item['content']) ? { content: [] } : {}) },
    events: [
      ...objectsOf(item['summary']).flatMap((part, at) => summaryEvents(part, at, cut)),
      ...objectsOf(item['content']).flatMap((part, at) => partEvents(part, at, cut)),
    ],
  }),

  function_call: (item, cut) => ({
    added: { ...item, status: 'in_progress', arguments: '' },
    events: said('function_call_arguments', 'arguments', item, cut, { name: item['name'] }),
  }),

  custom_tool_call: (item, cut) => ({
    added: { ...item, status: 'in_progress', input: '' },
    events: said('custom_tool_call_input', 'input', item, cut),
  }),

  mcp_call: (item, cut) => ({
    added: { ...item, status: 'in_progress', arguments: '', output: null },
    events: [
      { type: 'response.mcp_call.in_progress' },
      ...said('mcp_call_arguments', 'arguments', item, cut),
      {
        type:
          item['error'] === null || item['error'] === undefined
            ? 'response.mcp_call.completed'
            : 'response.mcp_call.failed',
      },
    ],
  }),

  code_interpreter_call: (item, cut) => ({
    added: { ...item, status: 'in_progress', code: '', outputs: null },
    events: [
      { type: 'response.code_interpreter_call.in_progress' },
      ...said('code_interpreter_call_code', 'code', item, cut),
      { type: 'response.code_interpreter_call.interpreting' },
      { type: 'response.code_interpreter_call.completed' },
    ],
  }),

  web_search_call: (item) => staged(item, 'web_search_call', ['in_progress', 'searching', 'completed'], ['action']),
  file_search_call: (item) =>
    staged({ ...item }, 'file_search_call', ['in_progress', 'searching', 'completed'], [], { results: null }),
  image_generation_call: (item) =>
    staged(item, 'image_generation_call', ['in_progress', 'generating', 'completed'], ['result']),
  mcp_list_tools: (item) => staged(item, 'mcp_list_tools', ['in_progress', 'completed'], [], { tools: [] }),
};

/** What the provider does by itself: events that say how far it is. */
function staged(
  item: JsonObject,
  name: string,
  stages: readonly string[],
  later: readonly string[],
  empty: JsonObject = {},
): ItemStream {
  const known = Object.entries(item).filter(([field]) => !later.includes(field));
  const added = {
    ...Object.fromEntries(known),
    ...(item['status'] === undefined ? {} : { status: 'in_progress' }),
    ...empty,
  };
  return { added, events: stages.map((stage) => ({ type: `response.${name}.${stage}` })) };
}

/** Text of one field, in pieces and then whole. */
function said(name: string, field: string, item: JsonObject, cut: TextCutter, more: JsonObject = {}): ItemEvent[] {
  const text = stringOf(item[field]) ?? '';
  return [
    ...cut(text).map((delta) => ({ type: `response.${name}.delta`, delta })),
    { type: `response.${name}.done`, [field]: text, ...more },
  ];
}

function partEvents(part: JsonObject, contentIndex: number, cut: TextCutter): ItemEvent[] {
  const at = { content_index: contentIndex };
  const { empty, events } = spoken(part, cut);
  return [
    { type: 'response.content_part.added', ...at, part: empty },
    ...events.map((event) => ({ ...event, ...at })),
    { type: 'response.content_part.done', ...at, part },
  ];
}

function spoken(part: JsonObject, cut: TextCutter): { empty: JsonObject; events: ItemEvent[] } {
  switch (part['type']) {
    case 'refusal': {
      const refusal = stringOf(part['refusal']) ?? '';
      return {
        empty: { ...part, refusal: '' },
        events: [
          ...cut(refusal).map((delta) => ({ type: 'response.refusal.delta', delta })),
          { type: 'response.refusal.done', refusal },
        ],
      };
    }
    case 'reasoning_text': {
      const text = stringOf(part['text']) ?? '';
      return {
        empty: { ...part, text: '' },
        events: [
          ...cut(text).map((delta) => ({ type: 'response.reasoning_text.delta', delta })),
          { type: 'response.reasoning_text.done', text },
        ],
      };
    }
    default:
      return outputText(part, cut);
  }
}

function outputText(part: JsonObject, cut: TextCutter): { empty: JsonObject; events: ItemEvent[] } {
  const text = stringOf(part['text']) ?? '';
  const annotations = arrayOf(part['annotations']);
  const logprobs = objectsOf(part['logprobs']);
  const tokens = logprobs.map(({ token }) => stringOf(token) ?? '');
  const byToken = tokens.length > 0 && tokens.join('') === text;
  return {
    empty: { ...part, text: '', annotations: [], ...(part['logprobs'] === undefined ? {} : { logprobs: [] }) },
    events: [
      ...(byToken ? tokens : cut(text)).map((delta, i) => ({
        type: 'response.output_text.delta',
        delta,
        logprobs: byToken ? logprobs.slice(i, i + 1) : [],
      })),
      ...annotations.map((annotation, index) => ({
        type: 'response.output_text.annotation.added',
        annotation_index: index,
        annotation,
      })),
      { type: 'response.output_text.done', text, logprobs },
    ],
  };
}

function summaryEvents(part: JsonObject, index: number, cut: TextCutter): ItemEvent[] {
  const at = { summary_index: index };
  const text = stringOf(part['text']) ?? '';
  return [
    { type: 'response.reasoning_summary_part.added', ...at, part: { ...part, text: '' } },
    ...cut(text).map((delta) => ({ type: 'response.reasoning_summary_text.delta', ...at, delta })),
    { type: 'response.reasoning_summary_text.done', ...at, text },
    { type: 'response.reasoning_summary_part.done', ...at, part },
  ];
}
