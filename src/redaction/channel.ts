/** Names the channel that a JSON string belongs to: successive events continue a text at the same path with the same index. */

import type { Frame, Leaf } from './json-text.ts';

/** The end of an event's `type` that tells the beginning of a text from its going on. */
const stage = /[._-](?:start|added|delta|chunk)$/;

/** Anthropic calls the beginning of a text `content_block` and what follows `delta`. */
const beginning = new Map([['content_block', 'delta']]);

/** Arrays below this key spell one text token by token, over events and elements alike. */
const spelled = 'logprobs';

/**
 * `.choices[0].delta.content`: the path of a leaf. An array's element is known by its `index` field where it has
 * one, for an event carries only the elements that changed; elements of a streamed array continue one another.
 */
export function channelOf(leaf: Leaf, known: Map<Frame, string>): string {
  const path = pathOf(leaf.frame, known);
  if (leaf.frame.isArray) return `${path}${joins(leaf.frame) ? '[]' : leaf.key}`;
  return `${path}.${leaf.key}`;
}

function pathOf(frame: Frame, known: Map<Frame, string>): string {
  let path = known.get(frame);
  if (path !== undefined) return path;
  const { parent, name, marks, type, index } = frame;
  // Further in, a `type` says what a part is, and often only in the first of its events.
  if (parent === undefined) path = `(${index ?? ''};${type.replace(stage, '')};${marks})`;
  else if (!parent.isArray) path = `${pathOf(parent, known)}.${beginning.get(name) ?? name}(${marks})`;
  else if (parent.parent === undefined)
    path = `${pathOf(parent, known)}[](${index ?? ''};${type.replace(stage, '')};${marks})`;
  else if (joins(parent)) path = `${pathOf(parent, known)}[](${marks})`;
  else path = `${pathOf(parent, known)}${index === undefined ? name : `[${index}]`}(${marks})`;
  known.set(frame, path);
  return path;
}

/** Whether an array's elements continue one another: a whole body that is an array, and logprobs. */
function joins(array: Frame): boolean {
  if (array.parent === undefined) return true;
  for (let frame: Frame | undefined = array; frame !== undefined; frame = frame.parent) {
    if (frame.name === 'top_logprobs') return false;
    if (frame.name === spelled) return true;
  }
  return false;
}

/** The name of a channel without what tells it from others at the same path. */
export function bareChannel(channel: string): string {
  return channel.replaceAll(/\([^()]*\)/g, '').replaceAll(/\[\d*\]/g, '[]');
}
