/** What a `$ref` leads to inside its document: JSON pointers, anchors and ids. */

export interface Referred {
  readonly schema: unknown;
  /** As a fragment, `#/$defs/person`. */
  readonly pointer: string;
}

/** Where data stands and no schemas. */
const dataKeywords = new Set(['enum', 'const', 'examples', 'example', 'default']);

/** JSON Schema 2020-12 core, section 8.2; `$id` and draft 4's `id`. Nothing is fetched: a reference elsewhere is undefined. */
export class References {
  readonly #root: unknown;
  #named: Map<string, Referred> | undefined;

  constructor(root: unknown) {
    this.#root = root;
  }

  lookUp(reference: string): Referred | undefined {
    const hash = reference.indexOf('#');
    const base = hash < 0 ? reference : reference.slice(0, hash);
    const fragment = hash < 0 ? '' : decoded(reference.slice(hash + 1));
    const document = base === '' ? { schema: this.#root, pointer: '#' } : this.#byName(base);
    if (document === undefined || fragment === '') return document;
    return fragment.startsWith('/') ? within(document, fragment) : this.#byName(`#${fragment}`);
  }

  #byName(name: string): Referred | undefined {
    this.#named ??= namesOf(this.#root);
    return this.#named.get(name);
  }
}

/** RFC 6901, section 4. */
function within({ schema, pointer }: Referred, path: string): Referred | undefined {
  let at: unknown = schema;
  for (const segment of path.slice(1).split('/')) {
    const name = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = Reflect.get(at, name);
  }
  return { schema: at, pointer: `${pointer}${path}` };
}

function namesOf(root: unknown): Map<string, Referred> {
  const found = new Map<string, Referred>();
  const open: Referred[] = [{ schema: root, pointer: '#' }];
  const rootId = idOf(root);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { schema, pointer } = next;
    if (typeof schema !== 'object' || schema === null) continue;
    for (const [name, value] of Object.entries(schema)) {
      if ((name === '$anchor' || name === '$dynamicAnchor') && typeof value === 'string') found.set(`#${value}`, next);
      if (!dataKeywords.has(name)) open.push({ schema: value, pointer: `${pointer}/${escaped(name)}` });
    }
    const id = idOf(schema);
    if (id === undefined) continue;
    found.set(id.replace(/#$/, ''), next);
    // Relative to the document's own: `person.json` beside `https://example.com/order.json`.
    const absolute = rootId !== undefined && URL.canParse(id, rootId) ? new URL(id, rootId) : undefined;
    if (absolute === undefined) continue;
    found.set(absolute.href, next);
    found.set(absolute.pathname.slice(1), next);
  }
  return found;
}

function idOf(schema: unknown): string | undefined {
  if (typeof schema !== 'object' || schema === null) return undefined;
  const id: unknown = Reflect.get(schema, '$id') ?? Reflect.get(schema, 'id');
  return typeof id === 'string' ? id : undefined;
}

/** A name as a segment of a pointer. */
export function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
