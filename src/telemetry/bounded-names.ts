/** A set of names with a bound: clients choose models and paths, and what is kept for each must not grow with them. */

/** What stands for all names that came after the set was full. */
export const otherName = 'other';

const longest = 100;

export class BoundedNames {
  readonly #most: number;
  readonly #known = new Map<string, string>();

  constructor(most: number) {
    this.#most = most;
  }

  /** The name as it is counted: itself, cut at 100 characters, or `other`. */
  of(name: string): string {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    if (this.#known.size >= this.#most) return otherName;
    const counted = name.length <= longest ? name : `${name.slice(0, longest - 1)}…`;
    this.#known.set(name, counted);
    return counted;
  }
}
