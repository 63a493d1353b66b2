/** A typed name for what an API keeps between requests: stored completions, threads, responses. */

declare const kept: unique symbol;

export interface Shelf<T> {
  readonly name: string;
  readonly [kept]?: T;
}

/** @param name unique in llmsim, for example `openai.threads` */
export function shelf<T>(name: string): Shelf<T> {
  return { name };
}
