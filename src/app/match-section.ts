/** The section `match` of the configuration, for all cassettes or for one. */

import { z } from 'zod';
import { defaultRules, type IgnoreRule, type MatchRules } from '../cassette/match/match-rules.ts';
import type { Normaliser } from '../cassette/match/normaliser.ts';
import { builtInNormalisers } from '../cassette/match/normalisers/list.ts';
import { compileNormaliser } from '../cassette/match/user-normaliser.ts';
import type { ConfigurationFile } from './configuration-file.ts';
import { segmentsOf } from './json-pointer.ts';

const generatedIds = 'generated-ids';
const noGeneratedIds = 'no-generated-ids';
const names = [...builtInNormalisers.map(({ name }) => name), generatedIds, noGeneratedIds];

const ignored = z
  .string()
  .regex(
    /^(?:(?:\/(?:[^~/]|~[01])*)+|(?:header|query):[^\s:]+)$/,
    'is not a JSON pointer such as /messages/*/name, nor header:<name> or query:<name>',
  );

const own = z.strictObject({
  pattern: z.string().min(1).meta({ description: 'What varies, in RE2 syntax.' }),
  as: z.string().min(1).meta({ description: 'Its one spelling.' }),
});

export const matchSection = z.strictObject({
  ignore: z
    .array(ignored)
    .meta({ description: 'Parts that do not count: a JSON pointer into the body, header:<name> or query:<name>.' })
    .exactOptional(),
  segments: z
    .strictObject({
      system: z
        .enum(['exact', 'ignore'])
        .meta({ description: 'The system prompt, wherever the provider has it; exact without it.' })
        .exactOptional(),
      tools: z
        .enum(['exact', 'names', 'ignore'])
        .meta({ description: 'The tools; `names`: only what they are called; exact without it.' })
        .exactOptional(),
    })
    .meta({ description: 'How exactly parts that every provider has must be the same.' })
    .exactOptional(),
  normalise: z
    .array(
      z.union([z.enum(names), own], {
        error: `is none of ${names.join(', ')}, nor { pattern: …, as: … }`,
      }),
    )
    .meta({ description: 'What varies from run to run gets one spelling before it counts.' })
    .exactOptional(),
});

export type MatchSection = z.infer<typeof matchSection>;

/**
 * The rules that a section makes. A cassette's section adds to the one for all cassettes, and its `segments` take precedence.
 * Rules that contradict each other become problems of the file.
 */
export function matchOf(
  section: MatchSection,
  path: readonly PropertyKey[],
  file: ConfigurationFile,
  base = defaultRules,
): MatchRules {
  const ignore = (section.ignore ?? []).map(ignoreRule);
  checkSegments(section, ignore, path, file);
  const entries = section.normalise ?? [];
  const own = entries.flatMap((entry, i) => normaliserOf(entry, [...path, 'normalise', i], file));
  checkPlaceholders(entries, path, file);
  if (entries.includes(generatedIds) && entries.includes(noGeneratedIds)) {
    const at = entries.indexOf(noGeneratedIds);
    file.add([...path, 'normalise', at], `"${generatedIds}" and "${noGeneratedIds}" contradict each other: remove one`);
  }
  const normalise = [...base.normalise, ...own];
  return {
    ignore: [...base.ignore, ...ignore],
    system: section.segments?.system ?? base.system,
    tools: section.segments?.tools ?? base.tools,
    // The built-in ones in their own order: what holds another's shape comes first. Then the user's, in the order given.
    normalise: [
      ...builtInNormalisers.filter((one) => normalise.includes(one)),
      ...normalise.filter((one, i) => !builtInNormalisers.includes(one) && indexByName(normalise, one) === i),
    ],
    generatedIds: entries.includes(noGeneratedIds) ? false : entries.includes(generatedIds) || base.generatedIds,
  };
}

function indexByName(normalisers: readonly Normaliser[], { name }: Normaliser): number {
  return normalisers.findIndex((other) => other.name === name);
}

function ignoreRule(text: string): IgnoreRule {
  if (text.startsWith('/')) return { kind: 'field', segments: segmentsOf(text) };
  const colon = text.indexOf(':');
  const name = text.slice(colon + 1).toLowerCase();
  return { kind: text.slice(0, colon) === 'header' ? 'header' : 'query', name };
}

function normaliserOf(
  entry: NonNullable<MatchSection['normalise']>[number],
  path: readonly PropertyKey[],
  file: ConfigurationFile,
): Normaliser[] {
  if (typeof entry === 'string') return builtInNormalisers.filter(({ name }) => name === entry);
  const result = compileNormaliser(entry.pattern, entry.as);
  if (result.kind === 'normaliser') return [result.normaliser];
  file.add([...path, 'pattern'], `pattern "${entry.pattern}" is not RE2 syntax: ${result.why}`);
  return [];
}

/** One pattern cannot become two placeholders. */
function checkPlaceholders(
  entries: NonNullable<MatchSection['normalise']>,
  path: readonly PropertyKey[],
  file: ConfigurationFile,
): void {
  const placeholders = new Map<string, string>();
  for (const [i, entry] of entries.entries()) {
    if (typeof entry === 'string') continue;
    const other = placeholders.get(entry.pattern);
    if (other !== undefined && other !== entry.as) {
      const what = `pattern "${entry.pattern}" is to become "${entry.as}", and "${other}" above: remove one`;
      file.add([...path, 'normalise', i], what);
    }
    placeholders.set(entry.pattern, other ?? entry.as);
  }
}

/** The fields that hold a segment, as the providers name them. */
const segmentFields: Readonly<Record<'system' | 'tools', readonly string[]>> = {
  system: ['system', 'instructions', 'systemInstruction', 'preamble'],
  tools: ['tools', 'functions', 'toolConfig'],
};

/** Who ignores the field that holds a segment cannot want it exact, or by names, as well. */
function checkSegments(
  section: MatchSection,
  ignore: readonly IgnoreRule[],
  path: readonly PropertyKey[],
  file: ConfigurationFile,
): void {
  for (const segment of ['system', 'tools'] as const) {
    const wanted = section.segments?.[segment];
    if (wanted === undefined || wanted === 'ignore') continue;
    for (const [i, rule] of ignore.entries()) {
      const field = rule.kind === 'field' && rule.segments.length === 1 ? rule.segments[0] : undefined;
      if (field === undefined || !segmentFields[segment].includes(field)) continue;
      const what = `ignoring "/${field}" contradicts "segments.${segment}: ${wanted}": remove one, or write "${segment}: ignore"`;
      file.add([...path, 'ignore', i], what);
    }
  }
}
