/** Counts and cuts text as models do. */

export interface TokenCounter {
  /** One number a text. */
  count(texts: readonly string[], model: string): Promise<readonly number[]>;
  /** The tokens of a text as text; one that ends within a character is joined with the next. Joined they are the text. */
  pieces(text: string, model: string): Promise<readonly string[]>;
}
