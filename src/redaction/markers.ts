/** The markers of one interaction: equal secrets stay equal, distinct ones of a kind are numbered. */

import { marker } from './marker.ts';

interface Kind {
  readonly markers: Map<string, string>;
  /** The highest number that a marker of the kind has. */
  highest: number;
}

const MARKER = /\[redacted:([a-z0-9-]+)(?::(\d{1,6}))?\]/g;

export class Markers {
  readonly #kinds = new Map<string, Kind>();

  /** `[redacted:kind]` for the first value of a kind, `[redacted:kind:2]` for the second distinct one, and so on. */
  of(kind: string, value: string): string {
    const known = this.#kind(kind);
    const plain = plainly(value);
    let text = known.markers.get(plain);
    if (text === undefined) {
      known.highest += 1;
      text = marker(known.highest === 1 ? kind : `${kind}:${known.highest}`);
      known.markers.set(plain, text);
    }
    return text;
  }

  /** Markers that stand in `text` already are not given to other secrets. */
  reserve(text: string): void {
    if (!text.includes('[redacted:')) return;
    for (const [, kind = '', number = '1'] of text.matchAll(MARKER)) {
      const known = this.#kind(kind);
      known.highest = Math.max(known.highest, Number(number));
    }
  }

  #kind(kind: string): Kind {
    let known = this.#kinds.get(kind);
    if (known === undefined) {
      known = { markers: new Map(), highest: 0 };
      this.#kinds.set(kind, known);
    }
    return known;
  }
}

const LINE_ENDS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** The same text however often JSON and URLs have escaped it, so that it gets one marker. */
function plainly(value: string): string {
  if (!/[\\%]/.test(value)) return value;
  return value
    .replaceAll(
      /\\+u00([0-9a-f]{2})|%(?:25)*([2-7][0-9a-f])/gi,
      (_all, json: string | undefined, url: string | undefined) =>
        String.fromCharCode(Number.parseInt(json ?? url ?? '', 16)),
    )
    .replaceAll(/\\+([nrt])|\\+/g, (_all, end: string | undefined) => LINE_ENDS[end ?? ''] ?? '');
}
