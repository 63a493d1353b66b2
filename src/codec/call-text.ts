/** Text such as `reset(after=3)` or `429(message="Wait, please.")`: a name, and in brackets what it is given. */

export interface CallText {
  readonly name: string;
  /** In the order in which they stand, without the spaces and the quotes around them. */
  readonly given: readonly (readonly [name: string, value: string])[];
}

/** Longer ones mean nothing, and would only cost time. */
const longest = 1000;

/** Undefined for what is not of this form; empty brackets are as good as none. */
export function parseCall(text: string): CallText | undefined {
  if (text.length > longest) return undefined;
  const [, name = '', inside] = /^\s*([\w-]+)\s*(?:\((.*)\))?\s*$/s.exec(text) ?? [];
  if (name === '') return undefined;
  const given: (readonly [string, string])[] = [];
  const rest = inside?.trim() ?? '';
  let at = 0;
  while (at < rest.length) {
    argument.lastIndex = at;
    const [whole = '', key = '', quoted, plain = ''] = argument.exec(rest) ?? [];
    const value = quoted?.replace(/\\([\\"])/g, '$1') ?? plain.trim();
    if (whole === '' || key.trim() === '' || value === '') return undefined;
    given.push([key.trim(), value]);
    at += whole.length;
    // A comma stands between two, and behind none.
    if (at === rest.length && whole.endsWith(',')) return undefined;
  }
  return { name, given };
}

/** `key=value` or `key="value"` with the comma behind it; a backslash keeps a quote or a backslash as it is. */
const argument = /([^=,()"]*)=\s*(?:"((?:[^"\\]|\\.)*)"\s*|([^,()"\s][^,()]*))(?:,|$)/sy;

/** A value as `parseCall` reads it again. */
export function argumentText(value: string): string {
  return /[,()]|^[\s"]|\s$/.test(value) ? `"${value.replace(/[\\"]/g, '\\$&')}"` : value;
}
