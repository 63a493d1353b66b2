import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Part, type PlannedReply, partsOf } from '../../src/core/reply.ts';

function reply(parts: Partial<PlannedReply>): PlannedReply {
  return {
    kind: 'planned',
    status: 200,
    statusText: '',
    headers: [],
    bytes: Buffer.from('abcdef'),
    ends: [2, 6],
    timing: { head: 1, chunks: [10, 20], end: 30 },
    end: 'complete',
    ...parts,
  };
}

function read(planned: PlannedReply): unknown[] {
  return [...partsOf(planned)].map((part: Part) =>
    part.kind === 'chunk' ? [part.at, Buffer.from(part.bytes).toString()] : [part.at, part.how],
  );
}

describe('the parts of a planned reply', () => {
  it('are its chunks with their times', () => {
    expect(read(reply({}))).toEqual([
      [10, 'ab'],
      [20, 'cdef'],
    ]);
  });

  it.each(['reset', 'close', 'stall'] as const)('end with the %s, if that is how it ended', (end) => {
    expect(read(reply({ end })).at(-1)).toEqual([30, end]);
  });

  it('are none of an empty body', () => {
    expect(read(reply({ bytes: Buffer.alloc(0), ends: [], timing: { head: 1, chunks: [], end: 1 } }))).toEqual([]);
  });

  it('are views into the body, and the body together', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 5 })), (chunks) => {
        let size = 0;
        const ends = chunks.map((chunk) => (size += chunk.length));
        const bytes = Buffer.concat(chunks);
        const parts = [...partsOf(reply({ bytes, ends, timing: { head: 0, chunks: ends, end: size } }))];
        const views = parts.map((part) => (part.kind === 'chunk' ? part.bytes : new Uint8Array()));
        expect(views.map((view) => [...view])).toEqual(chunks.map((chunk) => [...chunk]));
        for (const view of views) expect(view.buffer).toBe(bytes.buffer);
      }),
    );
  });
});
