/** Threads and the messages that clients put into them. */

import type { EndpointContext } from '../../core/endpoint.ts';
import type { Random } from '../../core/random.ts';
import { type JsonObject, labelIn, objectOf } from '../json-shape.ts';
import { openaiId } from '../openai-ids.ts';
import type { MessageBody, ToolResources } from './fields.ts';
import { resourcesOf } from './new-assistant.ts';
import type { Message, Metadata, Thread } from './objects.ts';
import { nextTime, type ThreadState, threads } from './state.ts';

type Making = Pick<EndpointContext, 'ids' | 'created'>;

interface ThreadBody {
  readonly messages?: readonly MessageBody[] | null | undefined;
  readonly tool_resources?: ToolResources | null | undefined;
  readonly metadata?: Metadata | null | undefined;
}

/** A thread on the shelf, with the messages that it begins with. */
export function newThread(body: ThreadBody, context: Making & Pick<EndpointContext, 'shelf'>): ThreadState {
  const random = context.ids.fork('thread');
  const thread: Thread = {
    id: openaiId('thread_', 24, random),
    object: 'thread',
    created_at: context.created,
    metadata: body.metadata ?? {},
    tool_resources: resourcesOf(body.tool_resources, random),
  };
  const state = { thread, messages: new Map(), runs: new Map(), latest: context.created };
  context.shelf(threads).set(thread.id, state);
  addMessages(state, body.messages ?? [], context);
  return state;
}

export function addMessages(state: ThreadState, bodies: readonly MessageBody[], context: Making): void {
  for (const [i, body] of bodies.entries()) addMessage(state, body, context, context.ids.fork(`message ${i}`));
}

export function addMessage(state: ThreadState, body: MessageBody, context: Making, random: Random): Message {
  const now = nextTime(state, context);
  const message: Message = {
    id: openaiId('msg_', 24, random),
    object: 'thread.message',
    created_at: now,
    thread_id: state.thread.id,
    status: 'completed',
    incomplete_details: null,
    completed_at: now,
    incomplete_at: null,
    role: body.role,
    content: partsOf(body.content),
    assistant_id: null,
    run_id: null,
    attachments: body.attachments ?? [],
    metadata: body.metadata ?? {},
  };
  state.messages.set(message.id, message);
  return message;
}

export function textPart(value: string): JsonObject {
  return { type: 'text', text: { value, annotations: [] } };
}

function partsOf(content: MessageBody['content']): readonly JsonObject[] {
  if (typeof content === 'string') return [textPart(content)];
  return content.map((part) => (part.type === 'text' ? textPart(part.text) : withDetail(part)));
}

/** How closely an image is looked at is always said. */
function withDetail(part: JsonObject): JsonObject {
  const kind = labelIn(part['type']);
  return { ...part, [kind]: { detail: 'auto', ...objectOf(part[kind]) } };
}
