/** Writes a draft as a message. */

import type { Usage } from '../../core/answer.ts';
import type { CollectedReply } from '../../core/dialect.ts';
import type { Draft } from '../../core/draft.ts';
import type { Endpoint, EndpointContext } from '../../core/endpoint.ts';
import type { HeaderList } from '../../core/headers.ts';
import type { Random } from '../../core/random.ts';
import { stopReasons } from '../anthropic-rewording.ts';
import { parseJson } from '../json-shape.ts';
import { openaiId } from '../openai-ids.ts';

/** Tokens of the prompt that were written to the cache by this request, or read from it. */
export interface CachedPrompt {
  readonly written: number;
  readonly read: number;
}

export function writeMessage(
  draft: Draft,
  model: string,
  cached: CachedPrompt,
  { ids }: Pick<EndpointContext, 'ids'>,
): CollectedReply {
  const random = ids.fork('message');
  const [choice] = draft.choices;
  const said = choice.text || choice.refusal;
  const content = [
    ...(choice.reasoning === ''
      ? []
      : [{ type: 'thinking', thinking: choice.reasoning, signature: signatureFrom(random) }]),
    ...(said === '' && choice.toolCalls.length > 0 ? [] : [{ type: 'text', text: said }]),
    ...choice.toolCalls.map((call) => ({
      type: 'tool_use',
      id: openaiId('toolu_01', 22, random),
      name: call.name,
      // Cut off in the middle it is what could be read of it.
      input: parseJson(call.arguments) ?? {},
    })),
  ];
  return anthropicReply(ids, {
    id: openaiId('msg_01', 22, random),
    type: 'message',
    role: 'assistant',
    model,
    content,
    stop_reason: stopReasons[choice.finish],
    stop_sequence: choice.stopSequence ?? null,
    usage: usageOf(draft.usage, cached),
  });
}

function usageOf({ input, output }: Usage, { written, read }: CachedPrompt): object {
  return {
    input_tokens: Math.max(0, input - written - read),
    cache_creation_input_tokens: written,
    cache_read_input_tokens: read,
    cache_creation: { ephemeral_5m_input_tokens: written, ephemeral_1h_input_tokens: 0 },
    output_tokens: output,
    service_tier: 'standard',
  };
}

function signatureFrom(random: Random): string {
  return Buffer.from(random.bytes(96)).toString('base64');
}

/** With the headers that Anthropic puts on every answer. */
export function anthropicReply(ids: Random, value: object): CollectedReply {
  return { status: 200, headers: anthropicHeaders(ids), body: Buffer.from(JSON.stringify(value)) };
}

/** On errors too. */
export function withHeadersOnErrors(endpoint: Endpoint): Endpoint {
  return {
    ...endpoint,
    async answer(context) {
      const answer = await endpoint.answer(context);
      if (answer.kind !== 'error') return answer;
      return { kind: 'error', error: { ...answer.error, headers: anthropicHeaders(context.ids) } };
    },
  };
}

function anthropicHeaders(ids: Random): HeaderList {
  return [
    ['content-type', 'application/json'],
    ['request-id', openaiId('req_01', 22, ids.fork('headers'))],
    ['anthropic-organization-id', '00000000-0000-4000-8000-000000000000'],
  ];
}
