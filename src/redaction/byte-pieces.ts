/** Joins rewritten stretches of a body, and moves the ends of its chunks along. */

export interface Rewritten {
  /** How many bytes of the original body it stands for. */
  readonly original: number;
  readonly bytes: Uint8Array;
}

/**
 * An end inside an unchanged stretch stays at its byte; one inside an edit moves to the edit's end, so that a marker is
 * whole in the chunk where the secret began. As many ends as before, none decreasing.
 */
export function joinBytes(
  parts: readonly { readonly bytes: readonly Rewritten[] }[],
  ends: readonly number[],
): { readonly bytes: Uint8Array; readonly ends: readonly number[] } {
  const pieces = parts.flatMap((part) => part.bytes);
  const bytes = Buffer.concat(pieces.map((piece) => piece.bytes));
  const moved: number[] = [];
  let next = 0;
  let from = 0;
  let to = 0;
  for (const piece of pieces) {
    const end = from + piece.original;
    const equal = piece.bytes.byteLength === piece.original;
    while (next < ends.length && (ends[next] ?? 0) <= end) {
      const within = (ends[next] ?? 0) - from;
      moved.push(equal ? to + within : within === 0 ? to : to + piece.bytes.byteLength);
      next += 1;
    }
    from = end;
    to += piece.bytes.byteLength;
  }
  while (next < ends.length) {
    moved.push(bytes.byteLength);
    next += 1;
  }
  return { bytes, ends: moved };
}
