/** Finds all of many literal strings in one pass over a text (Aho and Corasick, 1975), without regard to ASCII case. */

interface Node {
  readonly children: Map<number, Node>;
  readonly depth: number;
  fail: Node | undefined;
  /** Indices of the strings that end here, those that are suffixes included. */
  ends: number[];
  id: number;
}

const ASCII = 128;

/**
 * A full transition table, so that each character costs one look-up whatever the text: with ninety rules, a combined
 * regular expression tries its alternatives at every position and takes many times longer.
 */
export class AnchorAutomaton {
  readonly #anchors: readonly string[];
  /** Character code → column; 0 for characters in no anchor. */
  readonly #columns = new Uint8Array(ASCII);
  /** Row offset + column → row offset of the next state. */
  readonly #table: Int32Array;
  /** States at which a string ends have the highest rows, so that one comparison tells them apart. */
  readonly #firstEnding: number;
  readonly #endings: readonly (readonly number[])[];
  readonly #width: number;

  /** `anchors`: not empty, ASCII. */
  constructor(anchors: readonly string[]) {
    this.#anchors = anchors;
    let width = 1;
    for (const anchor of anchors) {
      for (const character of anchor) {
        const lower = character.toLowerCase().charCodeAt(0);
        if (lower >= ASCII) throw new RangeError(`an anchor must be ASCII: ${JSON.stringify(anchor)}`);
        if (this.#columns[lower] !== 0) continue;
        this.#columns[lower] = width;
        this.#columns[character.toUpperCase().charCodeAt(0)] = width;
        width += 1;
      }
    }
    this.#width = width;
    const nodes = this.#linked(anchors);
    const plain = nodes.filter((node) => node.ends.length === 0);
    const ending = nodes.filter((node) => node.ends.length > 0);
    for (const [index, node] of [...plain, ...ending].entries()) node.id = index * width;
    this.#firstEnding = plain.length * width;
    this.#endings = ending.map((node) => node.ends);
    this.#table = new Int32Array(nodes.length * width);
    for (const node of nodes) {
      if (node.fail !== undefined) this.#table.copyWithin(node.id, node.fail.id, node.fail.id + width);
      for (const [column, child] of node.children) this.#table[node.id + column] = child.id;
    }
  }

  /** Nodes of the trie in breadth-first order, with their failure links; a node's link always stands before it. */
  #linked(anchors: readonly string[]): Node[] {
    const root = node(0);
    for (const [index, anchor] of anchors.entries()) {
      let at = root;
      for (let i = 0; i < anchor.length; i += 1) {
        const column = this.#columns[anchor.charCodeAt(i)] ?? 0;
        let child = at.children.get(column);
        if (child === undefined) {
          child = node(at.depth + 1);
          at.children.set(column, child);
        }
        at = child;
      }
      at.ends.push(index);
    }
    const order = [root];
    for (const at of order) {
      for (const [column, child] of at.children) {
        let fallback = at.fail;
        while (fallback !== undefined && !fallback.children.has(column)) fallback = fallback.fail;
        child.fail = fallback?.children.get(column) ?? root;
        child.ends = [...child.ends, ...child.fail.ends];
        order.push(child);
      }
    }
    return order;
  }

  /** Calls `found` for every occurrence, in the order of their ends; `index` is that in the list given. */
  scan(text: string, found: (index: number, start: number) => void): void {
    const columns = this.#columns;
    const table = this.#table;
    const firstEnding = this.#firstEnding;
    let row = 0;
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      row = code < ASCII ? (table[row + (columns[code] ?? 0)] ?? 0) : 0;
      if (row < firstEnding) continue;
      for (const index of this.#endings[(row - firstEnding) / this.#width] ?? []) {
        found(index, i + 1 - (this.#anchors[index] ?? '').length);
      }
    }
  }
}

function node(depth: number): Node {
  return { children: new Map(), depth, fail: undefined, ends: [], id: 0 };
}
