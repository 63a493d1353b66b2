/** The section `redact` of the configuration. */

import { z } from 'zod';
import { compilePattern } from '../redaction/user-pattern.ts';
import type { RedactSettings } from './configuration.ts';
import type { ConfigurationFile } from './configuration-file.ts';
import { pointer, segmentsOf } from './json-pointer.ts';

const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'is not a header name');
const markerName = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, 'is not a name of lower-case letters, digits and "-"');

const userPattern = z.strictObject({
  name: markerName.meta({ description: 'Stands in its place: [redacted:name].' }),
  pattern: z.string().min(1).meta({ description: 'In RE2 syntax; of a pattern with groups the groups are redacted.' }),
});

export const redactSection = z.strictObject({
  pii: z.boolean().meta({ description: 'Redact personal data too.', default: false }).exactOptional(),
  environment: z
    .union([z.boolean(), z.array(z.string().min(1))])
    .meta({
      description:
        'Redact the values of variables named like KEY, TOKEN, SECRET or PASSWORD (true), of these (a list), or of none.',
      default: true,
    })
    .exactOptional(),
  headers: z.array(headerName).meta({ description: 'Further headers that are secret.' }).exactOptional(),
  query: z.array(z.string().min(1)).meta({ description: 'Further query parameters that are secret.' }).exactOptional(),
  fields: z
    .array(pointer)
    .meta({ description: 'JSON pointers to fields that are secret; `*` stands for any key or index.' })
    .exactOptional(),
  patterns: z
    .array(userPattern)
    .meta({ description: 'RE2 patterns of what is secret, each with the name that stands in its place.' })
    .exactOptional(),
});

export function redactOf(section: z.infer<typeof redactSection>, file: ConfigurationFile): RedactSettings {
  const patterns = (section.patterns ?? []).flatMap(({ name, pattern }, i) => {
    const result = compilePattern(name, pattern);
    if (result.kind === 'finder') return [result.finder];
    file.add(['redact', 'patterns', i, 'pattern'], `pattern "${pattern}" is not RE2 syntax: ${result.why}`);
    return [];
  });
  return {
    pii: section.pii,
    environment: section.environment,
    user: {
      headers: new Set((section.headers ?? []).map((name) => name.toLowerCase())),
      queryParameters: new Set((section.query ?? []).map((name) => name.toLowerCase())),
      fields: (section.fields ?? []).map(segmentsOf),
      patterns,
    },
  };
}
