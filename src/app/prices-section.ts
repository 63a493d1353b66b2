/** The section `prices` of the configuration: what tokens cost, since when, and where that is written. */

import { z } from 'zod';
import type { Price } from '../access/prices.ts';

const dollars = z.number().min(0);
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'is no day such as 2026-11-21', abort: true })
  // Date.parse lets 31 February be a day of March.
  .refine((text) => {
    const at = Date.parse(text);
    return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
  }, 'is a day that no month has');

export const pricesSection = z.array(
  z.strictObject({
    /** `*` stands for any characters. */
    model: z.string().min(1).meta({ description: 'A model, with `*` for any characters.' }),
    /** US dollars for a million tokens. */
    input: dollars.meta({ description: 'US dollars for a million tokens of input.' }),
    output: dollars.meta({ description: 'The same for output; embeddings have none.' }).exactOptional(),
    cached: dollars
      .meta({ description: 'The same for input that the provider had in its cache; as input without it.' })
      .exactOptional(),
    /** The day from which on it holds. */
    from: day.meta({ description: 'The day from which on it holds, such as 2026-11-21.' }),
    /** Where it is written: a price that nobody can look up is not believed for long. */
    source: z.string().min(1).meta({ description: 'Where it is written.' }),
  }),
);

/** An embedding model has no `output`. */
export function pricesOf(section: z.infer<typeof pricesSection>): readonly Price[] {
  return section.map(({ model, input, output, cached, from, source }) => ({
    model,
    input,
    output: output ?? 0,
    cached,
    from: Date.parse(from),
    source,
  }));
}
