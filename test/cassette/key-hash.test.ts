import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyHash } from '../../src/cassette/key-hash.ts';

const field = fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array(), fc.nat());

function hashed(fields: readonly (string | Uint8Array | number)[], hash = new KeyHash()): string {
  for (const one of fields) {
    if (typeof one === 'number') hash.count(one);
    else hash.field(one);
  }
  return hash.hex();
}

describe('the hash of a key', () => {
  it('is sha256 over the fields, each behind its length in bytes', () => {
    fc.assert(
      fc.property(fc.array(field, { maxLength: 6 }), (fields) => {
        const hash = createHash('sha256');
        for (const one of fields) {
          if (typeof one === 'number') hash.update(`${one}:`);
          else hash.update(`${Buffer.byteLength(one)}:`).update(one);
        }
        expect(hashed(fields)).toBe(hash.digest('hex'));
      }),
    );
  });

  it('goes on from the text of another one', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 4 }), fc.array(field, { maxLength: 4 }), (before, fields) => {
        const begun = new KeyHash();
        for (const one of before) begun.field(one);
        expect(hashed(fields, new KeyHash(begun.text))).toBe(hashed([...before, ...fields]));
      }),
    );
  });
});
