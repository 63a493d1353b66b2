/** Patterns of the user's own, in RE2 syntax on a linear engine: none can hang the process. */

import { RE2JS } from 're2js';
import type { Finder, Span } from './finding.ts';

export type CompiledPattern =
  | { readonly kind: 'finder'; readonly finder: Finder }
  | { readonly kind: 'invalid'; readonly why: string };

/**
 * Compiles `pattern`; what it matches becomes `[redacted:<name>]`, or what its group 1 matches where it has one. Patterns
 * that RE2 does not know (back references, look-around) and those that match the empty text are invalid.
 * Syntax: https://github.com/google/re2/wiki/Syntax
 */
export function compilePattern(name: string, pattern: string): CompiledPattern {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(pattern);
  } catch (error) {
    return { kind: 'invalid', why: error instanceof Error ? error.message : String(error) };
  }
  if (compiled.matcher('').find()) return { kind: 'invalid', why: 'it matches the empty text' };
  const group = compiled.groupCount() > 0 ? 1 : 0;
  return {
    kind: 'finder',
    finder: {
      find(text) {
        const spans: Span[] = [];
        const matcher = compiled.matcher(text);
        while (matcher.find()) {
          const start = matcher.start(group);
          const end = matcher.end(group);
          if (start >= 0 && end > start) spans.push({ start, end, kind: name });
        }
        return spans;
      },
    },
  };
}
