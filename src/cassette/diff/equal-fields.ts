/** How many fields of two requests are equal, told from their differences. */

import {
  type CanonicalRequest,
  type CanonicalValue,
  isCanonicalArray,
  isCanonicalObject,
} from '../../core/canonical.ts';
import { diffRequests } from './diff-requests.ts';
import { ByteContent, type Differences, type DifferenceValue, NumberedId } from './difference.ts';

export interface EqualFields {
  /** Fields that both have, with the same value. */
  readonly equal: number;
  /** Fields of the one and of the other. */
  readonly from: number;
  readonly to: number;
}

export function equalFields(from: CanonicalRequest, to: CanonicalRequest): EqualFields {
  const { list, more }: Differences = diffRequests(from, to);
  let different = more;
  for (const { kind, to: value } of list) if (kind !== 'moved' && value !== undefined) different += fieldsIn(value);
  const [before, after] = [fieldsOf(from), fieldsOf(to)];
  return { equal: Math.min(Math.max(after - different, 0), before), from: before, to: after };
}

function fieldsOf({ query, headers, body }: CanonicalRequest): number {
  // Method and path are one each.
  const around = 2 + query.length + headers.length;
  switch (body.kind) {
    case 'empty':
      return around;
    case 'json':
      return around + fieldsIn(body.value);
    case 'bytes':
      return around + 1;
    case 'multipart':
      return around + body.parts.length;
  }
}

/** Leaves, and what is empty. */
function fieldsIn(value: DifferenceValue): number {
  if (value instanceof ByteContent || value instanceof NumberedId) return 1;
  const members: readonly CanonicalValue[] = isCanonicalArray(value)
    ? value
    : isCanonicalObject(value)
      ? Object.values(value)
      : [];
  return members.length === 0 ? 1 : members.reduce<number>((sum, member) => sum + fieldsIn(member), 0);
}
