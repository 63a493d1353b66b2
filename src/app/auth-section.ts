/** The section `auth` of the configuration: who is asked for a key, and where keys and usage are kept. */

import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { type AccessConfig, usualDatabase } from './access-config.ts';
import type { SectionContext } from './configuration-section.ts';

export const authSection = z.strictObject({
  mode: z
    .enum(['off', 'optional', 'required'])
    .meta({ description: 'Whether clients need a key that `llmsim keys create` made.', default: 'off' })
    .exactOptional(),
  db: z
    .string()
    .min(1)
    .meta({ description: 'The SQLite file of keys and usage.', default: usualDatabase })
    .exactOptional(),
  usage: z
    .boolean()
    .meta({ description: 'Write every request into the usage ledger; with keys it is written anyhow.', default: false })
    .exactOptional(),
});

/** What the section says; the rest is as it is. */
export function authOf(
  section: z.infer<typeof authSection>,
  { folder }: Pick<SectionContext, 'folder'>,
): Partial<AccessConfig> {
  const { mode, db, usage } = section;
  return {
    ...(mode === undefined ? {} : { auth: mode }),
    ...(db === undefined ? {} : { db: isAbsolute(db) ? db : join(folder, db) }),
    ...(usage === undefined ? {} : { usage }),
  };
}
