/** What tests of the store do again and again: open it, record something, and look at what a replay would find. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openLibrary } from '../../src/cassette/cassette-library.ts';
import {
  type CassetteStore,
  openStore,
  type StoredInteraction,
  type StoreOptions,
} from '../../src/cassette/folder-store.ts';
import { answerOf, sample, stemOf } from './sample-interaction.ts';

/** A store with a pid that no process has, unless one is given. */
export function storeIn(root: string, options: Partial<StoreOptions> = {}): CassetteStore {
  return openStore({ root, mode: 'replace', host: 'Test-Host', pid: 2 ** 30, isAlive: () => false, ...options });
}

export async function record(
  store: CassetteStore,
  topic: string,
  answer: string,
  cassette = 'c',
): Promise<StoredInteraction> {
  await store.prepare(cassette);
  return store.append(store.reserve(cassette, stemOf(topic)), sample(topic, answer));
}

/** The answers that a new replay of the cassette gives for a topic, in order; rejects if any of its files is not whole. */
export async function replayed(root: string, topic: string, cassette = 'c'): Promise<string[]> {
  const library = await openLibrary([join(root, cassette)]);
  const entries = [...(library.cassettes[0]?.entries() ?? [])];
  await Promise.all(entries.map((entry) => entry.load()));
  const found = library.cassettes[0]?.find(sample(topic, '').key) ?? [];
  return Promise.all(found.map(async (entry) => answerOf(await entry.load())));
}

/** All names in a cassette's folder, sorted. */
export function namesIn(root: string, cassette = 'c'): string[] {
  return readdirSync(join(root, cassette)).sort();
}

/** Names that begin with a dot: what a recorder at work or a killed one leaves. */
export function workingNamesIn(root: string, cassette = 'c'): string[] {
  return namesIn(root, cassette).filter((name) => name.startsWith('.'));
}
