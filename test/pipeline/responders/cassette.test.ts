import { describe, expect, it } from 'vitest';
import { OpenCassette } from '../../../src/cassette/cassette-index.ts';
import type { CassetteLibrary } from '../../../src/cassette/cassette-library.ts';
import { fileName } from '../../../src/cassette/file-name.ts';
import { keysByRecipe } from '../../../src/cassette/key-memo.ts';
import { LoadedCache } from '../../../src/cassette/loaded-cache.ts';
import { type Repeat, Sequences } from '../../../src/cassette/sequences.ts';
import { LlmsimError } from '../../../src/core/errors.ts';
import type { Exchange } from '../../../src/core/exchange.ts';
import type { Interaction } from '../../../src/core/interaction.ts';
import type { Outcome, Responder } from '../../../src/core/outcome.ts';
import { cassette } from '../../../src/pipeline/responders/cassette.ts';
import { createRedactor } from '../../../src/redaction/redactor.ts';
import { sample, stemOf } from '../../cassette/sample-interaction.ts';
import { exchangeWith, textOf } from '../exchanges.ts';

interface Recording {
  readonly cassette: string;
  readonly topic: string;
  readonly answer: string;
  readonly n?: number;
  readonly upstream?: string;
  readonly problem?: LlmsimError;
  readonly status?: number;
}

/** A library in memory; `reads` are the paths that were loaded. */
function libraryOf(recordings: readonly Recording[], reads: string[] = []): CassetteLibrary {
  const names = [...new Set(recordings.map((recording) => recording.cassette))].sort();
  const cassettes = names.map((name) => {
    const files = new Map<string, Recording>();
    for (const recording of recordings) {
      if (recording.cassette !== name) continue;
      files.set(fileName(stemOf(recording.topic, recording.upstream), recording.n ?? 1), recording);
    }
    const read = async (path: string) => {
      reads.push(path);
      const recording = files.get(path.slice(`/${name}/`.length));
      if (recording === undefined) throw new Error(`no file ${path}`);
      if (recording.problem !== undefined) throw recording.problem;
      return { ...interactionOf(recording), extra: {} };
    };
    const source = { cassette: name, folder: `/${name}`, cache: new LoadedCache(1_000_000), read };
    return new OpenCassette(source, [...files.keys()].sort(), true, undefined);
  });
  const find = (name: string) => cassettes.find((one) => one.name === name);
  return {
    cassettes,
    strays: [],
    problems: [],
    cassette: find,
    entry: (id) => find(id.slice(0, id.indexOf('/')))?.entry(id.slice(id.indexOf('/') + 1)),
    upstreamNames: () => new Set(cassettes.flatMap((one) => [...one.upstreams])),
  };
}

function interactionOf({ topic, answer, upstream, status = 200 }: Recording): Interaction {
  const interaction = sample(topic, answer, upstream);
  return { ...interaction, response: { ...interaction.response, status } };
}

function responder(library: CassetteLibrary, repeat: Repeat = 'last'): Responder {
  return cassette({ library, keysOf: keysByRecipe(createRedactor()), sequences: new Sequences(repeat) });
}

function ask(topic: string, others: Partial<Exchange> = {}): Exchange {
  const body = JSON.stringify({ messages: [{ content: topic, role: 'user' }], model: 'test-model' });
  return exchangeWith({ body }, others);
}

const selecting = (name: string, session?: string) => ({ selection: { cassette: name, session } });

/** `{"answer": …}` of a hit, else the kinds of the reasons. */
async function said(outcome: Outcome | Promise<Outcome>): Promise<unknown> {
  const settled = await outcome;
  if (settled.kind === 'miss') return settled.reasons.map((reason) => reason.kind);
  return JSON.parse(textOf(settled)).answer;
}

async function several(respond: Responder, exchange: Exchange, times: number): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (let i = 0; i < times; i += 1) answers.push(await said(respond(exchange)));
  return answers;
}

const three: readonly Recording[] = ['one', 'two', 'three'].map((answer, i) => ({
  cassette: 'a',
  topic: 'hi',
  answer,
  n: i + 1,
}));

describe('a recording', () => {
  it('answers an identical request, however its JSON is written', async () => {
    const respond = responder(libraryOf([{ cassette: 'a', topic: 'hi', answer: 'yes' }]));
    const outcome = await respond(ask('hi'));
    expect(await said(outcome)).toBe('yes');
    expect(outcome).toMatchObject({
      source: 'cassette',
      interaction: `a/${stemOf('hi')}`,
      answeredBy: { name: 'openai', origin: 'https://api.example.com', basePath: '' },
    });
  });

  it('is read once, and answers without a promise from then on', async () => {
    const reads: string[] = [];
    const respond = responder(libraryOf([{ cassette: 'a', topic: 'hi', answer: 'yes' }], reads));
    await Promise.all([respond(ask('hi')), respond(ask('hi'))]);
    const again = respond(ask('hi'));
    expect(again).not.toBeInstanceOf(Promise);
    expect(reads).toHaveLength(1);
  });

  it('does not answer another request', async () => {
    const respond = responder(libraryOf([{ cassette: 'a', topic: 'hi', answer: 'yes' }]));
    const outcome = await respond(ask('bye'));
    expect(outcome).toMatchObject({
      kind: 'miss',
      reasons: [{ kind: 'no-recording', cassettes: ['a'], keyPrefix: expect.stringMatching(/^[0-9a-f]{16}$/) }],
    });
  });

  it('tells an upstream with a base path by its origin and path', async () => {
    const library = libraryOf([{ cassette: 'a', topic: 'hi', answer: 'yes' }]);
    const entry = library.entry(`a/${stemOf('hi')}`);
    const interaction = await entry?.load();
    if (interaction === undefined) throw new Error('no entry');
    Object.assign(interaction.upstream, { url: 'https://api.example.com:8443/base/v2' });
    expect(await responder(library)(ask('hi'))).toMatchObject({
      answeredBy: { name: 'openai', origin: 'https://api.example.com:8443', basePath: '/base/v2' },
    });
  });
});

