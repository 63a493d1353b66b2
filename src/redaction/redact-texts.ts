/** Redaction of short texts that are no bodies: header values, request targets. */

import type { Finder } from './finding.ts';
import type { Markers } from './markers.ts';
import { Pieces } from './pieces.ts';
import { editPieces } from './search-pieces.ts';

/** The texts with what was found in them replaced, each searched on its own. */
export function redactTexts(texts: readonly string[], finder: Finder, markers: Markers): readonly string[] {
  const pieces = new Pieces();
  const segments = texts.map((text, i) => {
    const segment = pieces.segment(text);
    pieces.addPlain(`text ${i}`, segment, 0, text.length);
    return segment;
  });
  return editPieces(pieces, finder, markers) ? segments.map((segment) => segment.edited()) : texts;
}
