import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../../src/core/exchange.ts';
import type { Responder } from '../../../src/core/outcome.ts';
import { once } from '../../../src/pipeline/responders/once.ts';
import { exchangeWith } from '../exchanges.ts';

const to = (cassette: string): Exchange => exchangeWith({}, { selection: { cassette, session: undefined } });

function setup(existing: readonly string[]) {
  const asked: string[] = [];
  const there = new Set(existing);
  const named =
    (name: string): Responder =>
    (exchange) => {
      asked.push(`${name} ${exchange.selection.cassette}`);
      return { kind: 'miss', reasons: [] };
    };
  const respond = once(
    (exchange) => exchange.selection.cassette ?? 'default',
    (cassette) => there.has(cassette),
    named('replay'),
    named('record'),
  );
  return { asked, there, respond };
}

describe('the mode once', () => {
  it('replays a cassette that is there and records one that is not, each by itself', () => {
    const { asked, respond } = setup(['old']);
    respond(to('old'));
    respond(to('new'));
    respond(to('old'));
    expect(asked).toEqual(['replay old', 'record new', 'replay old']);
  });

  it('decides at the first use: what it records is not replayed in the same run', () => {
    const { asked, there, respond } = setup([]);
    respond(to('new'));
    there.add('new');
    respond(to('new'));
    there.add('later');
    respond(to('later'));
    expect(asked).toEqual(['record new', 'record new', 'replay later']);
  });

  it('goes by the cassette of those who choose none', () => {
    const { asked, respond } = setup(['default']);
    respond(exchangeWith());
    expect(asked).toEqual(['replay undefined']);
  });
});
