/** Cuts text into pieces about as large as tokens, as a model sends them. */

/** Long words fall apart; four letters to a token is OpenAI's own rule of thumb for English. */
const longest = 8;

/** Words with the space before them, punctuation on its own; joined they are the text, and no surrogate pair is cut. */
export function wordPieces(text: string): readonly string[] {
  const pieces = text.match(/ ?[\p{L}\p{M}\p{N}_]+| ?[^\s\p{L}\p{M}\p{N}_]{1,4}|\s+/gu) ?? [];
  return pieces.flatMap((piece) => (piece.length <= longest ? [piece] : parts(piece)));
}

function parts(piece: string): string[] {
  const characters = [...piece];
  const count = Math.ceil(characters.length / longest);
  const size = Math.ceil(characters.length / count);
  return Array.from({ length: count }, (_, i) => characters.slice(i * size, (i + 1) * size).join('')).filter(
    (part) => part !== '',
  );
}
