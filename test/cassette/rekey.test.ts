import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLibrary, type RekeyProgress } from '../../src/cassette/cassette-library.ts';
import { encodeInteraction } from '../../src/cassette/encode-interaction.ts';
import { fileName, interactionStem } from '../../src/cassette/file-name.ts';
import { manifestText, readManifest } from '../../src/cassette/manifest.ts';
import { defaultRules, type MatchRules } from '../../src/cassette/match/match-rules.ts';
import type { Recipe } from '../../src/cassette/recipe.ts';
import { canonical } from '../../src/cassette/recipes/canonical.ts';
import { exact } from '../../src/cassette/recipes/exact.ts';
import { rekeyCassettes } from '../../src/cassette/rekey-cassettes.ts';
import { verifyCassettes } from '../../src/cassette/verify.ts';
import { redactRequest } from '../../src/redaction/redact.ts';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { answerOf, sample } from './sample-interaction.ts';

const usual = canonical(defaultRules);
const withoutSystem = canonical({ ...defaultRules, system: 'ignore' });
const redactor = createRedactor();

interface Recording {
  readonly topic: string;
  readonly answer: string;
  /** Seconds. */
  readonly at: number;
}

/** A cassette whose keys `recipe` made. */
function cassetteOf(recordings: readonly Recording[], recipe: Recipe, withManifest = true): string {
  const folder = join(tempFolder(), 'c');
  mkdirSync(folder);
  if (withManifest) writeFileSync(join(folder, 'cassette.json'), manifestText(recipe.id));
  const numbers = new Map<string, number>();
  for (const { topic, answer, at } of recordings) {
    const interaction = sample(topic, answer);
    const { sha256 } = recipe.keyOf(redactRequest(interaction.request));
    const n = (numbers.get(sha256) ?? 0) + 1;
    numbers.set(sha256, n);
    const parts = { upstream: 'openai', endpoint: 'chat-completions', model: 'test-model', prompt: topic };
    const name = fileName(interactionStem({ ...parts, keyHex: sha256 }), n);
    const recordedAt = new Date(Date.UTC(2026, 0, 1, 0, 0, at)).toISOString();
    const { text } = encodeInteraction({ ...interaction, recordedAt, key: { recipe: recipe.id, sha256 } });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const three: readonly Recording[] = [
  { topic: 'one', answer: 'a', at: 1 },
  { topic: 'two', answer: 'b', at: 2 },
  { topic: 'one', answer: 'c', at: 3 },
];

async function answersOf(folder: string, topic: string, recipe: Recipe, progress: RekeyProgress[] = []) {
  const library = await openLibrary([folder], { recipeOf: () => recipe, onRekey: (told) => progress.push(told) });
  const [cassette] = library.cassettes;
  const entries = cassette?.find(recipe.keyOf(redactRequest(sample(topic, '').request))) ?? [];
  return Promise.all(entries.map(async (entry) => answerOf(await entry.load())));
}

describe('a cassette that was recorded under another recipe', () => {
  it('is rekeyed in memory when it is served: what was recorded is found, in its order', async () => {
    const folder = cassetteOf(three, exact);
    const before = readdirSync(folder);
    expect(await answersOf(folder, 'one', usual)).toEqual(['a', 'c']);
    expect(await answersOf(folder, 'two', withoutSystem)).toEqual(['b']);
    expect(await answersOf(folder, 'three', usual)).toEqual([]);
    expect(readdirSync(folder)).toEqual(before);
  });

  it('is told about, with how far it is', async () => {
    const progress: RekeyProgress[] = [];
    await answersOf(cassetteOf(three, exact), 'one', usual, progress);
    expect(progress).toEqual([
      { cassette: 'c', from: 'exact-1', to: 'canonical-2', done: 0, total: 3 },
      { cassette: 'c', from: 'exact-1', to: 'canonical-2', done: 3, total: 3 },
    ]);
  });

  it('needs nothing when the recipe is the same', async () => {
    const progress: RekeyProgress[] = [];
    expect(await answersOf(cassetteOf(three, usual), 'one', usual, progress)).toEqual(['a', 'c']);
    expect(progress).toEqual([]);
  });

  it('is found by its recordings’ requests where no manifest says a recipe', async () => {
    const progress: RekeyProgress[] = [];
    expect(await answersOf(cassetteOf(three, exact, false), 'one', usual, progress)).toEqual(['a', 'c']);
    expect(progress).toEqual([]);
  });

  it('serves the rest when a file cannot be read', async () => {
    const folder = cassetteOf(three, exact);
    const [broken = ''] = readdirSync(folder).filter((name) => name.includes('two'));
    writeFileSync(join(folder, broken), '{');
    expect(await answersOf(folder, 'one', usual)).toEqual(['a', 'c']);
    expect(await answersOf(folder, 'two', usual)).toEqual([]);
  });
});

async function rekey(folder: string, recipe: Recipe) {
  const done = [];
  for await (const one of rekeyCassettes([folder], { recipeOf: () => recipe, redactor })) done.push(one);
  return done;
}

async function findings(folder: string, rules?: MatchRules): Promise<string[]> {
  const found: string[] = [];
  for await (const { message } of verifyCassettes([folder], rules === undefined ? undefined : () => rules)) {
    found.push(message);
  }
  return found;
}

describe('rekeying a cassette on the disk', () => {
  it('gives files the keys and names of the new recipe, and then needs nothing more', async () => {
    const folder = cassetteOf(three, exact);
    expect(await rekey(folder, usual)).toMatchObject([
      { cassette: 'c', from: 'exact-1', to: 'canonical-2', recordings: 3, changed: 3, broken: [] },
    ]);
    expect(await findings(folder)).toEqual([]);
    expect((await readManifest(folder))?.recipe).toBe('canonical-2');
    const progress: RekeyProgress[] = [];
    expect(await answersOf(folder, 'one', usual, progress)).toEqual(['a', 'c']);
    expect(progress).toEqual([]);
    expect(await rekey(folder, usual)).toMatchObject([{ changed: 0 }]);
  });

  it('puts recordings that now have one key into the order in which they were recorded', async () => {
    // `canonical-2` tells these apart, the rules of the user do not.
    const rules: MatchRules = { ...defaultRules, ignore: [{ kind: 'field', segments: ['messages'] }] };
    const folder = cassetteOf(three, usual);
    const recipe = canonical(rules);
    await rekey(folder, recipe);
    expect(await answersOf(folder, 'anything', recipe)).toEqual(['a', 'b', 'c']);
    expect(await findings(folder, rules)).toEqual([]);
    await rekey(folder, usual);
    expect(await answersOf(folder, 'one', usual)).toEqual(['a', 'c']);
    expect(await findings(folder)).toEqual([]);
  });

  it('keeps the order of recordings of one key, also where an earlier one was made anew since', async () => {
    const renewed = [
      { topic: 'one', answer: 'a', at: 30 },
      { topic: 'one', answer: 'b', at: 2 },
      { topic: 'two', answer: 'c', at: 3 },
    ];
    const folder = cassetteOf(renewed, exact);
    expect(await answersOf(folder, 'one', usual)).toEqual(['a', 'b']);
    await rekey(folder, usual);
    expect(await answersOf(folder, 'one', usual)).toEqual(['a', 'b']);
  });

  it('ends the work of a run that was broken off', async () => {
    const folder = cassetteOf(three, exact);
    await rekey(folder, usual);
    writeFileSync(join(folder, 'cassette.json'), manifestText('exact-1'));
    expect(await answersOf(folder, 'one', usual)).toEqual(['a', 'c']);
    await rekey(folder, usual);
    expect(await findings(folder)).toEqual([]);
  });

  it('names what cannot be read and leaves it as it is', async () => {
    const folder = cassetteOf(three, exact);
    const [broken = ''] = readdirSync(folder).filter((name) => name.includes('two'));
    writeFileSync(join(folder, broken), '{');
    expect(await rekey(folder, usual)).toMatchObject([{ changed: 2, broken: [join(folder, broken)] }]);
    expect(readFileSync(join(folder, broken), 'utf8')).toBe('{');
  });

  it('does not rekey a part of a cassette', async () => {
    const folder = cassetteOf(three, exact);
    const [one = ''] = readdirSync(folder).filter((name) => name.includes('two'));
    await expect(rekey(join(folder, one), usual)).rejects.toMatchObject({ code: 'usage' });
  });
});
