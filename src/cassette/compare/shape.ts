/** The shape of JSON: which fields there are and of which types, whatever the values, over all elements and all events. */

import type { HeaderList } from '../../core/headers.ts';
import { type FramedBody, type FramedEvent, framedBody } from './framed-values.ts';

type JsonType = 'string' | 'number' | 'boolean' | 'null' | 'object' | 'array';

interface Node {
  readonly types: Set<JsonType>;
  readonly fields: Map<string, Node>;
  /** All elements of arrays together; undefined while none has been seen. */
  items: Node | undefined;
}

/** By kind of event; a body that is no stream has the one kind ''. */
export type Shape = ReadonlyMap<string, Node>;

export interface ShapeChange {
  readonly kind: 'gone' | 'type-changed' | 'null-now' | 'new' | 'null-no-more';
  /** `choices[].message.refusal`, in a stream `content_block_delta: delta.text`, or `event ping`. */
  readonly path: string;
  /** Types, as `string` or `null or string`; empty for none. */
  readonly before: string;
  readonly after: string;
}

/** What the model makes up as JSON, or the client: other fields in it next time say nothing about the API. */
const freeObjects: ReadonlySet<string> = new Set([
  'input',
  'args',
  'arguments',
  'metadata',
  'parameters',
  'partial_json',
]);

/** Heartbeats come when they come. */
const heartbeats: ReadonlySet<string> = new Set(['ping', 'keepalive', 'heartbeat']);

/** Deeper values have a shape as well, but nobody reads it. */
const deepest = 60;

export function shapeOf(headers: HeaderList, bytes: Uint8Array): Shape {
  return shapeOfBody(framedBody(headers, bytes));
}

export function shapeOfBody(body: FramedBody): Shape {
  const shape = new Map<string, Node>();
  const events: readonly FramedEvent[] =
    body.kind === 'events' ? body.events : body.kind === 'json' ? [{ name: '', value: body.value }] : [];
  for (const { name, value } of events) {
    let node = shape.get(name);
    if (node === undefined) {
      node = emptyNode();
      shape.set(name, node);
    }
    if (value !== undefined) addTo(node, value, 0);
  }
  return shape;
}

function emptyNode(): Node {
  return { types: new Set(), fields: new Map(), items: undefined };
}

function addTo(node: Node, value: unknown, depth: number): void {
  const type = typeName(value);
  node.types.add(type);
  if (depth >= deepest || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    if (value.length > 0) node.items ??= emptyNode();
    for (const item of value) if (node.items !== undefined) addTo(node.items, item, depth + 1);
    return;
  }
  for (const [name, field] of Object.entries(value)) {
    let child = node.fields.get(name);
    if (child === undefined) {
      child = emptyNode();
      node.fields.set(name, child);
    }
    if (freeObjects.has(name) && typeName(field) === 'object') child.types.add('object');
    else addTo(child, field, depth + 1);
  }
}

function typeName(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'object';
}

/** Each change once, at the outermost place: not the fields of a field that is gone. What stands in an empty list is not known. */
export function shapeChanges(before: Shape, after: Shape): ShapeChange[] {
  const changes: ShapeChange[] = [];
  for (const [name, node] of before) {
    const now = after.get(name);
    const prefix = name === '' ? '' : `${name}: `;
    if (now !== undefined) compare(node, now, prefix, '', changes);
    else if (!heartbeats.has(name)) changes.push({ kind: 'gone', path: eventPath(name), before: '', after: '' });
  }
  for (const name of after.keys()) {
    if (before.has(name) || heartbeats.has(name)) continue;
    changes.push({ kind: 'new', path: eventPath(name), before: '', after: '' });
  }
  return changes;
}

function eventPath(name: string): string {
  return name === '' ? 'event without a name' : `event ${name}`;
}

function compare(before: Node, after: Node, prefix: string, path: string, changes: ShapeChange[]): void {
  const told = { path: prefix + (path === '' ? 'the whole' : path), before: typesOf(before), after: typesOf(after) };
  const [was, is] = [withoutNull(before), withoutNull(after)];
  if (was.length > 0 && is.length > 0) {
    if (is.some((type) => !before.types.has(type))) {
      changes.push({ kind: 'type-changed', ...told });
      return;
    }
  } else if (was.length !== is.length) {
    if (was.length > 0) changes.push({ kind: 'null-now', ...told, before: was.join(' or ') });
    else changes.push({ kind: 'null-no-more', ...told, after: is.join(' or ') });
    return;
  }
  if (before.types.has('object') && after.types.has('object')) compareFields(before, after, prefix, path, changes);
  if (before.items !== undefined && after.items !== undefined) {
    compare(before.items, after.items, prefix, `${path}[]`, changes);
  }
}

function compareFields(before: Node, after: Node, prefix: string, path: string, changes: ShapeChange[]): void {
  const at = (name: string): string => {
    if (!/^[\w$-]+$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
    return path === '' ? name : `${path}.${name}`;
  };
  for (const [name, child] of before.fields) {
    const now = after.fields.get(name);
    if (now !== undefined) compare(child, now, prefix, at(name), changes);
    else changes.push({ kind: 'gone', path: prefix + at(name), before: typesOf(child), after: '' });
  }
  for (const [name, child] of after.fields) {
    if (!before.fields.has(name)) {
      changes.push({ kind: 'new', path: prefix + at(name), before: '', after: typesOf(child) });
    }
  }
}

function withoutNull({ types }: Node): readonly JsonType[] {
  return [...types].filter((type) => type !== 'null');
}

function typesOf({ types }: Node): string {
  return [...types].sort().join(' or ');
}
