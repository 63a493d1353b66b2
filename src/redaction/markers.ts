/** The markers of one interaction: equal secrets stay equal, distinct ones of a kind are numbered. */

import { marker } from './marker.ts';

export class Markers {
  readonly #byKind = new Map<string, Map<string, string>>();

  /** `[redacted:kind]` for the first value of a kind, `[redacted:kind:2]` for the second distinct one, and so on. */
  of(kind: string, value: string): string {
    let values = this.#byKind.get(kind);
    if (values === undefined) {
      values = new Map();
      this.#byKind.set(kind, values);
    }
    let text = values.get(value);
    if (text === undefined) {
      text = marker(values.size === 0 ? kind : `${kind}:${values.size + 1}`);
      values.set(value, text);
    }
    return text;
  }
}
