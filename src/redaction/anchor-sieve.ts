/** Tells texts that hold none of many literal strings, by runs of three characters, from those that may have to be searched. */

export interface Anchor {
  /** ASCII, not empty. */
  readonly text: string;
  /** Whether it stands only where its case is the same. */
  readonly cased: boolean;
}

const ASCII = 128;
/** Characters fall into 64 classes: those that stand in no anchor, digits, each letter in each case, and others. */
const classBits = 6;
const classes = 1 << classBits;
const runs = 1 << (3 * classBits);

/** An anchor by the run of three characters in it that other texts have least. */
interface Sieved extends Anchor {
  /** Where the run begins in the anchor. */
  readonly at: number;
}

/**
 * One look-up in 32 KB a character, none of which waits for the one before. What it gives is exact: where the run of an anchor
 * stands, the whole anchor is compared.
 */
export class AnchorSieve {
  readonly #classOf = new Uint8Array(ASCII);
  /** A bit for each run of three classes: whether it is that of an anchor. */
  readonly #runs = new Int32Array(runs / 32);
  readonly #anchors = new Map<number, Sieved[]>();
  #others = 0;

  constructor(anchors: readonly Anchor[]) {
    for (const { text, cased } of anchors) {
      const upper = cased ? text : text.toUpperCase();
      const lower = cased ? text : text.toLowerCase();
      for (let i = 0; i < text.length; i += 1) {
        this.#addClass(lower.charCodeAt(i));
        this.#addClass(upper.charCodeAt(i));
      }
    }
    for (const { text, cased } of anchors)
      this.#add({ text: cased ? text : text.toLowerCase(), cased, at: seldom(text) });
  }

  /** Whether an anchor stands in `text`. */
  holds(text: string): boolean {
    const classOf = this.#classOf;
    const known = this.#runs;
    const { length } = text;
    let run = 0;
    for (let i = 0; i < length; i += 1) {
      const code = text.charCodeAt(i);
      run = ((run << classBits) | (code < ASCII ? (classOf[code] ?? 0) : 0)) & (runs - 1);
      if ((((known[run >>> 5] ?? 0) >>> (run & 31)) & 1) === 1 && this.#stands(run, text, i - 2)) return true;
    }
    // Anchors of one and two characters may stand at the very end.
    for (let i = length; i < length + 2; i += 1) {
      run = (run << classBits) & (runs - 1);
      if ((((known[run >>> 5] ?? 0) >>> (run & 31)) & 1) === 1 && this.#stands(run, text, i - 2)) return true;
    }
    return false;
  }

  #stands(run: number, text: string, at: number): boolean {
    for (const anchor of this.#anchors.get(run) ?? []) if (standsAt(text, at - anchor.at, anchor)) return true;
    return false;
  }

  #addClass(code: number): void {
    if (code >= ASCII) throw new RangeError('an anchor must be ASCII');
    if (this.#classOf[code] !== 0) return;
    if (code >= 0x30 && code <= 0x39) this.#classOf[code] = 1;
    else if (code >= 0x41 && code <= 0x5a) this.#classOf[code] = code - 0x41 + 2;
    else if (code >= 0x61 && code <= 0x7a) this.#classOf[code] = code - 0x61 + 28;
    // The rest shares the ten classes that are left: that costs comparisons only.
    else this.#classOf[code] = 54 + (this.#others++ % 10);
  }

  #add(anchor: Sieved): void {
    const [first, second, third] = [0, 1, 2].map((i) => this.#spellings(anchor, anchor.at + i));
    for (const a of first ?? []) {
      for (const b of second ?? []) {
        for (const c of third ?? []) this.#addRun((((a << classBits) | b) << classBits) | c, anchor);
      }
    }
  }

  #addRun(run: number, anchor: Sieved): void {
    this.#runs[run >>> 5] = (this.#runs[run >>> 5] ?? 0) | (1 << (run & 31));
    const others = this.#anchors.get(run);
    if (others === undefined) this.#anchors.set(run, [anchor]);
    else others.push(anchor);
  }

  /** The classes that an anchor's character may have, each once; behind its end, any. */
  #spellings({ text, cased }: Sieved, at: number): readonly number[] {
    if (at >= text.length) return anyClass;
    const lower = this.#classOf[text.charCodeAt(at)] ?? 0;
    if (cased) return [lower];
    const upper = this.#classOf[text.charAt(at).toUpperCase().charCodeAt(0)] ?? 0;
    return lower === upper ? [lower] : [lower, upper];
  }
}

const anyClass: readonly number[] = Array.from({ length: classes }, (_, i) => i);

/** What English is made of, the commonest first. */
const common = ' etaoinsrhldcumfpgwybvkxjqz';

/** Where the run of three begins that is least like others: what is no letter is seldom beside letters. */
function seldom(text: string): number {
  const ranks = Array.from(text.toLowerCase(), (character) => {
    const rank = common.indexOf(character);
    return rank < 0 ? common.length : rank;
  });
  let best = 0;
  let least = -1;
  for (let at = 0; at + 3 <= ranks.length; at += 1) {
    const score = (ranks[at] ?? 0) + (ranks[at + 1] ?? 0) + (ranks[at + 2] ?? 0);
    if (score > least) {
      least = score;
      best = at;
    }
  }
  return best;
}

/** Not by `startsWith` and `toLowerCase`: most differ in their last characters, and nothing is to be made for these. */
function standsAt(text: string, start: number, { text: anchor, cased }: Anchor): boolean {
  for (let i = anchor.length - 1; i >= 0; i -= 1) {
    const code = text.charCodeAt(start + i); // NaN outside of the text
    const wanted = anchor.charCodeAt(i);
    if (code !== wanted && (cased || code < 0x41 || code > 0x5a || code + 0x20 !== wanted)) return false;
  }
  return true;
}
