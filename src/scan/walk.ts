/** Walks a parsed document: every string in it with its name and place, and the texts that pieces over list entries make. */

/** A place in a document, as a chain from the inside out. */
export interface Place {
  readonly parent: Place | undefined;
  readonly key: string | number;
  readonly depth: number;
}

export interface Leaf {
  /** The name that the string stands under; of a `[name, value]` pair and of a `{name, value}` object the name given there. */
  readonly name: string;
  readonly place: Place | undefined;
  readonly value: string;
  /** It stands nowhere in the document as it is: a coding hid it. */
  readonly coded: boolean;
}

/** What a string turned out to be: `coded` where it was base64 or compressed, and not merely JSON in a string. */
export interface Opened {
  readonly value: unknown;
  readonly coded: boolean;
}

/** The pieces of one text: the same path in the entries of one list. */
export interface Channel {
  readonly list: Place | undefined;
  readonly path: string;
  readonly pieces: readonly Leaf[];
}

export interface Visitor {
  leaf(leaf: Leaf): void;
  channel(channel: Channel): void;
  /** What the string is a coding or a spelling of; the walk goes on in there. */
  open(leaf: Leaf): Opened | undefined;
}

/**
 * Visits `value`. Every list of two entries or more collects the strings of its entries by their path, in two ways: strictly, where fields
 * such as `index` and `type` and the positions of lists keep channels apart; and, for the outermost list, loosely, by keys alone.
 */
export function walk(value: unknown, visitor: Visitor): void {
  visit(value, { place: undefined, name: '', sinks: [], paths: [], opened: 0, coded: false }, visitor);
}

/** What entries of one list collect. */
interface Sink {
  readonly loose: boolean;
  readonly channels: Map<string, Leaf[]>;
}

interface Situation {
  readonly place: Place | undefined;
  readonly name: string;
  readonly sinks: readonly Sink[];
  /** The path from the list of each sink to here. */
  readonly paths: readonly string[];
  /** How many strings were opened on the way. */
  readonly opened: number;
  readonly coded: boolean;
}

const opensAtMost = 8;
const deepest = 400;
/** Fields by which providers tell interleaved texts apart. */
const marks = ['index', 'output_index', 'content_index', 'summary_index', 'item_id', 'type', 'contentBlockIndex'];

function visit(value: unknown, now: Situation, visitor: Visitor): void {
  if (now.place !== undefined && now.place.depth > deepest) return;
  if (typeof value === 'string') visitString(value, now, visitor);
  else if (Array.isArray(value)) visitList(value, now, visitor);
  else if (typeof value === 'object' && value !== null) visitObject(value, now, visitor);
}

function visitString(value: string, now: Situation, visitor: Visitor): void {
  const leaf: Leaf = { name: now.name, place: now.place, value, coded: now.coded };
  for (const [i, { channels }] of now.sinks.entries()) add(channels, now.paths[i] ?? '', leaf);
  visitor.leaf(leaf);
  const inside = now.opened < opensAtMost ? visitor.open(leaf) : undefined;
  if (inside !== undefined) visit(inside.value, { ...now, opened: now.opened + 1, coded: inside.coded }, visitor);
}

function visitObject(value: object, now: Situation, visitor: Visitor): void {
  const own = now.sinks.length === 0 ? '' : markOf(value);
  const given = nameGiven(value);
  for (const [key, item] of Object.entries(value)) {
    if (typeof item !== 'string' && (typeof item !== 'object' || item === null)) continue;
    const name = key === 'value' && given !== undefined ? given : key;
    const paths = now.paths.map((path, i) => `${path}${now.sinks[i]?.loose === true ? '' : own}/${key}`);
    visit(item, { ...now, place: inside(now.place, key), name, paths }, visitor);
  }
}

/** Some tools cut a coded body into chunks, a string each; those make sense only together. */
function visitList(list: readonly unknown[], now: Situation, visitor: Visitor): void {
  if (typeof list[0] === 'number' && typeof list.at(-1) === 'number') return;
  if (list.length > 1 && list.every((item) => typeof item === 'string')) {
    const whole = visitor.open({ name: now.name, place: now.place, value: list.join(''), coded: now.coded });
    if (whole?.coded === true) return visit(whole.value, { ...now, opened: now.opened + 1, coded: true }, visitor);
  }
  const pair = nameOfPair(list);
  const own = list.length < 2 || pair !== undefined ? [] : newSinks(now.sinks);
  const sinks = [...now.sinks, ...own];
  for (const [i, item] of list.entries()) {
    const position = indexOf(item) ?? i;
    const outer = now.paths.map((path, at) => (now.sinks[at]?.loose === true ? path : `${path}/${position}`));
    const name = i === 1 && pair !== undefined ? pair : now.name;
    visit(item, { ...now, place: inside(now.place, i), name, sinks, paths: [...outer, ...own.map(() => '')] }, visitor);
  }
  for (const { channels } of own) {
    for (const [path, pieces] of channels) if (pieces.length > 1) visitor.channel({ list: now.place, path, pieces });
  }
}

/** `["authorization", "Bearer …"]` */
function nameOfPair(list: readonly unknown[]): string | undefined {
  const [name, value] = list;
  return list.length === 2 && typeof name === 'string' && typeof value === 'string' && /^[\w.-]{1,64}$/.test(name)
    ? name
    : undefined;
}

function newSinks(outer: readonly Sink[]): Sink[] {
  const strict: Sink = { loose: false, channels: new Map() };
  return outer.some(({ loose }) => loose) ? [strict] : [strict, { loose: true, channels: new Map() }];
}

function inside(parent: Place | undefined, key: string | number): Place {
  return { parent, key, depth: (parent?.depth ?? 0) + 1 };
}

function add(channels: Map<string, Leaf[]>, path: string, leaf: Leaf): void {
  const pieces = channels.get(path);
  if (pieces === undefined) channels.set(path, [leaf]);
  else pieces.push(leaf);
}

function markOf(value: object): string {
  let mark = '';
  for (const name of marks) {
    if (!Object.hasOwn(value, name)) continue;
    const field: unknown = Reflect.get(value, name);
    if (typeof field === 'string' || typeof field === 'number') mark += `;${name}=${field}`;
  }
  return mark;
}

function indexOf(item: unknown): number | undefined {
  const index: unknown = typeof item === 'object' && item !== null ? Reflect.get(item, 'index') : undefined;
  return typeof index === 'number' ? index : undefined;
}

/** HAR, Postman and others write `{ "name": …, "value": … }`. */
function nameGiven(value: object): string | undefined {
  const name: unknown = Reflect.get(value, 'name') ?? Reflect.get(value, 'key');
  return typeof name === 'string' ? name : undefined;
}
