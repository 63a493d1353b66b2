/** Answers from recordings: finds the key, takes the next of its sequence, and says what is missing when there is none. */

import type { CassetteLibrary, Entry, OpenCassette } from '../../cassette/cassette-library.ts';
import type { KeyOf } from '../../cassette/key-memo.ts';
import type { MatchKey, Recipe } from '../../cassette/recipe.ts';
import type { Sequences } from '../../cassette/sequences.ts';
import type { Narrowed } from '../../cassette/told-apart.ts';
import type { Exchange } from '../../core/exchange.ts';
import type { Interaction } from '../../core/interaction.ts';
import type { Hit, MissReason, Outcome, Responder, UpstreamPlace } from '../../core/outcome.ts';
import { planReply, unplayable } from '../plan-reply.ts';

export interface CassetteOptions {
  readonly library: CassetteLibrary;
  /** Keys by a cassette's recipe. */
  readonly keysOf: (recipe: Recipe) => KeyOf;
  readonly sequences: Sequences;
}

export function cassette({ library, keysOf, sequences }: CassetteOptions): Responder {
  // What an interaction gives is one object, however often it is played: others keep what they make of it.
  const hits = new WeakMap<Interaction, Hit>();

  const hit = (entry: Entry, interaction: Interaction): Outcome => {
    let known = hits.get(interaction);
    if (known === undefined) {
      const problem = unplayable(interaction);
      if (problem !== undefined) return defective(entry, `${entry.path} cannot be played: ${problem}`);
      const answeredBy = placeOf(interaction.upstream);
      known = { kind: 'hit', source: 'cassette', interaction: entry.id, reply: planReply(interaction), answeredBy };
      hits.set(interaction, known);
    }
    return known;
  };

  const play = (entry: Entry): Outcome | Promise<Outcome> => {
    if (entry.loaded !== undefined) return hit(entry, entry.loaded);
    return entry.load().then(
      (interaction) => hit(entry, interaction),
      (error: unknown) => defective(entry, error instanceof Error ? error.message : String(error)),
    );
  };

  const take = (
    exchange: Exchange,
    from: OpenCassette,
    key: MatchKey,
    narrowed: Narrowed,
  ): Outcome | Promise<Outcome> => {
    const { entries } = narrowed;
    const sequence = { cassette: from.name, id: `${exchange.upstream ?? ''}\n${key.sha256}\n${narrowed.id}` };
    const index = sequences.take(exchange.selection, sequence, entries.length);
    const entry = index === undefined ? undefined : entries[index];
    if (entry !== undefined) return play(entry);
    return miss({ kind: 'exhausted', cassette: from.name, recordings: entries.length });
  };

  const answer = (
    exchange: Exchange,
    from: OpenCassette,
    key: MatchKey,
    entries: readonly Entry[],
  ): Outcome | Promise<Outcome> => {
    const narrowed = from.narrow(key, exchange.upstream, entries);
    if (!(narrowed instanceof Promise)) return take(exchange, from, key, narrowed);
    return narrowed.then((those) => take(exchange, from, key, those));
  };

  return function cassette(exchange) {
    const wanted = exchange.selection.cassette;
    const asked: string[] = [];
    let keyPrefix = '';
    for (const candidate of library.cassettes) {
      if (wanted !== undefined && candidate.name !== wanted) continue;
      const key = keysOf(candidate.recipe)(exchange.request);
      const entries = candidate.find(key, exchange.upstream);
      if (entries.length > 0) return answer(exchange, candidate, key, entries);
      asked.push(candidate.name);
      keyPrefix = key.sha256.slice(0, 16);
    }
    if (wanted !== undefined && asked.length === 0) return miss({ kind: 'cassette-absent', cassette: wanted });
    return miss({ kind: 'no-recording', cassettes: asked, keyPrefix });
  };
}

function placeOf({ name, url }: Interaction['upstream']): UpstreamPlace {
  if (!URL.canParse(url)) return { name, origin: url, basePath: '' };
  const { origin, pathname } = new URL(url);
  return { name, origin, basePath: pathname.replace(/\/$/, '') };
}

function defective(entry: Entry, problem: string): Outcome {
  return miss({ kind: 'defective', file: entry.path, problem });
}

function miss(reason: MissReason): Outcome {
  return { kind: 'miss', reasons: [reason] };
}
