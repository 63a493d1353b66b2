import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pointerTree, without } from '../../../src/cassette/match/ignored-fields.ts';
import type { CanonicalValue } from '../../../src/core/canonical.ts';

const request = {
  metadata: { run: '1' },
  messages: [
    { role: 'user', name: 'ann', content: 'hi' },
    { role: 'user', content: 'there' },
  ],
  stop: ['a', 'b', 'c'],
};

describe('ignored fields', () => {
  it.each([
    [[['metadata']], { ...request, metadata: undefined }],
    [[['metadata', 'run']], { ...request, metadata: {} }],
    [
      [['messages', '*', 'name']],
      {
        ...request,
        messages: [
          { role: 'user', content: 'hi' },
          { role: 'user', content: 'there' },
        ],
      },
    ],
    [[['messages', '1']], { ...request, messages: request.messages.slice(0, 1) }],
    [
      [
        ['stop', '0'],
        ['stop', '2'],
      ],
      { ...request, stop: ['b'] },
    ],
    [[['stop', '*']], { ...request, stop: [] }],
    [[['*', '*', 'content']], { ...request, messages: [{ role: 'user', name: 'ann' }, { role: 'user' }] }],
  ])('%j go', (pointers, expected) => {
    expect(without(request, pointerTree(pointers))).toEqual(JSON.parse(JSON.stringify(expected)));
  });

  it('that are not there change nothing, and copy nothing', () => {
    const tree = pointerTree([['metadata', 'absent'], ['messages', '7'], ['stop', 'x', 'y'], ['model']]);
    expect(without(request, tree)).toBe(request);
  });

  it('leave any value as it is where no pointer leads', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json: CanonicalValue = JSON.parse(JSON.stringify(value));
        expect(without(json, pointerTree([['no', 'such', 'place']]))).toEqual(json);
      }),
    );
  });
});
