/** A request with some fields of its JSON body set or taken away. */

import type { SimRequest } from '../core/request.ts';
import { jsonObjectIn } from './json-shape.ts';

/** A field that is undefined in `fields` is taken away; undefined for a body that is no JSON object. */
export function withFields(request: SimRequest, fields: Readonly<Record<string, unknown>>): SimRequest | undefined {
  const body = jsonObjectIn(request.body);
  if (body === undefined) return undefined;
  return { ...request, body: Buffer.from(JSON.stringify({ ...body, ...fields })) };
}
