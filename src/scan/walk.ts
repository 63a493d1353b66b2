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
  visit(value, { place: undefined, name: '', steps: [], opened: 0, coded: false }, visitor);
}

/**
 * A place on the paths of a list's entries, which collects what its entries have there. Entries are alike, so a step is
 * mostly one look-up, and no path has to be spelled until it is asked for.
 */
class Step {
  readonly loose: boolean;
  readonly pieces: Leaf[] = [];
  readonly #name: string;
  readonly #parent: Step | undefined;
  readonly #steps = new Map<string | number, Step>();

  constructor(loose: boolean, name = '', parent?: Step) {
    this.loose = loose;
    this.#name = name;
    this.#parent = parent;
  }

  to(key: string | number, mark = ''): Step {
    const from = mark === '' || this.loose ? this : this.#next(mark, mark);
    return from.#next(key, `/${key}`);
  }

  #next(key: string | number, name: string): Step {
    let next = this.#steps.get(key);
    if (next === undefined) {
      next = new Step(this.loose, name, this);
      this.#steps.set(key, next);
    }
    return next;
  }

  get path(): string {
    return `${this.#parent?.path ?? ''}${this.#name}`;
  }

  /** All below, in the order in which they were first come by. */
  *all(): Generator<Step> {
    yield this;
    for (const step of this.#steps.values()) yield* step.all();
  }
}

interface Situation {
  readonly place: Place | undefined;
  readonly name: string;
  /** Where this is on the paths of each list around it. */
  readonly steps: readonly Step[];
  /** How many strings were opened on the way. */
  readonly opened: number;
  readonly coded: boolean;
}

const opensAtMost = 8;
/** What is shorter hides nothing that could be a secret. */
const shortest = 16;
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
  for (const step of now.steps) step.pieces.push(leaf);
  visitor.leaf(leaf);
  const inside = value.length >= shortest && now.opened < opensAtMost ? visitor.open(leaf) : undefined;
  if (inside !== undefined) visit(inside.value, { ...now, opened: now.opened + 1, coded: inside.coded }, visitor);
}

function visitObject(value: object, now: Situation, visitor: Visitor): void {
  const { steps, opened, coded } = now;
  const own = steps.length === 0 ? '' : markOf(value);
  for (const key of Object.keys(value)) {
    const item: unknown = Reflect.get(value, key);
    // A key may be a secret too.
    if (key.length >= shortest) visitor.leaf({ name: '', place: now.place, value: key, coded });
    if (typeof item !== 'string' && (typeof item !== 'object' || item === null)) continue;
    const name = key === 'value' ? (nameGiven(value) ?? key) : key;
    const below = steps.map((step) => step.to(key, own));
    visit(item, { place: inside(now.place, key), name, steps: below, opened, coded }, visitor);
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
  const { opened, coded } = now;
  const own = list.length < 2 || pair !== undefined ? [] : firstSteps(now.steps);
  for (const [i, item] of list.entries()) {
    const position = indexOf(item) ?? i;
    const outer = now.steps.map((step) => (step.loose ? step : step.to(position)));
    const name = i === 1 && pair !== undefined ? pair : now.name;
    visit(item, { place: inside(now.place, i), name, steps: [...outer, ...own], opened, coded }, visitor);
  }
  for (const first of own) {
    for (const step of first.all()) {
      if (step.pieces.length > 1) visitor.channel({ list: now.place, path: step.path, pieces: step.pieces });
    }
  }
}

/** `["authorization", "Bearer …"]` */
function nameOfPair(list: readonly unknown[]): string | undefined {
  const [name, value] = list;
  return list.length === 2 && typeof name === 'string' && typeof value === 'string' && /^[\w.-]{1,64}$/.test(name)
    ? name
    : undefined;
}

function firstSteps(outer: readonly Step[]): Step[] {
  return outer.some(({ loose }) => loose) ? [new Step(false)] : [new Step(false), new Step(true)];
}

function inside(parent: Place | undefined, key: string | number): Place {
  return { parent, key, depth: (parent?.depth ?? 0) + 1 };
}

function markOf(value: object): string {
  let mark = '';
  for (const name of marks) {
    const field: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
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
