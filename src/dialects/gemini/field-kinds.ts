/** The kinds of fields that Google's JSON has; each may be left out. */

import { z } from 'zod';

/** One of these names in any case, or its number. */
export const enumOf = (type: string, names: readonly string[]) =>
  z
    .custom(
      (value) => Number.isInteger(value) || (typeof value === 'string' && names.includes(value.toUpperCase())),
      `type.googleapis.com/google.ai.generativelanguage.v1beta.${type}`,
    )
    .optional();

/** May be a string, as 64-bit integers always are in Google's JSON. */
export const integer = z
  .custom((value) => Number.isInteger(typeof value === 'string' && value !== '' ? Number(value) : value), 'TYPE_INT32')
  .optional();
export const anything = z.unknown().optional();
export const message = z.looseObject({}).optional();
export const text = z.string().optional();
export const flag = z.boolean().optional();
export const number = z.number().optional();
