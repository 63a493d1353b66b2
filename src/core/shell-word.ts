/** A text as one word of a POSIX shell command that a user may copy. */

/** Quotes only what a shell would read (POSIX.1-2017, Shell Command Language, section 2.2). */
export function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
