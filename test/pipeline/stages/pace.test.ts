import { describe, expect, it } from 'vitest';
import type { Outcome, Stage } from '../../../src/core/outcome.ts';
import { RequestReader } from '../../../src/pipeline/request-reading.ts';
import { latencyHeader, pace } from '../../../src/pipeline/stages/pace.ts';
import { exchangeWith, hitOf } from '../exchanges.ts';

const hit = hitOf('abc');
const next = () => hit;

/** A stage that tells that it was asked. */
function named(name: string): Stage {
  return (exchange, then) => {
    const outcome = then(exchange);
    if (outcome instanceof Promise || outcome.kind !== 'hit') throw new Error('not what the test gives');
    return { ...outcome, interaction: name };
  };
}

function nameOf(outcome: Outcome): string | undefined {
  return outcome.kind === 'hit' ? outcome.interaction : outcome.kind;
}

function exchangeFor(model: string | undefined, wish?: string) {
  const headers = [['content-type', 'application/json'] as const];
  return exchangeWith({
    headers: wish === undefined ? headers : [...headers, ['X-LLMSIM-Latency', wish] as const],
    body: JSON.stringify(model === undefined ? {} : { model, messages: [] }),
  });
}

const stageWith = (wished: (wish: string) => Stage | Promise<Stage>) =>
  pace({
    usual: named('usual'),
    byModel: [
      { fits: (model) => model.startsWith('gpt-4'), stage: named('gpt') },
      { fits: (model) => model === 'gpt-4o', stage: named('second') },
    ],
    reader: new RequestReader(),
    wished,
  });

describe('the pace of an answer', () => {
  it('is the one of the first pattern that fits the model, else the usual one', () => {
    const stage = stageWith(named);
    const asked = (model: string | undefined) => nameOf(stage(exchangeFor(model), next) as Outcome);
    expect([asked('gpt-4o'), asked('claude'), asked(undefined)]).toEqual(['gpt', 'usual', 'usual']);
  });

  it('is what the client wishes for, whatever the model', () => {
    const stage = stageWith((wish) => named(`as wished: ${wish}`));
    expect(nameOf(stage(exchangeFor('gpt-4o', 'groq*2'), next) as Outcome)).toBe('as wished: groq*2');
  });

  it('is the usual one without a look at the body where no models have their own', () => {
    const stage = pace({ usual: named('usual'), byModel: [], reader: new RequestReader(), wished: named });
    const exchange = exchangeFor('gpt-4o');
    const unread = {
      ...exchange.request,
      get body(): Uint8Array {
        throw new Error('nobody needs the body');
      },
    };
    expect(nameOf(stage({ ...exchange, request: unread }, next) as Outcome)).toBe('usual');
  });

  it('asks once what a wish means, and answers at once when it is known', async () => {
    const asked: string[] = [];
    const stage = stageWith(async (wish) => {
      asked.push(wish);
      return named(wish);
    });
    const first = stage(exchangeFor('gpt-4o', 'groq'), next);
    expect(first).toBeInstanceOf(Promise);
    expect(nameOf(await first)).toBe('groq');
    expect(nameOf(stage(exchangeFor('gpt-4o', 'groq'), next) as Outcome)).toBe('groq');
    expect(asked).toEqual(['groq']);
  });

  it('remembers no more than a bounded number of wishes', () => {
    let asked = 0;
    const stage = stageWith((wish) => {
      asked += 1;
      return named(wish);
    });
    for (let i = 0; i < 1001; i += 1) stage(exchangeFor('m', `recorded*${i}`), next);
    stage(exchangeFor('m', 'recorded*1000'), next);
    expect(asked).toBe(1001);
    stage(exchangeFor('m', 'recorded*0'), next);
    expect(asked).toBe(1002);
  });

  it('is named by a header of its own', () => {
    expect(latencyHeader).toBe('x-llmsim-latency');
  });
});
