/** Device names that Windows reserves: `con.json` cannot be created there, whatever follows the first dot. */

const reserved = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(?=$|\.)/;
const escaped = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])-+$/;

/** True for a lower-case file or folder name that Windows refuses. */
export function isReservedName(name: string): boolean {
  return reserved.test(name);
}

/** Makes a name without dots safe: `con` → `con-`, `con-` → `con--`, so that nothing collides; all others stay. */
export function escapeReserved(name: string): string {
  return reserved.test(name) || escaped.test(name) ? `${name}-` : name;
}

/** The inverse of `escapeReserved`. */
export function unescapeReserved(name: string): string {
  // Almost no name ends in `-`: the regular expression is for those that do.
  return name.endsWith('-') && escaped.test(name) ? name.slice(0, -1) : name;
}
