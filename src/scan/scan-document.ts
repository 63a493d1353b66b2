/** Searches one document in full: its text as it is, its strings as they are meant, what they hide, and what their pieces make together. */

import { Batch } from './batch.ts';
import { type Match, withoutOverlaps } from './finding.ts';
import { decodedOf, meaningOf, structureOf } from './hidden-text.ts';
import { findKeyShapes } from './key-shapes.ts';
import { findAssignments, judgeNamedValue } from './named-value.ts';
import type { FindByPreset } from './preset-rules.ts';
import { type Channel, type Leaf, type Opened, type Place, type Visitor, walk } from './walk.ts';

export interface Document {
  readonly text: string;
  /** What the text parses to; undefined for plain text. */
  readonly structure: unknown;
  /** Strings stand in the text as JSON writes them, so that most need no search of their own. */
  readonly isJson: boolean;
  /**
   * Search each different string once, behind its name, instead of the text as a whole: the events of a stream repeat
   * most of what they say. Findings are then placed by string and not by line.
   */
  readonly distinct?: boolean;
  /** By the name that a field `blob` gives. */
  readonly blobs?: ReadonlyMap<string, Uint8Array>;
}

export type Where =
  /** In the text itself, at this offset. */
  | { readonly kind: 'text'; readonly offset: number }
  /** In the string at this place, or in what it hides. */
  | { readonly kind: 'string'; readonly place: Place | undefined }
  /** Over entries of the list; `place` is that of the first piece. */
  | {
      readonly kind: 'pieces';
      readonly list: Place | undefined;
      readonly path: string;
      readonly place: Place | undefined;
    };

export interface DocumentFinding {
  readonly rule: string;
  readonly kind: string;
  readonly value: string;
  readonly where: Where;
}

/** All findings; one that only repeats a value already found elsewhere in the document's strings is left out. */
export function scanDocument(document: Document, findByPreset: FindByPreset): DocumentFinding[] {
  return new DocumentScan(document, findByPreset).run();
}

type Origin = { readonly leaf: Leaf } | { readonly channel: Channel };

class DocumentScan {
  readonly #document: Document;
  readonly #findByPreset: FindByPreset;
  readonly #findings: DocumentFinding[] = [];
  readonly #found: string[] = [];
  readonly #batch = new Batch<Origin>();
  /** Each different string behind its name, where some rules look for it; by that name alone it is judged already. */
  readonly #values = new Batch<Origin>();
  readonly #joined = new Set<string>();
  /** Judged by their names alone, and reported last: a rule that knows the shape knows better what it is. */
  readonly #named: DocumentFinding[] = [];
  /** Some character is escaped that need not be, so that no string is sure to stand in the text as it is. */
  readonly #respelled: boolean;
  /** Names and values that have been searched, where each different one is searched once. */
  readonly #seen: Set<string> | undefined;

  constructor(document: Document, findByPreset: FindByPreset) {
    this.#document = document;
    this.#findByPreset = findByPreset;
    this.#seen = document.distinct === true && document.structure !== undefined ? new Set() : undefined;
    this.#respelled = !document.isJson || /\\\/|\\u00/.test(document.text);
  }

