/** The prompt cache as its users see it: what a request marked is written the first time and read ever after. */

import { createHash } from 'node:crypto';
import type { EndpointContext } from '../../core/endpoint.ts';
import { shelf } from '../../core/shelf.ts';
import { type JsonObject, objectsOf } from '../json-shape.ts';
import type { CachedPrompt } from './write-message.ts';

const cache = shelf<true>('anthropic.prompt-cache');

/** https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching: shorter prompts are not kept. */
const leastTokens = 1024;

/** The prefix goes up to the last block with `cache_control`: tools, then system, then messages. */
export async function cachedPrompt(
  body: JsonObject,
  model: string,
  { generate, shelf: shelfOf }: Pick<EndpointContext, 'generate' | 'shelf'>,
): Promise<CachedPrompt> {
  const blocks = [
    ...objectsOf(body['tools']),
    ...objectsOf(body['system']),
    ...objectsOf(body['messages']).flatMap(({ content }) =>
      typeof content === 'string' ? [{ text: content }] : objectsOf(content),
    ),
  ];
  const last = blocks.findLastIndex((block) => 'cache_control' in block && block['cache_control'] !== null);
  if (last < 0) return { written: 0, read: 0 };
  const prefix = blocks.slice(0, last + 1).map(({ cache_control: _, ...block }) => JSON.stringify(block));
  const [tokens = 0] = await generate.tokens([prefix.join('\n')], model);
  if (tokens < leastTokens) return { written: 0, read: 0 };
  const key = createHash('sha256').update(model).update(prefix.join('\n')).digest('hex');
  const kept = shelfOf(cache);
  if (kept.has(key)) return { written: 0, read: tokens };
  kept.set(key, true);
  return { written: tokens, read: 0 };
}