describe('a sequence of recordings', () => {
  it('is played in order, and its last one again', async () => {
    expect(await several(responder(libraryOf(three)), ask('hi'), 5)).toEqual(['one', 'two', 'three', 'three', 'three']);
  });

  it('begins anew with --repeat cycle', async () => {
    expect(await several(responder(libraryOf(three), 'cycle'), ask('hi'), 5)).toEqual([
      'one',
      'two',
      'three',
      'one',
      'two',
    ]);
  });

  it('is used up with --repeat miss', async () => {
    const respond = responder(libraryOf(three), 'miss');
    expect((await several(respond, ask('hi'), 4)).at(-1)).toEqual(['exhausted']);
    expect(await respond(ask('hi'))).toEqual({
      kind: 'miss',
      reasons: [{ kind: 'exhausted', cassette: 'a', recordings: 3 }],
    });
  });

  it('has a state of its own for every selection and session', async () => {
    const respond = responder(libraryOf(three));
    const answers = [
      ask('hi'),
      ask('hi', selecting('a')),
      ask('hi', selecting('a', 'w1')),
      ask('hi', selecting('a', 'w2')),
      ask('hi', selecting('a', 'w1')),
      ask('hi'),
    ].map((exchange) => said(respond(exchange)));
    expect(await Promise.all(answers)).toEqual(['one', 'one', 'one', 'one', 'two', 'two']);
  });

  it('of one request does not move when another is asked', async () => {
    const respond = responder(libraryOf([...three, { cassette: 'a', topic: 'bye', answer: 'see you' }]));
    const order = ['hi', 'bye', 'hi', 'bye', 'hi'];
    const answers = await Promise.all(order.map((topic) => said(respond(ask(topic)))));
    expect(answers).toEqual(['one', 'see you', 'two', 'see you', 'three']);
  });
});

describe('the search', () => {
  const library = () =>
    libraryOf([
      { cassette: 'b', topic: 'hi', answer: 'from b' },
      { cassette: 'a', topic: 'other', answer: 'from a' },
      { cassette: 'c', topic: 'hi', answer: 'from c' },
    ]);

  it('goes through all cassettes by name and stops at the first that has the key', async () => {
    expect(await said(responder(library())(ask('hi')))).toBe('from b');
  });

  it('is narrowed to the cassette that was chosen', async () => {
    expect(await said(responder(library())(ask('hi', selecting('c'))))).toBe('from c');
    expect(await responder(library())(ask('hi', selecting('a')))).toMatchObject({
      reasons: [{ kind: 'no-recording', cassettes: ['a'] }],
    });
  });

  it('says when the chosen cassette is not there', async () => {
    expect(await responder(library())(ask('hi', selecting('nowhere')))).toEqual({
      kind: 'miss',
      reasons: [{ kind: 'cassette-absent', cassette: 'nowhere' }],
    });
  });

  it('says where it looked', async () => {
    expect(await responder(library())(ask('nothing'))).toMatchObject({ reasons: [{ cassettes: ['a', 'b', 'c'] }] });
    expect(await responder(libraryOf([]))(ask('nothing'))).toMatchObject({
      reasons: [{ kind: 'no-recording', cassettes: [] }],
    });
  });
});

describe('an upstream in front of the path', () => {
  const library = () =>
    libraryOf([
      { cassette: 'a', topic: 'hi', answer: 'groq says', upstream: 'groq' },
      { cassette: 'a', topic: 'hi', answer: 'mistral says', upstream: 'mistral' },
    ]);

  it('narrows the candidates to its recordings', async () => {
    const respond = responder(library());
    expect(await several(respond, ask('hi', { upstream: 'mistral' }), 2)).toEqual(['mistral says', 'mistral says']);
    expect(await several(respond, ask('hi', { upstream: 'groq' }), 1)).toEqual(['groq says']);
    expect(await several(respond, ask('hi', { upstream: 'xai' }), 1)).toEqual([['no-recording']]);
  });

  it('is not needed: a bare path finds those of any', async () => {
    expect(await several(responder(library()), ask('hi'), 3)).toEqual(['groq says', 'mistral says', 'mistral says']);
  });
});

describe('a defective recording', () => {
  const problem = new LlmsimError('cassette-not-json', '/a/x.json is not JSON: line 1, column 1: unexpected text.');

  it('is a miss that names the file and what is wrong, every time', async () => {
    const respond = responder(libraryOf([{ cassette: 'a', topic: 'hi', answer: '', problem }]));
    const expected = {
      kind: 'miss',
      reasons: [{ kind: 'defective', file: `/a/${stemOf('hi')}.json`, problem: problem.message }],
    };
    expect(await respond(ask('hi'))).toEqual(expected);
    expect(await respond(ask('hi'))).toEqual(expected);
  });

  it('does not stop the others', async () => {
    const respond = responder(
      libraryOf([
        { cassette: 'a', topic: 'hi', answer: '', problem },
        { cassette: 'a', topic: 'hi', answer: 'second', n: 2 },
        { cassette: 'a', topic: 'bye', answer: 'see you' },
      ]),
    );
    expect(await several(respond, ask('hi'), 2)).toEqual([['defective'], 'second']);
    expect(await several(respond, ask('bye'), 1)).toEqual(['see you']);
  });
});
