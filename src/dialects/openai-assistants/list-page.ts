/** One page of a list: in which order, how long, and behind or before which object. */

import type { EndpointAnswer, EndpointContext } from '../../core/endpoint.ts';
import { openaiProblem } from '../openai-problem.ts';
import { jsonAnswer } from './beta-endpoint.ts';
import { listFields } from './fields.ts';
import { type Kept, notFound } from './state.ts';

/**
 * https://platform.openai.com/docs/api-reference/messages/listMessages
 * @param what the name of such an object, for what is said of a cursor that is none
 * @param counts whether an object is in the list of the run that was asked for
 */
export function listPage<T extends { readonly id: string }>(
  context: Pick<EndpointContext, 'request' | 'ids'>,
  all: Kept<T>,
  what: string,
  counts: (object: T, run: string) => boolean = () => true,
): EndpointAnswer {
  const asked = listFields.safeParse(queryOf(context.request.target), { reportInput: true });
  if (!asked.success) return { kind: 'error', error: openaiProblem(asked.error.issues) };
  const { limit, order, after, before, run_id } = asked.data;
  for (const cursor of [after, before]) if (cursor !== undefined && !all.has(cursor)) return notFound(what, cursor);

  const ids = order === 'asc' ? [...all.keys()] : [...all.keys()].reverse();
  const between = ids.slice(
    after === undefined ? 0 : ids.indexOf(after) + 1,
    before === undefined ? ids.length : ids.indexOf(before),
  );
  const objects = between
    .flatMap((id) => all.get(id) ?? [])
    .filter((object) => run_id === undefined || counts(object, run_id));
  // The page before an object ends at it.
  const data = before !== undefined && after === undefined ? objects.slice(-limit) : objects.slice(0, limit);
  return jsonAnswer(
    {
      object: 'list',
      data,
      first_id: data[0]?.id ?? null,
      last_id: data.at(-1)?.id ?? null,
      has_more: data.length < objects.length,
    },
    context,
  );
}

function queryOf(target: string): Record<string, string> {
  const at = target.indexOf('?');
  return at < 0 ? {} : Object.fromEntries(new URLSearchParams(target.slice(at + 1)));
}
