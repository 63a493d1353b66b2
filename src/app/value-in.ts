/** Values inside a tree of mappings, by their path. */

/** A copy in which `value` stands at `path`, or nothing where it is undefined; what is no mapping on the way gives way. */
export function withValue(values: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const before = isMapping(values) ? values : {};
  const inner = withValue(before[name], rest, value);
  if (inner !== undefined) return { ...before, [name]: inner };
  return Object.fromEntries(Object.entries(before).filter(([key]) => key !== name));
}

/** The names in the mapping at `path`; none where there is no mapping. */
export function namesIn(values: unknown, ...path: readonly string[]): readonly string[] {
  const found = path.reduce<unknown>((value, name) => (isMapping(value) ? value[name] : undefined), values);
  return isMapping(found) ? Object.keys(found) : [];
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
