/** The events in which one output item of a response is streamed, by the item's type. */

import type { TextCutter } from '../../core/dialect.ts';
import { type JsonObject, numberOf, objectOf, objectsOf, stringOf } from '../json-shape.ts';

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
  // Every such event must name its item; some servers give calls no id of their own.
  const place = { item_id: item['id'] ?? item['call_id'] ?? '', output_index: outputIndex };
  return [
    { type: 'response.output_item.added', output_index: outputIndex, item: added },
    ...events.map((event) => ({ ...event, ...place })),
    { type: 'response.output_item.done', output_index: outputIndex, item },
  ];
}

/** The item before anything is in it; not every type of item has a status. */
function begun(item: JsonObject, empty: JsonObject = {}): JsonObject {
  return { ...item, ...(item['status'] === undefined ? {} : { status: 'in_progress' }), ...empty };
}

function atOnce(item: JsonObject): ItemStream {
  return { added: begun(item), events: [] };
}

const streams: Readonly<Record<string, (item: JsonObject, cut: TextCutter) => ItemStream>> = {
  message: (item, cut) => ({
    added: begun(item, { content: [] }),
    events: objectsOf(item['content']).flatMap((part, at) => partEvents(part, at, cut)),
  }),

  reasoning: (item, cut) => ({
    added: begun(item, { summary: [], ...(Array.isArray(item['content']) ? { content: [] } : {}) }),
    events: [
      ...objectsOf(item['summary']).flatMap((part, at) => summaryEvents(part, at, cut)),
      ...objectsOf(item['content']).flatMap((part, at) => partEvents(part, at, cut)),
    ],
  }),

  function_call: (item, cut) => ({
    added: begun(item, { arguments: '' }),
    events: said('function_call_arguments', 'arguments', item, cut, { name: item['name'] }),
  }),

  custom_tool_call: (item, cut) => ({
    added: begun(item, { input: '' }),
    events: said('custom_tool_call_input', 'input', item, cut),
  }),

  mcp_call: (item, cut) => ({
    added: begun(item, { arguments: '', output: null, error: null }),
    events: [
      stage('mcp_call', 'in_progress'),
      ...said('mcp_call_arguments', 'arguments', item, cut),
      stage('mcp_call', failedOr('completed', item)),
    ],
  }),

  mcp_list_tools: (item) => ({
    added: begun(item, { tools: [], ...('error' in item ? { error: null } : {}) }),
    events: [stage('mcp_list_tools', 'in_progress'), stage('mcp_list_tools', failedOr('completed', item))],
  }),

  code_interpreter_call: (item, cut) => ({
    added: begun(item, { code: '', outputs: null }),
    events: [
      stage('code_interpreter_call', 'in_progress'),
      ...said('code_interpreter_call_code', 'code', item, cut),
      stage('code_interpreter_call', 'interpreting'),
      stage('code_interpreter_call', 'completed'),
    ],
  }),

  web_search_call: (item) => ({
    added: begun(item, objectOf(item['action'])?.['type'] === 'search' ? { action: { type: 'search' } } : {}),
    events: ['in_progress', 'searching', 'completed'].map((name) => stage('web_search_call', name)),
  }),

  file_search_call: (item) => ({
    added: begun(item, { queries: [], results: null }),
    events: ['in_progress', 'searching', 'completed'].map((name) => stage('file_search_call', name)),
  }),

  // What the image is like is known with it.
  image_generation_call: ({ id, type }) => ({
    added: { id, type, status: 'in_progress', result: null },
    events: ['in_progress', 'generating', 'completed'].map((name) => stage('image_generation_call', name)),
  }),
};

/** How far it is with what the provider does by itself. */
function stage(item: string, name: string): ItemEvent {
  return { type: `response.${item}.${name}` };
}

function failedOr(success: string, { error }: JsonObject): string {
  return error === null || error === undefined ? success : 'failed';
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
    case 'refusal':
      return { empty: { ...part, refusal: '' }, events: said('refusal', 'refusal', part, cut) };
    case 'reasoning_text':
      return { empty: { ...part, text: '' }, events: said('reasoning_text', 'text', part, cut) };
    case 'output_text':
      return outputText(part, cut);
    default:
      return { empty: part, events: [] };
  }
}

function outputText(part: JsonObject, cut: TextCutter): { empty: JsonObject; events: ItemEvent[] } {
  const text = stringOf(part['text']) ?? '';
  const logprobs = objectsOf(part['logprobs']);
  const tokens = logprobs.map(({ token }) => stringOf(token) ?? '');
  const byToken = tokens.length > 0 && tokens.join('') === text;
  const events: ItemEvent[] = [];
  const citations = objectsOf(part['annotations']);
  let cited = 0;
  const cite = (length: number): void => {
    for (let next = citations[cited]; next !== undefined && citedAt(next) <= length; next = citations[cited]) {
      events.push({ type: 'response.output_text.annotation.added', annotation_index: cited, annotation: next });
      cited += 1;
    }
  };
  let length = 0;
  for (const [i, delta] of (byToken ? tokens : cut(text)).entries()) {
    events.push({
      type: 'response.output_text.delta',
      delta,
      logprobs: byToken ? logprobs.slice(i, i + 1) : [],
    });
    length += delta.length;
    cite(length);
  }
  cite(Number.POSITIVE_INFINITY);
  events.push({ type: 'response.output_text.done', text, logprobs });
  return {
    empty: { ...part, text: '', annotations: [], ...(part['logprobs'] === undefined ? {} : { logprobs: [] }) },
    events,
  };
}

/** How long the text is when a citation is sent: right behind what it belongs to. */
function citedAt(annotation: JsonObject): number {
  return numberOf(annotation['end_index']) ?? numberOf(annotation['index']) ?? Number.POSITIVE_INFINITY;
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
