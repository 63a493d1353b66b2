/** What two texts have in common and what not, word by word. */

export interface DiffPiece {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Texts that differ in more words than this are not taken apart any further: time and memory grow with its square. */
const mostEdits = 1000;

/** Words, single characters of scripts without spaces, runs of white space, and every other character by itself. */
const token = /\s+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{M}\p{N}_]+|[^\s]/gu;

/**
 * The pieces in order: `same` and `removed` join to `before`, `same` and `added` to `after`. A shortest edit (Myers, "An O(ND)
 * Difference Algorithm", 1986), or one removed and one added piece between what begins and ends alike where that would be too long.
 */
export function wordDiff(before: string, after: string): DiffPiece[] {
  const [a, b] = [before.match(token) ?? [], after.match(token) ?? []];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const pieces = new Pieces();
  pieces.add('same', a.slice(0, start).join(''));
  const [midA, midB] = [a.slice(start, endA), b.slice(start, endB)];
  const edits = shortestEdit(midA, midB);
  if (edits === undefined) {
    pieces.add('removed', midA.join(''));
    pieces.add('added', midB.join(''));
  } else {
    for (const { kind, text } of edits) pieces.add(kind, text);
  }
  pieces.add('same', a.slice(endA).join(''));
  return pieces.list();
}

/** Joins neighbours of one kind; what was removed comes before what was added in its place. */
class Pieces {
  readonly #pieces: DiffPiece[] = [];
  #removed = '';
  #added = '';

  add(kind: DiffPiece['kind'], text: string): void {
    if (text === '') return;
    if (kind === 'removed') this.#removed += text;
    else if (kind === 'added') this.#added += text;
    else {
      this.#flush();
      const last = this.#pieces.at(-1);
      if (last?.kind === 'same') this.#pieces[this.#pieces.length - 1] = { kind, text: last.text + text };
      else this.#pieces.push({ kind, text });
    }
  }

  list(): DiffPiece[] {
    this.#flush();
    return this.#pieces;
  }

  #flush(): void {
    if (this.#removed !== '') this.#pieces.push({ kind: 'removed', text: this.#removed });
    if (this.#added !== '') this.#pieces.push({ kind: 'added', text: this.#added });
    this.#removed = '';
    this.#added = '';
  }
}

/** The steps from `a` to `b`; undefined when there are more than `mostEdits` that change something. */
function shortestEdit(a: readonly string[], b: readonly string[]): DiffPiece[] | undefined {
  const limit = Math.min(mostEdits, a.length + b.length);
  /** reach[k + limit + 1]: how far in `a` one gets on diagonal k, which is a's place minus b's. */
  const reach = new Int32Array(2 * limit + 3);
  const trail: Int32Array[] = [];
  for (let edits = 0; edits <= limit; edits++) {
    trail.push(reach.slice(limit + 1 - edits - 1, limit + 1 + edits + 2));
    for (let k = -edits; k <= edits; k += 2) {
      const at = limit + 1 + k;
      const [left, right] = [reach[at - 1] ?? 0, reach[at + 1] ?? 0];
      let x = k === -edits || (k !== edits && left < right) ? right : left + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reach[at] = x;
      if (x >= a.length && x - k >= b.length) return walkBack(a, b, trail);
    }
  }
  return undefined;
}

/** `trail[e]` is the reach before step e, for the diagonals from -e-1 to e+1. */
function walkBack(a: readonly string[], b: readonly string[], trail: readonly Int32Array[]): DiffPiece[] {
  const steps: DiffPiece[] = [];
  let [x, y] = [a.length, b.length];
  for (let edits = trail.length - 1; edits >= 0; edits--) {
    const reach = trail[edits] ?? new Int32Array();
    const k = x - y;
    const at = k + edits + 1;
    const [left, right] = [reach[at - 1] ?? 0, reach[at + 1] ?? 0];
    const down = k === -edits || (k !== edits && left < right);
    const fromX = edits === 0 ? 0 : down ? right : left;
    const fromY = edits === 0 ? 0 : fromX - (down ? k + 1 : k - 1);
    while (x > fromX && y > fromY) {
      x--;
      y--;
      steps.push({ kind: 'same', text: a[x] ?? '' });
    }
    if (edits === 0) break;
    if (down) steps.push({ kind: 'added', text: b[--y] ?? '' });
    else steps.push({ kind: 'removed', text: a[--x] ?? '' });
  }
  return steps.reverse();
}
