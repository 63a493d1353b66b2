/** The contract of a section of the configuration: its schema, and what it becomes. The list is in `configuration-sections.ts`. */

import type { z } from 'zod';
import type { ConfigurationFile } from './configuration-file.ts';

export interface ConfigurationSection<Schema extends z.ZodType, Value> {
  /** One sentence for editors and for the documentation. */
  readonly description: string;
  /** Each field with a description, and with its default where it has one: `.meta({ description, default })`. */
  readonly schema: Schema;
  /** What the section becomes; `undefined` is given where the file has none. Mistakes that no schema sees go to `context.file`. */
  read(given: z.infer<Schema> | undefined, context: SectionContext): Value;
}

export interface SectionContext {
  /** Takes what is wrong, with the path where it stands. */
  readonly file: ConfigurationFile;
  /** Where the file stands: relative paths in it begin there. */
  readonly folder: string;
}

/** A section that becomes something only where the file has it. */
export function section<Schema extends z.ZodType, Value>(
  description: string,
  schema: Schema,
  read: (given: z.infer<Schema>, context: SectionContext) => Value,
): ConfigurationSection<Schema, Value | undefined> {
  return {
    description,
    schema,
    read: (given, context) => (given === undefined ? undefined : read(given, context)),
  };
}

/** A section that also becomes something where the file does not have it, as if it stood there as `absent`. */
export function usualSection<Schema extends z.ZodType, Value>(
  description: string,
  schema: Schema,
  absent: z.infer<Schema>,
  read: (given: z.infer<Schema>, context: SectionContext) => Value,
): ConfigurationSection<Schema, Value> {
  return { description, schema, read: (given, context) => read(given ?? absent, context) };
}
