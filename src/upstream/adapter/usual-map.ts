/** The map of an adapter that has none of its own: messages that say in `type` what they are. */

import type { EventKind, EventRule, ValuePath } from './adapter.ts';

function rule(
  kind: EventKind,
  types: readonly string[],
  fields: Readonly<Record<string, readonly ValuePath[]>>,
): EventRule {
  return { kind, event: undefined, when: [{ path: ['type'], values: types }], fields };
}

export const usualMap: readonly EventRule[] = [
  rule('delta', ['response', 'delta', 'token'], { text: [['data'], ['delta'], ['text'], ['content']] }),
  rule('reasoning', ['reasoning', 'thinking'], { text: [['data'], ['text'], ['content']] }),
  rule('citation', ['citation', 'source'], {
    text: [['data', 'text'], ['data', 'id'], ['data'], ['text'], ['id']],
    title: [['data', 'title'], ['title']],
    url: [['data', 'url'], ['url']],
  }),
  rule('tool-start', ['tool_start', 'tool_call'], {
    name: [['name'], ['tool'], ['data', 'name']],
    id: [['id'], ['data', 'id']],
    arguments: [['arguments'], ['input'], ['args'], ['data', 'arguments'], ['data', 'input']],
  }),
  rule('tool-result', ['tool_result', 'tool_end'], {
    content: [['content'], ['output'], ['result'], ['data', 'content'], ['data', 'output']],
    id: [['id'], ['data', 'id']],
    name: [['name'], ['tool'], ['data', 'name']],
  }),
  rule('complete', ['complete', 'done', 'end'], {
    finish: [['finish_reason'], ['data', 'finish_reason']],
    input_tokens: [
      ['usage', 'prompt_tokens'],
      ['usage', 'input_tokens'],
      ['data', 'usage', 'prompt_tokens'],
      ['data', 'usage', 'input_tokens'],
    ],
    output_tokens: [
      ['usage', 'completion_tokens'],
      ['usage', 'output_tokens'],
      ['data', 'usage', 'completion_tokens'],
      ['data', 'usage', 'output_tokens'],
    ],
  }),
  rule('error', ['error'], {
    message: [['message'], ['error', 'message'], ['error'], ['data', 'message'], ['data']],
    code: [['code'], ['error', 'code'], ['data', 'code']],
    status: [['status'], ['data', 'status']],
  }),
];
