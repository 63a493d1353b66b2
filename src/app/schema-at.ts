/** What a schema takes at a place inside it: which names, and which values. */

import { z } from 'zod';

/** None where any name may stand. */
export function namesAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  return [
    ...new Set(schemasAt(schema, path).flatMap((one) => (one instanceof z.ZodObject ? Object.keys(one.shape) : []))),
  ];
}

/** The schemas of what may stand at `path`, without what is wrapped around them; several where a union is on the way. */
export function schemasAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly z.ZodType[] {
  return branchesAt([schema], path).filter((one) => one instanceof z.ZodType);
}

function branchesAt(schemas: readonly unknown[], path: readonly PropertyKey[]): readonly unknown[] {
  const branches = schemas.flatMap(unwrapped);
  const [key, ...rest] = path;
  return key === undefined
    ? branches
    : branchesAt(
        branches.flatMap((one) => inside(one, key)),
        rest,
      );
}

/** The kinds of value that a schema takes, without what is wrapped around them. */
function unwrapped(schema: unknown): readonly unknown[] {
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(unwrapped);
  if (schema instanceof z.ZodPipe) return unwrapped(schema.out);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional || schema instanceof z.ZodNullable) {
    return unwrapped(schema.unwrap());
  }
  return [schema];
}

function inside(schema: unknown, key: PropertyKey): readonly unknown[] {
  if (schema instanceof z.ZodObject) {
    const field: unknown = schema.shape[String(key)];
    return field === undefined ? [] : [field];
  }
  if (schema instanceof z.ZodArray) return [schema.element];
  if (schema instanceof z.ZodRecord) return [schema.valueType];
  return [];
}
