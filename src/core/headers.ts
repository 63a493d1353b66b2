/** HTTP header fields as an ordered list, because order, case and repeated names are part of what was recorded. */

export type Header = readonly [name: string, value: string];
export type HeaderList = readonly Header[];

/** The first value of `name` (any case), or undefined. */
export function headerOf(headers: HeaderList, name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const [key, value] of headers) if (key.length === wanted.length && key.toLowerCase() === wanted) return value;
  return undefined;
}

/** All values of `name` (any case), in order. */
export function headersOf(headers: HeaderList, name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([key]) => key.toLowerCase() === wanted).map(([, value]) => value);
}

/** The list without the given lower-case names. */
export function withoutHeaders(headers: HeaderList, names: ReadonlySet<string>): HeaderList {
  return headers.filter(([key]) => !names.has(key.toLowerCase()));
}

/** `[name, value, name, value, …]`, the form of `node:http`'s rawHeaders, as a list of pairs. */
export function headersFromFlat(flat: readonly string[]): HeaderList {
  const list: Header[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) list.push([flat[i] ?? '', flat[i + 1] ?? '']);
  return list;
}

/** A list of pairs as `[name, value, name, value, …]`, the form that `node:http` and undici take. */
export function headersToFlat(headers: HeaderList): string[] {
  const flat: string[] = [];
  for (const [name, value] of headers) flat.push(name, value);
  return flat;
}

/** The media type of a `content-type` value, lower-case and without parameters; empty when there is none. */
export function mediaType(contentType: string | undefined): string {
  return (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
