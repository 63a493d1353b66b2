/** What a row of the table of made-up secrets is, and how its characters are drawn. */

/** Draws characters: `draw(20, 'A-Za-z0-9')`. Equal seeds draw equal characters. */
export type Draw = (length: number, classes?: string) => string;

/** One shape of secret. The text holding it is `before`, `secret`, `after`. */
export interface PlantedSecret {
  readonly kind: string;
  readonly what: string;
  readonly make: (draw: Draw) => { readonly before?: string; readonly secret: string; readonly after?: string };
  /** Texts in which a rule of this kind must find nothing. */
  readonly lookAlikes: (draw: Draw) => readonly [string, string, ...string[]];
  readonly optIn?: 'pii';
}

const ALPHABETS: Readonly<Record<string, string>> = {
  'A-Z': 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  'a-z': 'abcdefghijklmnopqrstuvwxyz',
  'a-f': 'abcdef',
  '0-9': '0123456789',
};

/** The source of characters for a seed (a linear congruential generator; test data needs no more). */
export function drawFrom(seed: number): Draw {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  return (length, classes = 'A-Za-z0-9') => {
    const alphabet = classes.replaceAll(/.-./g, (range) => ALPHABETS[range] ?? range);
    let drawn = '';
    for (let i = 0; i < length; i += 1) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      drawn += alphabet.charAt(Math.floor((state / 2 ** 32) * alphabet.length));
    }
    return drawn;
  };
}

export const HEX = '0-9a-f';
export const URL_SAFE = 'A-Za-z0-9A-Za-z0-9_-';

/** A row for a key that is its prefix and so many characters. */
export const prefixed = (
  kind: string,
  prefix: string,
  length: number,
  classes: string,
  lookAlikes: PlantedSecret['lookAlikes'],
): PlantedSecret => ({
  kind,
  what: prefix,
  // A key that ends in `-` or `_` has no clear end in a text.
  make: (draw) => ({ secret: prefix + draw(length - 1, classes) + draw(1, classes.replace('_-', '')) }),
  lookAlikes,
});
