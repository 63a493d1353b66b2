/** The contract of a normaliser: it puts what varies from run to run into one spelling. Members live in `normalisers/`. */

export interface Normaliser {
  /** As the configuration names it, for example `iso-date`; a user's own is `pattern:<RE2>=><placeholder>`. */
  readonly name: string;
  /** The text with each occurrence replaced; the same string where there is none. Linear time. */
  replace(text: string): string;
  /** The same for a JSON number, which becomes a placeholder; undefined for one that stays. */
  replaceNumber?(value: number): string | undefined;
}
