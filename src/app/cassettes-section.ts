/** The section `cassettes` of a configuration: what holds for one cassette beside what holds for all. */

import { z } from 'zod';
import { isCassetteName } from '../cassette/cassette-name.ts';
import type { MatchRules } from '../cassette/match/match-rules.ts';
import type { ConfigurationFile } from './configuration-file.ts';
import { matchOf, matchSection } from './match-section.ts';

export const cassettesSection = z.record(
  z.string(),
  z.strictObject({
    match: matchSection
      .meta({ description: 'Added to what `match` says for all cassettes; its `segments` win.' })
      .exactOptional(),
  }),
);

/** The rules of each cassette that has some of its own. */
export type CassetteRules = (usual: MatchRules) => ReadonlyMap<string, MatchRules>;

/** The rules wait for those of all cassettes, to which they are added. */
export function cassettesOf(section: z.infer<typeof cassettesSection>, file: ConfigurationFile): CassetteRules {
  return (usual) => {
    const own = new Map<string, MatchRules>();
    for (const [name, { match }] of Object.entries(section)) {
      if (!isCassetteName(name)) file.add(['cassettes', name], `"${name}" cannot be a cassette's name`);
      if (match !== undefined) own.set(name, matchOf(match, ['cassettes', name, 'match'], file, usual));
    }
    return own;
  };
}
