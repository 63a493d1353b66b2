/** Gemini's field names and its schemas, each in one spelling. */

import { each, eachMember, lazily, object, type Spelling, userData } from '../body-spelling.ts';

/** `system_instruction` is `systemInstruction`: the API takes both (https://protobuf.dev/programming-guides/json/). */
export function camelCase(name: string): string {
  return name.includes('_') ? name.replace(/(?!^)_([a-z0-9])/g, (_, first: string) => first.toUpperCase()) : name;
}

const typeName: Spelling = (value) => (typeof value === 'string' ? value.toUpperCase() : (value ?? undefined));

/** https://ai.google.dev/api/caching#Schema; `string` is `STRING`, and the names of properties are the user's. */
export const schema: Spelling = object(
  {
    type: typeName,
    items: lazily(() => schema),
    properties: eachMember(lazily(() => schema)),
    anyOf: each(lazily(() => schema)),
    prefixItems: each(lazily(() => schema)),
    default: userData,
    example: userData,
  },
  { name: camelCase },
);
