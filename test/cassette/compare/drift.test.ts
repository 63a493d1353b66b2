import { describe, expect, it } from 'vitest';
import { driftBetween } from '../../../src/cassette/compare/drift.ts';
import type { Interaction } from '../../../src/core/interaction.ts';
import { interactionOf } from '../interaction-samples.ts';

function answered(value: unknown, parts: Partial<Interaction['response']> = {}): Interaction {
  const interaction = interactionOf({ response: typeof value === 'string' ? value : JSON.stringify(value) });
  return { ...interaction, response: { ...interaction.response, ...parts } };
}

const drift = (before: Interaction, after: Interaction) =>
  driftBetween(before, after).map(({ severity, about, path, what }) =>
    [severity, about, path, what].filter((part) => part !== '').join(' '),
  );

describe('driftBetween', () => {
  it('finds none where only ids, times, cuts and pace are others', () => {
    const before = answered({ id: 'x-1', created: 1, model: 'm', data: [{ n: 1 }] });
    const after = answered(
      { model: 'm', data: [{ n: 1 }], created: 2, id: 'y-2' },
      { timing: { head: 9, chunks: [10], end: 11 } },
    );
    expect(drift(before, after)).toEqual([]);
  });

  it('names status, end and content type, each by itself', () => {
    const before = answered({ a: 1 });
    expect(drift(before, answered({ a: 1 }, { status: 201 }))).toEqual(['error status changed']);
    expect(drift(before, answered({ a: 1 }, { end: 'close' }))).toEqual(['error end changed']);
    expect(
      drift(before, answered({ a: 1 }, { headers: [['Content-Type', 'application/json; charset=utf-8']] })),
    ).toEqual([]);
    expect(drift(before, answered({ a: 1 }, { headers: [['Content-Type', 'text/plain']] }))).toEqual([
      'error content type changed',
    ]);
  });

  it('does not look for the fields of an answer in an error', () => {
    const refused = answered({ error: { message: 'No' } }, { status: 400 });
    expect(drift(answered({ choices: [] }), refused)).toEqual(['error status changed']);
    const also = answered({ error: { message: 'Never', code: 1 } }, { status: 400 });
    expect(drift(refused, also)).toEqual(['info field error.code new, number', 'note body error.message changed']);
  });

  it('tells of a field only the most that can be said', () => {
    expect(drift(answered({ data: [{ n: 1 }], x: 1 }), answered({ data: [{ n: '1' }], y: 1 }))).toEqual([
      'error field data[].n is string, was number',
      'error field x gone',
      'info field y new, number',
    ]);
  });

  it('tells of text and bytes by what they hold', () => {
    const text = (words: string) => answered(words, { headers: [['content-type', 'text/plain']] });
    expect(drift(text('one'), text('two'))).toEqual(['note text changed']);
    const bytes = (...values: number[]) => answered('', { bytes: new Uint8Array(values), ends: [values.length] });
    expect(drift(bytes(255, 1), bytes(255, 1))).toEqual([]);
    expect(drift(bytes(255, 1), bytes(255, 2))).toEqual(['note body changed']);
  });
});
