/** Input items as the API stores and lists them: with ids, statuses, and their texts as parts. */

import type { Random } from '../../core/random.ts';
import { type JsonObject, stringOf } from '../json-shape.ts';
import { hexId } from '../openai-ids.ts';

const prefixes: Readonly<Record<string, string>> = {
  message: 'msg_',
  function_call: 'fc_',
  function_call_output: 'fco_',
  custom_tool_call: 'ctc_',
  custom_tool_call_output: 'ctco_',
  reasoning: 'rs_',
  compaction: 'cmp_',
};

/** What of an item has a status. */
const withStatus: ReadonlySet<string> = new Set([
  'message',
  'function_call',
  'function_call_output',
  'custom_tool_call',
  'custom_tool_call_output',
]);

export function storedInput(items: readonly JsonObject[], ids: Random): readonly JsonObject[] {
  const random = ids.fork('input');
  return items.map((item) => storedItem(item, random));
}

function storedItem(item: JsonObject, random: Random): JsonObject {
  const type = stringOf(item['type']) ?? 'message';
  const given = Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null));
  return {
    ...given,
    id: stringOf(item['id']) ?? hexId(prefixes[type] ?? 'item_', 24, random),
    type,
    ...(withStatus.has(type) ? { status: item['status'] ?? 'completed' } : {}),
    ...(type === 'message' ? { content: partsOf(item) } : {}),
  };
}

function partsOf({ role, content }: JsonObject): readonly unknown[] {
  const own = role === 'assistant';
  const parts = Array.isArray(content) ? content : [{ type: own ? 'output_text' : 'input_text', text: content }];
  return parts.map((part: JsonObject) => {
    if (part['type'] === 'output_text') return { annotations: [], logprobs: [], ...part };
    return part['type'] === 'input_image' ? { ...part, detail: part['detail'] ?? 'auto' } : part;
  });
}
