import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BodyMemo } from '../../src/cassette/body-memo.ts';

/** A memo of what bodies say, and how often it had to compute that. */
function memo(entries = 100, bytes = 1_000_000) {
  const known = new BodyMemo<{ says: string }>({ entries, bytes });
  const counted = { computed: 0 };
  const get = (body: Buffer, salt = 0): string =>
    known.get(body, salt, () => {
      counted.computed += 1;
      return { says: `${salt} ${body.toString('latin1')}` };
    }).says;
  return { get, counted };
}

describe('the memo of bodies', () => {
  it('gives what would be computed, whatever came before', () => {
    const bodies = fc.array(fc.tuple(fc.constantFrom('', 'a', 'b', 'ab', 'ba'), fc.integer({ min: 0, max: 3 })));
    fc.assert(
      fc.property(bodies, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 6 }), (list, entries, bytes) => {
        const { get } = memo(entries, bytes);
        for (const [body, salt] of list) expect(get(Buffer.from(body), salt)).toBe(`${salt} ${body}`);
      }),
    );
  });

  it('tells bodies of one checksum apart', () => {
    // CRC-32 of both is 0x4ddb0c25 (a well-known collision); so each takes the place of the other.
    const [one, other] = [Buffer.from('plumless'), Buffer.from('buckeroo')];
    const { get } = memo();
    for (let i = 0; i < 4; i += 1) {
      expect(get(one)).toBe('0 plumless');
      expect(get(other)).toBe('0 buckeroo');
    }
  });

  it('keeps nothing of a body that came once, and computes nothing from the third time on', () => {
    const { get, counted } = memo();
    for (let i = 0; i < 5; i += 1) get(Buffer.from('again'));
    expect(counted.computed).toBe(2);
  });

  it('holds a copy: what happens to the bytes later does not matter', () => {
    const { get, counted } = memo();
    const body = Buffer.from('before');
    get(body);
    get(body);
    body.write('behind');
    expect(get(body)).toBe('0 behind');
    expect(get(Buffer.from('before'))).toBe('0 before');
    expect(counted.computed).toBe(3);
  });

  it('knows large bodies by their hash from the second time on', () => {
    const { get, counted } = memo();
    const large = Buffer.alloc(300_000, 'x');
    get(large);
    get(Buffer.from(large));
    get(large, 1);
    expect(counted.computed).toBe(2);
  });

  it('forgets what did not come for two generations', () => {
    const { get, counted } = memo(10);
    const twice = (text: string) => [get(Buffer.from(text)), get(Buffer.from(text))];
    twice('rare');
    for (let i = 0; i < 30; i += 1) twice(`${i}`);
    const before = counted.computed;
    get(Buffer.from('rare'));
    expect(counted.computed).toBe(before + 1);
  });

  it('counts bytes too', () => {
    const { get, counted } = memo(1000, 100);
    const twice = (text: string) => [get(Buffer.from(text)), get(Buffer.from(text))];
    twice('rare');
    for (let i = 0; i < 4; i += 1) twice(`${i}`.repeat(100));
    const before = counted.computed;
    get(Buffer.from('rare'));
    expect(counted.computed).toBe(before + 1);
  });
});
