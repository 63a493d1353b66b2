/** One bound on the bytes that all open recordings hold together. */

export interface MemoryAccount {
  /** Charges `bytes`; false when the budget does not allow it, and then nothing is charged. */
  take(bytes: number): boolean;
  /** Gives charged bytes back before the end. */
  give(bytes: number): void;
  /** One more holder; the charge lasts until every holder has released it. */
  retain(): void;
  release(): void;
}

/** For exchanges that nobody meters. */
export const unmetered: MemoryAccount = { take: () => true, give() {}, retain() {}, release() {} };

export class MemoryBudget {
  readonly #limit: number;
  #used = 0;

  /** `limit` in bytes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get used(): number {
    return this.#used;
  }

  /** A new account with one holder. */
  open(): MemoryAccount {
    let charged = 0;
    let holders = 1;
    return {
      take: (bytes) => {
        if (this.#used + bytes > this.#limit) return false;
        this.#used += bytes;
        charged += bytes;
        return true;
      },
      give: (bytes) => {
        const back = Math.min(bytes, charged);
        this.#used -= back;
        charged -= back;
      },
      retain: () => {
        holders += 1;
      },
      release: () => {
        holders -= 1;
        if (holders > 0) return;
        this.#used -= charged;
        charged = 0;
      },
    };
  }
}