  run(): DocumentFinding[] {
    const { text, structure } = this.#document;
    const assignments = structure === undefined ? findAssignments(text) : [];
    const inText = this.#seen === undefined ? [...this.#patterns(text), ...assignments] : [];
    for (const match of withoutOverlaps(inText)) {
      const value = text.slice(match.start, match.end);
      this.#found.push(value);
      this.#findings.push({ rule: match.rule, kind: match.kind, value, where: { kind: 'text', offset: match.start } });
    }
    if (structure !== undefined) walk(structure, this.#visitor(undefined));
    const hidden =
      structure === undefined ? this.#open({ name: '', place: undefined, value: text, coded: false }) : undefined;
    if (hidden !== undefined) walk(hidden.value, this.#visitor(undefined));
    this.#searchBatch();
    for (const finding of this.#named) this.#report(finding);
    return this.#findings;
  }

  #patterns(text: string): Match[] {
    return [...findKeyShapes(text), ...this.#findByPreset(text)];
  }

  /** `within`: the text made of pieces that is being looked into. */
  #visitor(within: Channel | undefined): Visitor {
    return {
      leaf: (leaf) => this.#leaf(leaf, within),
      channel: (channel) => this.#channel(channel, within),
      open: (leaf) => this.#open(leaf),
    };
  }

  #leaf(leaf: Leaf, within: Channel | undefined): void {
    const { name, value } = leaf;
    if (this.#seen !== undefined) {
      if (value.length < 16) return;
      const known = `${name}\0${value}`;
      if (this.#seen.has(known)) return;
      this.#seen.add(known);
    }
    const origin: Origin = within === undefined ? { leaf } : { channel: within };
    const judged = judgeNamedValue(name, value);
    const spelt = judged?.rule === 'high-entropy' && decodedOf(value) !== undefined; // a coding of text, which is searched itself
    if (judged !== undefined && !spelt) this.#named.push({ ...judged, value, where: whereOf(origin, 0) });
    if (value.length < 16) return;
    if (this.#seen !== undefined) this.#values.add(`"${name}": "${value}"`, origin);
    else if (leaf.coded || this.#respelled || /["\\\0-\x1f]/.test(value)) return this.#batch.add(value, origin);
    if (/[=:]/.test(value)) {
      for (const { rule, kind, start, end } of findAssignments(value)) {
        this.#named.push({ rule, kind, value: value.slice(start, end), where: whereOf(origin, start) });
      }
    }
  }

  #channel(channel: Channel, within: Channel | undefined): void {
    const { pieces, path } = channel;
    const first = pieces[0]?.value;
    if (opaqueChannel.test(path) || pieces.every(({ value }) => value === first)) return;
    const text = pieces.map(({ value }) => value).join('');
    if (text.length < 16 || this.#joined.has(text)) return;
    this.#joined.add(text);
    const outer = within ?? channel;
    this.#batch.add(text, { channel: outer });
    const inside = this.#open({ name: '', place: undefined, value: text, coded: false });
    if (inside !== undefined) walk(inside.value, this.#visitor(outer));
  }

  #open({ name, value }: Leaf): Opened | undefined {
    const { blobs } = this.#document;
    if (name === 'blob' && blobs !== undefined) {
      const bytes = blobs.get(value);
      return bytes === undefined ? undefined : coded(meaningOf(bytes));
    }
    const structure = structureOf(value);
    return structure === undefined ? coded(decodedOf(value)) : { value: structure, coded: false };
  }

  #searchBatch(): void {
    const shapes = (text: string) => withoutOverlaps(this.#patterns(text));
    const all = (text: string) => withoutOverlaps([...this.#patterns(text), ...findAssignments(text)]);
    for (const { rule, kind, value, origin, at } of [...this.#values.search(shapes), ...this.#batch.search(all)]) {
      this.#report({ rule, kind, value, where: whereOf(origin, at) });
    }
  }

  #report(finding: DocumentFinding): void {
    const { value } = finding;
    if (this.#found.some((known) => known.includes(value) || value.includes(known))) return;
    this.#found.push(value);
    this.#findings.push(finding);
  }
}

/** Random padding and encrypted state, piece by piece. */
const opaqueChannel = /(?:^|\/)(?:obfuscation|p|signature|thoughtSignature|encrypted_content|id|item_id|responseId)$/;

function coded(value: unknown): Opened | undefined {
  return value === undefined ? undefined : { value, coded: true };
}

function whereOf(origin: Origin, at: number): Where {
  if ('leaf' in origin) return { kind: 'string', place: origin.leaf.place };
  const { list, path, pieces } = origin.channel;
  let end = 0;
  const piece = pieces.find(({ value }) => {
    end += value.length;
    return end > at;
  });
  return { kind: 'pieces', list, path, place: piece?.place };
}
