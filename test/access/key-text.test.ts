import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isKeyText, keyHash, keyPrefix, maskedKey, newKeyText } from '../../src/access/key-text.ts';

const secrets = fc.uint8Array({ minLength: 32, maxLength: 32 });
const keyOf = (secret: Uint8Array): string => newKeyText(() => secret);

describe('the text of a key', () => {
  it('is recognised whatever its random bytes are', () => {
    fc.assert(fc.property(secrets, (secret) => isKeyText(keyOf(secret))));
  });

  it('fits a header and a query without escapes', () => {
    fc.assert(fc.property(secrets, (secret) => encodeURIComponent(keyOf(secret)) === keyOf(secret)));
  });

  it('differs, and hashes otherwise, for other bytes', () => {
    fc.assert(
      fc.property(secrets, secrets, (one, other) => {
        const same = Buffer.from(one).equals(other);
        return (keyOf(one) === keyOf(other)) === same && (keyHash(keyOf(one)) === keyHash(keyOf(other))) === same;
      }),
    );
  });

  it('is new each time', () => {
    expect(newKeyText()).not.toBe(newKeyText());
  });

  it('is not recognised with a character more, less or of another kind', () => {
    const key = newKeyText();
    for (const wrong of [
      `${key}a`,
      key.slice(0, -1),
      `${key.slice(0, -1)}.`,
      ` ${key}`,
      `${key}\n`,
      '',
      'sk-llmsim-',
    ]) {
      expect(isKeyText(wrong)).toBe(false);
    }
  });

  it('is recognised by a prefix that holds 6 of its 43 secret characters', () => {
    expect(keyPrefix('sk-llmsim-abcdefghijkl')).toBe('sk-llmsim-abcdef');
  });
});

describe('a masked key', () => {
  it('keeps the beginning and the end of a long one', () => {
    expect(maskedKey('sk-proj-abcdefghijklmnop')).toBe('sk-proj-********mnop');
  });

  it('keeps nothing of a short one', () => {
    expect(maskedKey('hunter2')).toBe('*******');
  });

  it('shows at most 12 characters, and no control characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const masked = maskedKey(text);
        return /^[\x21-\x7e]*$/.test(masked) && masked.length <= 20;
      }),
    );
  });
});
