/** The path of a request as matching sees it: one spelling of percent-encoding, and the ids in it made out. */

import { GeneratedId } from '../../core/canonical.ts';
import { isGeneratedSegment } from './generated-ids.ts';

/** Pieces that make the path when joined; without `ids`, one piece. */
export function canonicalPath(path: string, ids: boolean): readonly (string | GeneratedId)[] {
  const plain = oneEncoding(path);
  if (!ids) return [plain];
  const pieces: (string | GeneratedId)[] = [];
  let text = '';
  let before: string | undefined;
  for (const [index, segment] of plain.split('/').entries()) {
    if (index > 0) text += '/';
    const colon = segment.indexOf(':');
    const name = colon < 0 ? segment : segment.slice(0, colon);
    if (isGeneratedSegment(name, before)) {
      pieces.push(text, new GeneratedId(name));
      text = segment.slice(name.length);
    } else {
      text += segment;
    }
    before = segment;
  }
  if (text !== '') pieces.push(text);
  return pieces;
}

/**
 * Decodes what a path segment may hold as it is (RFC 3986, 3.3: unreserved, sub-delims, `:` and `@`), writes the rest in
 * upper-case hex. `%2F` stays apart from `/`.
 */
function oneEncoding(path: string): string {
  if (!path.includes('%')) return path;
  return path.replace(/%([0-9A-Fa-f]{2})/g, (encoded, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[A-Za-z0-9\-._~!$&'()*+,;=:@]/.test(character) ? character : encoded.toUpperCase();
  });
}
