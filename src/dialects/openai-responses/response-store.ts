/** What responses leave behind: each with its input and what it goes on from, and each item under its own id. */

import type { ApiError } from '../../core/api-error.ts';
import type { TextCutter } from '../../core/dialect.ts';
import type { EndpointContext } from '../../core/endpoint.ts';
import { shelf } from '../../core/shelf.ts';
import { type JsonObject, stringOf } from '../json-shape.ts';
import { invalidRequest } from '../openai-problem.ts';
import { inputItems } from './response-prompt.ts';
import type { WrittenResponse } from './write-response.ts';

export interface StoredResponse {
  /** As it is when it is done. */
  readonly response: WrittenResponse;
  /** With ids. */
  readonly input: readonly JsonObject[];
  /** What it goes on from; still there when the client deletes it. */
  readonly previous: StoredResponse | undefined;
  readonly cut: TextCutter;
  /** In the background a response is queued until somebody looks. */
  readonly state: 'queued' | 'done' | 'cancelled';
  /** Of the request and the answer. */
  readonly bytes: number;
}

const responses = shelf<StoredResponse>('openai.responses');
/** What responses gave, by its id: agents send such items back by reference. */
const outputs = shelf<JsonObject>('openai.response-outputs');
/** Under the one key `total`. */
const bytes = shelf<number>('openai.response-bytes');

/** Of one client; what is older is forgotten, for prompts may be large. */
const mostBytes = 64 * 1024 * 1024;
const mostResponses = 5_000;

type Shelves = Pick<EndpointContext, 'shelf'>;

export function storedResponse(id: string, context: Shelves): StoredResponse | undefined {
  return context.shelf(responses).get(id);
}

export function storeResponse(stored: StoredResponse, context: Shelves): void {
  const shelved = context.shelf(responses);
  shelved.set(stored.response.id, stored);
  for (const item of stored.response.output) context.shelf(outputs).set(idOf(item), item);
  addBytes(stored.bytes, context);
  for (const id of shelved.keys()) {
    if (shelved.size <= mostResponses && (context.shelf(bytes).get('total') ?? 0) <= mostBytes) break;
    if (id !== stored.response.id) deleteResponse(id, context);
  }
}

/** A stored response in another state. */
export function changeState(stored: StoredResponse, state: StoredResponse['state'], context: Shelves): StoredResponse {
  const changed = { ...stored, state };
  context.shelf(responses).set(stored.response.id, changed);
  return changed;
}

/** False where there was none. Its items are gone too, but for who goes on from it. */
export function deleteResponse(id: string, context: Shelves): boolean {
  const stored = storedResponse(id, context);
  if (stored === undefined) return false;
  for (const item of stored.response.output) context.shelf(outputs).delete(idOf(item));
  addBytes(-stored.bytes, context);
  return context.shelf(responses).delete(id);
}

function addBytes(more: number, context: Shelves): void {
  const counted = context.shelf(bytes);
  counted.set('total', (counted.get('total') ?? 0) + more);
}

/** What came in, and what was given long ago, is looked for only when it is asked for. */
function storedItem(id: string, context: Shelves): JsonObject | undefined {
  const given = context.shelf(outputs).get(id);
  if (given !== undefined) return given;
  for (const { input, response } of context.shelf(responses).values()) {
    const found = [...input, ...response.output].find((item) => item['id'] === id);
    if (found !== undefined) return found;
  }
  return undefined;
}

function idOf(item: JsonObject): string {
  return stringOf(item['id']) ?? '';
}

/** All that was said up to and with a response, in order. */
export function conversationOf(last: StoredResponse | undefined): readonly JsonObject[] {
  const turns: StoredResponse[] = [];
  for (let one = last; one !== undefined; one = one.previous) turns.push(one);
  return turns
    .reverse()
    .flatMap(({ input, response, state }) => (state === 'cancelled' ? input : [...input, ...response.output]));
}

export interface Conversation {
  readonly kind: 'conversation';
  readonly previous: StoredResponse | undefined;
  readonly earlier: readonly JsonObject[];
  /** What this request says, references resolved. */
  readonly said: readonly JsonObject[];
}

/** What a request goes on from, and what it says itself; an error where it names what is not there. */
export function conversationFor(
  body: { readonly previous_response_id?: string | undefined; readonly input?: unknown },
  context: Shelves,
): Conversation | { readonly kind: 'error'; readonly error: ApiError } {
  const id = body.previous_response_id;
  const previous = id === undefined ? undefined : storedResponse(id, context);
  if (id !== undefined && previous === undefined) return { kind: 'error', error: previousNotFound(id) };
  const said: JsonObject[] = [];
  for (const item of inputItems(body.input)) {
    const meant = item['type'] === 'item_reference' ? storedItem(idOf(item), context) : item;
    if (meant === undefined) return { kind: 'error', error: itemNotFound(idOf(item)) };
    said.push(meant);
  }
  return { kind: 'conversation', previous, earlier: conversationOf(previous), said };
}

function previousNotFound(id: string): ApiError {
  return invalidRequest(
    `Previous response with id '${id}' not found.`,
    'previous_response_id',
    'previous_response_not_found',
  );
}

function itemNotFound(id: string): ApiError {
  return {
    ...invalidRequest(
      `Item with id '${id}' not found. Items are not persisted when \`store\` is set to false. Try again with \`store\` set to true, or remove this item from your input.`,
      'input',
      null,
    ),
    status: 404,
  };
}
