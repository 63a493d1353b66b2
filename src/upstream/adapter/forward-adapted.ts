/** Forwards to adapters as to any upstream: their services are asked in their own way, and answer as chat completions. */

import type { ApiError } from '../../core/api-error.ts';
import type { Clock } from '../../core/clock.ts';
import type { Exchange } from '../../core/exchange.ts';
import { headerOf } from '../../core/headers.ts';
import { randomOf } from '../../core/random.ts';
import { jsonObjectIn, objectOf } from '../../dialects/json-shape.ts';
import { dialectOf } from '../../dialects/list.ts';
import { chatPrompt } from '../../dialects/openai-chat/chat-prompt.ts';
import { openaiId } from '../../dialects/openai-ids.ts';
import type { Forwarded, Forwarder } from '../forward.ts';
import type { Upstream } from '../upstream.ts';
import { adaptReply } from './adapted-reply.ts';
import { adaptedRequest } from './adapted-request.ts';
import type { Adapter } from './adapter.ts';

/** A client that sends it gets events of tools too; the field `stream_options.include_tool_notifications` says the same. */
export const notificationHeader = 'x-llmsim-tool-notifications';

/** Hands on to `forward` whatever is meant for other upstreams. */
export function withAdapters(forward: Forwarder, clock: Pick<Clock, 'date'>): Forwarder {
  return (exchange, upstream) =>
    upstream.adapter === undefined
      ? forward(exchange, upstream)
      : forwardAdapted(exchange, upstream, upstream.adapter, forward, clock);
}

async function forwardAdapted(
  exchange: Exchange,
  upstream: Upstream,
  adapter: Adapter,
  forward: Forwarder,
  clock: Pick<Clock, 'date'>,
): Promise<Forwarded> {
  const { request, bodyRest, client } = exchange;
  const { operation } = dialectOf(request);
  if (operation.endpoint !== 'chat-completions' || request.method !== 'POST') {
    return refusal(
      404,
      `The upstream "${upstream.name}" is an adapter: it answers POST /v1/chat/completions and nothing else.`,
    );
  }
  const prompt = bodyRest === undefined ? chatPrompt(request) : undefined;
  if (prompt === undefined) {
    return refusal(
      400,
      `The upstream "${upstream.name}" is an adapter: it takes a chat completion as one JSON object that fits --max-body.`,
    );
  }
  const asked = { ...exchange, request: adaptedRequest(adapter, prompt) };
  const forwarded = await forward(asked, { ...upstream, adapter: undefined });
  if (forwarded.kind === 'refusal') return forwarded;
  const options = objectOf(jsonObjectIn(request.body)?.['stream_options']);
  return adaptReply(forwarded.reply, {
    id: openaiId(
      'chatcmpl-',
      29,
      randomOf('adapter', upstream.name, exchange.id, Buffer.from(request.body).toString()),
    ),
    created: Math.floor(clock.date().getTime() / 1000),
    prompt,
    citationHeading: adapter.citationHeading,
    includeUsage: options?.['include_usage'] === true,
    notifications:
      options?.['include_tool_notifications'] === true || isYes(headerOf(request.headers, notificationHeader)),
    service: upstream.name,
    map: adapter.map,
    client,
  });
}

function isYes(value: string | undefined): boolean {
  return value !== undefined && /^(?:1|true|yes|on)$/i.test(value.trim());
}

function refusal(status: number, message: string): Forwarded {
  const error: ApiError = { status, code: 'llmsim_adapter', message };
  return { kind: 'refusal', error };
}
