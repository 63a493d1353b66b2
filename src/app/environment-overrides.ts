/** Settings that environment variables say instead of the file: `LLMSIM_SERVER__PORT=9000`, two underscores between levels. */

import { parseDocument } from 'yaml';
import { z } from 'zod';
import { nearestName } from '../upstream/nearest-name.ts';
import { schemasAt } from './schema-at.ts';

/** A setting that is given from outside the file and goes before it. */
export interface Override {
  /** The environment variable, or the option of the command line, for people. */
  readonly variable: string;
  readonly path: readonly string[];
  /** Undefined takes away what stands there. */
  readonly value: unknown;
}

/** Overrides that depend on what they go before. */
export type Overriding = (values: unknown) => readonly Override[];

export interface ReadOverrides {
  readonly overrides: readonly Override[];
  readonly problems: readonly { readonly variable: string; readonly what: string }[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Of the variables whose names begin with `LLMSIM_`, those with two underscores or with the name of a section. All others are
 * somebody else's: Kubernetes alone sets `LLMSIM_PORT` and `LLMSIM_SERVICE_HOST` beside a service called llmsim. An empty one says nothing.
 *
 * @param schema of the whole file
 * @param values of the file: names in it that are the user's own are found whatever their case and punctuation
 */
export function readOverrides(env: Environment, schema: z.ZodObject, values: unknown): ReadOverrides {
  const overrides: Override[] = [];
  const problems: { variable: string; what: string }[] = [];
  for (const variable of Object.keys(env)
    .filter((name) => name.startsWith(prefix))
    .sort()) {
    const text = env[variable] ?? '';
    const levels = variable.slice(prefix.length).toLowerCase().split('__');
    const mine = levels.length > 1 || levels[0] === undefined || Object.hasOwn(schema.shape, levels[0]);
    if (!mine || text.trim() === '') continue;
    const found = pathOf(levels, schema, values);
    if (found.kind === 'path') {
      const { path } = found;
      overrides.push({ variable, path, value: settingOf(text, schemasAt(schema, path)) });
    } else problems.push({ variable, what: found.what });
  }
  return { overrides, problems };
}

const prefix = 'LLMSIM_';

type FoundPath =
  | { readonly kind: 'path'; readonly path: readonly string[] }
  | { readonly kind: 'problem'; readonly what: string };

function pathOf(levels: readonly string[], schema: z.ZodType, values: unknown): FoundPath {
  const path: string[] = [];
  let here = values;
  for (const level of levels) {
    const schemas = schemasAt(schema, path);
    const fields = schemas.flatMap((one) => (one instanceof z.ZodObject ? Object.keys(one.shape) : []));
    const own = schemas.some((one) => one instanceof z.ZodRecord);
    const present = own && typeof here === 'object' && here !== null ? Object.keys(here) : [];
    const name = [...fields, ...present].find((one) => plain(one) === plain(level)) ?? (own ? level : undefined);
    if (name === undefined || name === '') return { kind: 'problem', what: unknown(path, levels, fields, schemas) };
    path.push(name);
    here =
      typeof here === 'object' && here !== null ? Object.entries(here).find(([key]) => key === name)?.[1] : undefined;
  }
  return { kind: 'path', path };
}

function unknown(
  path: readonly string[],
  levels: readonly string[],
  fields: readonly string[],
  schemas: readonly z.ZodType[],
): string {
  const [level = '', ...below] = levels.slice(path.length);
  if (fields.length === 0) {
    const above = variableName(path);
    const list = schemas.some((one) => one instanceof z.ZodArray);
    return `there is nothing below "${path.join('.')}"${list ? `, which is a list: set it whole, ${above}='[…]'` : `: set ${above} itself`}`;
  }
  const nearest = nearestName(level, fields);
  const guess = nearest === undefined ? '' : `: did you mean ${variableName([...path, nearest, ...below])}?`;
  return `"${[...path, level].join('.')}" is not a setting of llmsim${guess}`;
}

function variableName(path: readonly string[]): string {
  return `${prefix}${path.map((name) => plain(name).toUpperCase()).join('__')}`;
}

/** As a variable can spell it: `gpt-4.1` is `gpt_4_1`. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '_');
}

/** As YAML, of which JSON is a part; or as it stands, where only that is what the setting takes. */
function settingOf(text: string, schemas: readonly z.ZodType[]): unknown {
  const takes = (value: unknown): boolean => schemas.some((one) => one.safeParse(value).success);
  let value: unknown = text;
  try {
    const document = parseDocument(text, { prettyErrors: false, logLevel: 'error' });
    if (document.errors.length === 0) value = document.toJS();
  } catch {
    // `*` is an alias of nothing, and the parser calls itself: what looks like YAML may be meant as it stands.
  }
  return !takes(value) && takes(text) ? text : value;
}
