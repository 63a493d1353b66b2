/** Text such as `reset(after=3)` or `lognormal(p50=120, p95=600)`: a name, and in brackets what it is given. */

export interface CallText {
  readonly name: string;
  /** In the order in which they stand, untrimmed of nothing but spaces around them. */
  readonly given: readonly (readonly [name: string, value: string])[];
}

/** Longer ones mean nothing, and would only cost time. */
const longest = 1000;

/** Undefined for what is not of this form; empty brackets are as good as none. */
export function parseCall(text: string): CallText | undefined {
  if (text.length > longest) return undefined;
  const [, name = '', inside] = /^\s*([\w-]+)\s*(?:\(([^()]*)\))?\s*$/.exec(text) ?? [];
  if (name === '') return undefined;
  const parts = inside === undefined || inside.trim() === '' ? [] : inside.split(',');
  const given: (readonly [string, string])[] = [];
  for (const part of parts) {
    const at = part.indexOf('=');
    const key = part.slice(0, Math.max(0, at)).trim();
    const value = part.slice(at + 1).trim();
    if (at < 0 || key === '' || value === '') return undefined;
    given.push([key, value]);
  }
  return { name, given };
}
