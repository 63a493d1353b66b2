/** The configuration as it counts: every setting with its value, where that comes from, and secrets masked. */

import { createRedactor, defaultPolicy } from '../redaction/redactor.ts';
import { secretsOfEnvironment } from './configuration.ts';
import type { ConfigurationFile } from './configuration-file.ts';
import { configurationJsonSchema } from './configuration-json-schema.ts';

/** A tree as the file's own: mappings have children, anything else is a value. */
export type EffectiveSetting =
  | { readonly kind: 'mapping'; readonly name: string; readonly children: readonly EffectiveSetting[] }
  | { readonly kind: 'list'; readonly name: string; readonly entries: readonly EffectiveValue[] }
  | ({ readonly kind: 'value'; readonly name: string } & EffectiveValue);

export interface EffectiveValue {
  readonly value: unknown;
  /** `default`, `llmsim.yaml:12`, a variable or an option. */
  readonly source: string;
}

interface SchemaNode {
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
}

/**
 * What was given, in the order of the schema, and what holds without being given where the schema says it.
 *
 * @param path of the file, for its lines
 * @param env whose secrets must not be shown
 */
export function effectiveConfiguration(
  file: ConfigurationFile,
  path: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): readonly EffectiveSetting[] {
  const schema = configurationJsonSchema() as SchemaNode;
  const redactor = createRedactor({ ...defaultPolicy, secrets: secretsOfEnvironment(env, true) });
  const redaction = redactor.begin({ method: 'GET', target: '/', headers: [], body: new Uint8Array(0) });
  const sourceOf = (place: readonly PropertyKey[]): string =>
    file.variableOf(place) ?? `${path ?? 'the environment'}:${file.lineOf(place) ?? 1}`;
  const masked = (value: unknown, place: readonly PropertyKey[], before?: unknown): unknown =>
    typeof value === 'string'
      ? isSecret(place) || isSecretOption(before)
        ? '[masked]'
        : withoutPassword(redaction.text(value))
      : mapValues(value, (inner, key, previous) => masked(inner, [...place, key], previous));

  const children = (given: unknown, node: SchemaNode, place: readonly PropertyKey[]): EffectiveSetting[] => {
    const values = isMapping(given) ? given : {};
    const names = new Set([...Object.keys(node.properties ?? {}), ...Object.keys(values)]);
    return [...names].flatMap((name) => setting(name, values[name], node.properties?.[name] ?? {}, [...place, name]));
  };
  const setting = (
    name: string,
    given: unknown,
    node: SchemaNode,
    place: readonly PropertyKey[],
  ): EffectiveSetting[] => {
    if ((given === undefined || given === null) && node.default !== undefined) {
      return [{ kind: 'value', name, value: node.default, source: 'default' }];
    }
    if (Array.isArray(given) && given.some((one) => typeof one === 'object')) {
      const entries = given.map((value, i) => ({
        value: masked(value, [...place, i]),
        source: sourceOf([...place, i]),
      }));
      return [{ kind: 'list', name, entries }];
    }
    if (isMapping(given) || (given === undefined && node.properties !== undefined)) {
      const inner = children(given, node, place);
      if (inner.length > 0) return [{ kind: 'mapping', name, children: inner }];
    }
    return given === undefined || given === null
      ? []
      : [{ kind: 'value', name, value: masked(given, place), source: sourceOf(place) }];
  };
  return children(file.values, schema, []);
}

/** Of these the values may be anything, whatever they are called. */
const secretPlaces = ['headers', 'env'];
const secretName = /key|token|secret|password|passphrase|credential|authorization/i;
/** Names of variables are no secrets, nor are counts of tokens. */
const openName = /_env$|^(?:max_)?tokens$/;

function isSecret(place: readonly PropertyKey[]): boolean {
  const names = place.map(String);
  const last = names.findLast((name) => !/^\d+$/.test(name)) ?? '';
  if (names[0] === 'rules' || names[0] === 'redact' || names[0] === 'match') return false;
  return (
    names.slice(0, -1).some((name) => secretPlaces.includes(name)) || (secretName.test(last) && !openName.test(last))
  );
}

/** `http://user:password@host/?api_key=…` */
function withoutPassword(text: string): string {
  return text
    .replace(/(\/\/)[^/?#@\s]+@/g, '$1[masked]@')
    .replace(/([?&][^=&#]*(?:key|token|secret|password|sig)[^=&#]*=)[^&#\s]+/gi, '$1[masked]')
    .replace(/^(--?[\w-]*(?:key|token|secret|password)[\w-]*=).+/i, '$1[masked]');
}

/** The word before one in a command: `--api-key`. */
function isSecretOption(word: unknown): boolean {
  return typeof word === 'string' && /^--?[\w-]*$/.test(word) && secretName.test(word);
}

function mapValues(value: unknown, map: (inner: unknown, key: PropertyKey, previous: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((one, i) => map(one, i, value[i - 1]));
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, map(inner, key, undefined)]));
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
