/** Normalisers of the user's own: a pattern in RE2 syntax, on a linear engine, and what stands in its place. */

import { RE2JS } from 're2js';
import type { Normaliser } from './normaliser.ts';

export type CompiledNormaliser =
  | { readonly kind: 'normaliser'; readonly normaliser: Normaliser }
  | { readonly kind: 'invalid'; readonly why: string };

/** `as` is written as it stands. Invalid: what RE2 does not know (back references, look-around), and what matches the empty text. */
export function compileNormaliser(pattern: string, as: string): CompiledNormaliser {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(pattern);
  } catch (error) {
    return { kind: 'invalid', why: error instanceof Error ? error.message : String(error) };
  }
  if (compiled.matcher('').find()) return { kind: 'invalid', why: 'it matches the empty text' };
  return { kind: 'normaliser', normaliser: { name: `pattern:${pattern}=>${as}`, replace: replacing(compiled, as) } };
}

function replacing(pattern: RE2JS, as: string): (text: string) => string {
  return (text) => {
    const matcher = pattern.matcher(text);
    let replaced = '';
    let rest = 0;
    while (matcher.find()) {
      replaced += text.slice(rest, matcher.start()) + as;
      rest = matcher.end();
    }
    return rest === 0 ? text : replaced + text.slice(rest);
  };
}
