/** Answers from recordings: finds the key, takes the next of its sequence, and says what is missing when there is none. */

import type { CassetteLibrary, Entry, OpenCassette } from '../../cassette/cassette-library.ts';
import type { KeyOf } from '../../cassette/key-memo.ts';
import type { Sequences } from '../../cassette/sequences.ts';
import type { Exchange } from '../../core/exchange.ts';
import type { Interaction, InteractionKey } from '../../core/interaction.ts';
import type { MissReason, Outcome, Responder, UpstreamPlace } from '../../core/outcome.ts';
import type { PlannedReply } from '../../core/reply.ts';
import { planReply } from '../plan-reply.ts';

export interface CassetteOptions {
  readonly library: CassetteLibrary;
  readonly keyOf: KeyOf;
  readonly sequences: Sequences;
}

export function cassette({ library, keyOf, sequences }: CassetteOptions): Responder {
  const plans = new WeakMap<Interaction, Plan>();

  const hit = (entry: Entry, interaction: Interaction): Outcome => {
    let plan = plans.get(interaction);
    if (plan === undefined) {
      plan = { reply: planReply(interaction), answeredBy: placeOf(interaction.upstream) };
      plans.set(interaction, plan);
    }
    return { kind: 'hit', source: 'cassette', interaction: entry.id, ...plan };
  };

  const play = (entry: Entry): Outcome | Promise<Outcome> => {
    if (entry.loaded !== undefined) return hit(entry, entry.loaded);
    return entry.load().then(
      (interaction) => hit(entry, interaction),
      (error: unknown) => miss({ kind: 'defective', file: entry.path, problem: messageOf(error) }),
    );
  };

  const answer = (
    exchange: Exchange,
    from: OpenCassette,
    key: InteractionKey,
    entries: readonly Entry[],
  ): Outcome | Promise<Outcome> => {
    const sequence = `${from.name}\n${exchange.upstream ?? ''}\n${key.sha256}`;
    const index = sequences.take(exchange.selection, sequence, entries.length);
    const entry = index === undefined ? undefined : entries[index];
    if (entry !== undefined) return play(entry);
    return miss({ kind: 'exhausted', cassette: from.name, recordings: entries.length });
  };

  return function cassette(exchange) {
    const key = keyOf(exchange.request);
    const wanted = exchange.selection.cassette;
    const asked: string[] = [];
    for (const candidate of library.cassettes) {
      if (wanted !== undefined && candidate.name !== wanted) continue;
      const entries = candidate.find(key, exchange.upstream);
      if (entries.length > 0) return answer(exchange, candidate, key, entries);
      asked.push(candidate.name);
    }
    if (wanted !== undefined && asked.length === 0) return miss({ kind: 'cassette-absent', cassette: wanted });
    return miss({ kind: 'no-recording', cassettes: asked, keyPrefix: key.sha256.slice(0, 16) });
  };
}

/** What is computed once for an interaction, however often it is played. */
interface Plan {
  readonly reply: PlannedReply;
  readonly answeredBy: UpstreamPlace;
}

function placeOf({ name, url }: Interaction['upstream']): UpstreamPlace {
  if (!URL.canParse(url)) return { name, origin: url, basePath: '' };
  const { origin, pathname } = new URL(url);
  return { name, origin, basePath: pathname.replace(/\/$/, '') };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function miss(reason: MissReason): Outcome {
  return { kind: 'miss', reasons: [reason] };
}
