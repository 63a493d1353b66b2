/** What tokens cost: a table of prices with their dates, and the cost of one answer by it. */

import type { Usage } from '../core/answer.ts';
import { fitsWildcard } from '../rules/wildcard.ts';

/** What a model's tokens cost from a day on; the configuration's section `prices` has a list of them. */
export interface Price {
  /** `gpt-4o-mini*`: `*` stands for any characters. */
  readonly model: string;
  /** US dollars for a million tokens. */
  readonly input: number;
  readonly output: number;
  /** Of input tokens from the provider's cache; undefined for the same as others. */
  readonly cached: number | undefined;
  /** From when on it holds, in milliseconds since 1970. */
  readonly from: number;
  /** Where it is written. */
  readonly source: string;
}

/** Models whose prices are remembered: clients make names up. */
const MOST_MODELS = 1000;
/** Dollars for a million tokens, as billionths of a dollar for one. */
const NANO_A_TOKEN = 1e9 / 1e6;
/** More characters than any pattern has. */
const WHOLE_NAME = 1e9;

export class PriceTable {
  readonly #prices: readonly Price[];
  /** The best first. */
  readonly #known = new Map<string, readonly Price[]>();

  constructor(prices: readonly Price[]) {
    this.#prices = prices;
  }

  get empty(): boolean {
    return this.#prices.length === 0;
  }

  /**
   * Billionths of a US dollar, rounded; undefined where no price fits.
   * Of several that fit a model the one with the most to say of its name counts, then the latest that held `at` that time.
   */
  costOf(model: string, usage: Usage, at: number): number | undefined {
    const price = this.#for(model).find(({ from }) => from <= at);
    if (price === undefined) return undefined;
    const cached = Math.min(usage.cached, usage.input);
    const dollars =
      (usage.input - cached) * price.input + cached * (price.cached ?? price.input) + usage.output * price.output;
    return Math.round(dollars * NANO_A_TOKEN);
  }

  #for(model: string): readonly Price[] {
    const known = this.#known.get(model);
    if (known !== undefined) return known;
    const fitting = this.#prices
      .filter((price) => fitsWildcard(model, price.model))
      .sort((one, other) => precision(other) - precision(one) || other.from - one.from);
    if (this.#known.size >= MOST_MODELS) this.#known.clear();
    this.#known.set(model, fitting);
    return fitting;
  }
}

/** How many characters of a name it says; a whole name says most. */
function precision({ model }: Price): number {
  return model.includes('*') ? model.replaceAll('*', '').length : WHOLE_NAME;
}
