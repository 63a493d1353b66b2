/** Cut streams of text into events as their bytes arrive: server-sent events, lines, the elements of a JSON array. */

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Looks at each byte once; what is told of a byte decides whether an event ends behind it. */
abstract class ByteCutter {
  #held: Uint8Array[] = [];

  /** Whether an event ends right behind this byte. */
  protected abstract ends(byte: number): boolean;

  push(bytes: Uint8Array): readonly Uint8Array[] {
    const events: Uint8Array[] = [];
    let start = 0;
    for (let at = 0; at < bytes.length; at++) {
      if (!this.ends(bytes[at] ?? 0)) continue;
      events.push(this.#taken(bytes.subarray(start, at + 1)));
      start = at + 1;
    }
    if (start < bytes.length) this.#held.push(bytes.subarray(start));
    return events;
  }

  rest(): Uint8Array | undefined {
    const rest = this.#taken(new Uint8Array(0));
    return rest.byteLength === 0 ? undefined : rest;
  }

  #taken(last: Uint8Array): Uint8Array {
    if (this.#held.length === 0) return last;
    const event = Buffer.concat([...this.#held, last]);
    this.#held = [];
    return event;
  }
}

/** An event ends with its blank line; line ends are LF or CRLF, mixed at will. Blank lines beyond begin the next event. */
export class SseCutter extends ByteCutter {
  #lineIsEmpty = true;
  #eventIsEmpty = true;

  protected override ends(byte: number): boolean {
    if (byte === CR) return false;
    if (byte !== LF) {
      this.#lineIsEmpty = false;
      this.#eventIsEmpty = false;
      return false;
    }
    const blank = this.#lineIsEmpty && !this.#eventIsEmpty;
    this.#lineIsEmpty = true;
    if (blank) this.#eventIsEmpty = true;
    return blank;
  }
}

/** One event a line, its end included. */
export class LineCutter extends ByteCutter {
  protected override ends(byte: number): boolean {
    return byte === LF;
  }
}

/** One event for each outermost object, with the brackets and commas in front of it; the end of the array is the rest. */
export class ArrayCutter extends ByteCutter {
  #depth = 0;
  #inString = false;
  #escaped = false;

  protected override ends(byte: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#inString = false;
      return false;
    }
    if (byte === QUOTE) this.#inString = true;
    else if (byte === 0x7b) this.#depth += 1;
    else if (byte === 0x7d && this.#depth > 0) {
      this.#depth -= 1;
      return this.#depth === 0;
    }
    return false;
  }
}
