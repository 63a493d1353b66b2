/** The section `redact` of the configuration. */

import { z } from 'zod';
import { compilePattern } from '../redaction/user-pattern.ts';
import type { Configuration } from './configuration.ts';
import type { ConfigurationFile } from './configuration-file.ts';
import { pointer, segmentsOf } from './json-pointer.ts';

const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'is not a header name');
const markerName = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, 'is not a name of lower-case letters, digits and "-"');

export const redactSection = z.strictObject({
  pii: z.boolean().exactOptional(),
  environment: z.union([z.boolean(), z.array(z.string().min(1))]).exactOptional(),
  headers: z.array(headerName).exactOptional(),
  query: z.array(z.string().min(1)).exactOptional(),
  fields: z.array(pointer).exactOptional(),
  patterns: z.array(z.strictObject({ name: markerName, pattern: z.string().min(1) })).exactOptional(),
});

export function redactOf(section: z.infer<typeof redactSection>, file: ConfigurationFile): Configuration['redact'] {
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
