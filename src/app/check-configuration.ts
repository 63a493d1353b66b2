/** Checks the text of a configuration file, all problems at once. */

import { type Document, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { compilePattern } from '../redaction/user-pattern.ts';
import type { Configuration } from './configuration.ts';

export interface ConfigurationProblem {
  /** From 1. */
  readonly line: number;
  readonly what: string;
}

export type CheckedConfiguration =
  | { readonly kind: 'configuration'; readonly configuration: Configuration }
  | { readonly kind: 'problems'; readonly problems: readonly ConfigurationProblem[] };

const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'is not a header name');
const pointer = z
  .string()
  .regex(/^(?:\/(?:[^~/]|~[01])*)+$/, 'is not a JSON pointer such as /user/email or /messages/*/name');
const markerName = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, 'is not a name of lower-case letters, digits and "-"');

const schema = z.strictObject({
  redact: z
    .strictObject({
      pii: z.boolean().exactOptional(),
      environment: z.union([z.boolean(), z.array(z.string().min(1))]).exactOptional(),
      headers: z.array(headerName).exactOptional(),
      query: z.array(z.string().min(1)).exactOptional(),
      fields: z.array(pointer).exactOptional(),
      patterns: z.array(z.strictObject({ name: markerName, pattern: z.string().min(1) })).exactOptional(),
    })
    .exactOptional(),
});

export function checkConfiguration(text: string): CheckedConfiguration {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({ line: lines.linePos(error.pos[0]).line, what: error.message }));
    return { kind: 'problems', problems };
  }
  const parsed = schema.safeParse(document.toJS() ?? {});
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, document, lines));
    return { kind: 'problems', problems };
  }
  return compiled(parsed.data, document, lines);
}

function compiled(file: z.infer<typeof schema>, document: Document, lines: LineCounter): CheckedConfiguration {
  const { redact = {} } = file;
  const problems: ConfigurationProblem[] = [];
  const patterns = (redact.patterns ?? []).flatMap(({ name, pattern }, i) => {
    const result = compilePattern(name, pattern);
    if (result.kind === 'finder') return [result.finder];
    const line = lineOf(document, lines, ['redact', 'patterns', i, 'pattern']);
    problems.push({ line, what: `pattern "${pattern}" is not RE2 syntax: ${result.why}` });
    return [];
  });
  if (problems.length > 0) return { kind: 'problems', problems };
  return {
    kind: 'configuration',
    configuration: {
      redact: {
        pii: redact.pii,
        environment: redact.environment,
        user: {
          headers: new Set((redact.headers ?? []).map((name) => name.toLowerCase())),
          queryParameters: new Set((redact.query ?? []).map((name) => name.toLowerCase())),
          fields: (redact.fields ?? []).map(segmentsOf),
          patterns,
        },
      },
    },
  };
}

/** RFC 6901, section 4; a segment `*` stands for any key or index. */
function segmentsOf(pointer: string): readonly string[] {
  return pointer
    .slice(1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function problemsOf(issue: z.core.$ZodIssue, document: Document, lines: LineCounter): ConfigurationProblem[] {
  const where = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      line: lineOf(document, lines, [...issue.path, key]),
      what: `"${[where, key].filter((part) => part !== '').join('.')}" is not a setting of llmsim`,
    }));
  }
  return [
    { line: lineOf(document, lines, issue.path), what: `${where === '' ? 'the file' : where}: ${issue.message}` },
  ];
}

/** The line of the node at `path`, or of the nearest one above it. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) continue;
    const [offset] = node.range;
    if (typeof offset === 'number') return lines.linePos(offset).line;
  }
  return 1;
}
