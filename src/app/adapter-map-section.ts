/** The part `map` of an adapter's configuration: what a service's messages mean. */

import { z } from 'zod';
import { type EventKind, type EventRule, eventFields, type ValuePath } from '../upstream/adapter/adapter.ts';
import { usualMap } from '../upstream/adapter/usual-map.ts';
import type { ConfigurationFile } from './configuration-file.ts';
import { segmentsOf } from './json-pointer.ts';

/** As they are configured, in the order in which they are asked: what says the most comes before what may fit any message. */
const kinds = {
  error: 'error',
  complete: 'complete',
  tool_start: 'tool-start',
  tool_result: 'tool-result',
  citation: 'citation',
  reasoning: 'reasoning',
  delta: 'delta',
} as const satisfies Record<string, EventKind>;

const place = z
  .string()
  .regex(/^(?:(?:\/(?:[^~/]|~[01])*)*|[^/]+)$/, 'is no name of a field, nor a JSON pointer such as /data/text');
const places = z.union([place, z.array(place).min(1)], { error: 'is no field or JSON pointer, nor a list of them' });
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()], {
  error: 'is no text, number, true, false or null',
});

function ruleSection(kind: EventKind) {
  const fields = Object.fromEntries(
    eventFields[kind].map((field) => [
      field,
      places.meta({ description: `Where in the message its ${field} is: a field, or a JSON pointer.` }).exactOptional(),
    ]),
  );
  const rule = z.strictObject({
    event: z.string().min(1).meta({ description: 'The name of the SSE event; any without it.' }).exactOptional(),
    when: z
      .record(place, z.union([scalar, z.array(scalar).min(1)]))
      .meta({ description: 'Fields of the message and what they say, one value or several.' })
      .exactOptional(),
    ...fields,
  });
  return z.union([rule, z.array(rule).min(1)], {
    error: `is no rule: it may have event, when, ${eventFields[kind].join(', ')}`,
  });
}

export const mapSection = z.strictObject({
  delta: ruleSection('delta').meta({ description: 'A piece of the answer.' }).exactOptional(),
  reasoning: ruleSection('reasoning').meta({ description: 'A piece of what the model thinks.' }).exactOptional(),
  citation: ruleSection('citation').meta({ description: 'A source, listed behind the answer.' }).exactOptional(),
  tool_start: ruleSection('tool-start').meta({ description: 'A tool is called.' }).exactOptional(),
  tool_result: ruleSection('tool-result').meta({ description: 'What a tool gave.' }).exactOptional(),
  complete: ruleSection('complete').meta({ description: 'The answer is complete.' }).exactOptional(),
  error: ruleSection('error').meta({ description: 'Something went wrong.' }).exactOptional(),
});

/** Rules that cannot be without a field; one of those that are named. */
const needed: Partial<Readonly<Record<EventKind, readonly string[]>>> = {
  delta: ['text'],
  reasoning: ['text'],
  citation: ['text', 'title', 'url'],
  'tool-start': ['name'],
};

/** The rules in the order in which they are asked. */
export function mapOf(
  section: z.infer<typeof mapSection> | undefined,
  path: readonly PropertyKey[],
  file: ConfigurationFile,
): readonly EventRule[] {
  if (section === undefined) return usualMap;
  const given = new Map<string, object>(Object.entries(section));
  return Object.entries(kinds).flatMap(([name, kind]) => {
    const one = given.get(name) ?? [];
    const rules: readonly object[] = Array.isArray(one) ? one : [one];
    return rules.map((rule) => {
      const read = ruleOf(kind, new Map(Object.entries(rule)));
      const wanted = needed[kind];
      if (wanted !== undefined && !wanted.some((field) => field in read.fields)) {
        file.add([...path, name], `does not say where the ${wanted[0]} is: write ${wanted[0]}: /data`);
      }
      return read;
    });
  });
}

function ruleOf(kind: EventKind, rule: ReadonlyMap<string, unknown>): EventRule {
  const event = rule.get('event');
  const when = Object.entries((rule.get('when') ?? {}) as Readonly<Record<string, Scalar | readonly Scalar[]>>);
  const fields = eventFields[kind].flatMap((field) => {
    const given = rule.get(field) as string | readonly string[] | undefined;
    return given === undefined ? [] : [[field, listOf(given).map(pathOf)] as const];
  });
  return {
    kind,
    event: typeof event === 'string' ? event : undefined,
    when: when.map(([at, values]) => ({ path: pathOf(at), values: listOf(values) })),
    fields: Object.fromEntries(fields),
  };
}

type Scalar = string | number | boolean | null;

function listOf<T extends Scalar>(given: T | readonly T[]): readonly T[] {
  return typeof given === 'object' && given !== null ? (given as readonly T[]) : [given as T];
}

/** A name is a field of the message; a pointer goes deeper, and the empty one is the message itself. */
function pathOf(text: string): ValuePath {
  if (text === '') return [];
  return text.startsWith('/') ? segmentsOf(text) : [text];
}
