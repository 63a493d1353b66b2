/** `POST moderations`: which categories a text or picture falls into. https://platform.openai.com/docs/api-reference/moderations */

import { z } from 'zod';
import type { Endpoint } from '../../../core/endpoint.ts';
import { readOpenaiBody } from '../../openai-body.ts';
import { hexId } from '../../openai-ids.ts';
import { jsonReply } from '../json-reply.ts';
import { type Moderated, moderated } from '../moderation-categories.ts';
import { namedModel } from '../named-model.ts';

const part = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text'), text: z.string() }),
  z.looseObject({ type: z.literal('image_url'), image_url: z.looseObject({ url: z.string() }) }),
]);
const moderationFields = z
  .object({ model: z.string() })
  .partial()
  .extend({ input: z.union([z.string(), z.array(z.string()).min(1), z.array(part).min(1)]) });

export const createModeration: Endpoint = {
  method: 'POST',
  path: 'moderations',
  streams: false,
  async answer(context) {
    const read = readOpenaiBody(context, moderationFields);
    if (read.kind === 'error') return read;
    const named = namedModel(read.body.model, context, 'omni-moderation-latest');
    if (named.kind === 'error') return named;
    const id = hexId('modr-', 16, context.ids.fork('moderation'));
    return jsonReply({ id, model: named.model, results: resultsOf(read.body.input) }, context.ids);
  },
};

/** One for each text; parts are looked at together. */
function resultsOf(input: z.infer<typeof moderationFields>['input']): readonly Moderated[] {
  if (typeof input === 'string') return [moderated([input], 0)];
  const texts: string[] = [];
  const parts = input.filter((one) => typeof one !== 'string');
  for (const one of input) if (typeof one === 'string') texts.push(one);
  if (parts.length === 0) return texts.map((text) => moderated([text], 0));
  const spoken = parts.flatMap((one) => (one.type === 'text' ? [one.text] : []));
  return [moderated(spoken, parts.length - spoken.length)];
}
