/** Finds in one pass over a text every secret that the rules, the known values, the fields' names and the user's rules make out. */

import { AnchorAutomaton } from './anchor-automaton.ts';
import { type Anchor, AnchorSieve } from './anchor-sieve.ts';
import { type Finder, type Span, settleSpans } from './finding.ts';
import { type KnownSecret, type LiteralForm, literalForms, matchLiteral } from './known-secrets.ts';
import { searchField, secretFieldAnchors } from './secret-fields.ts';
import { type ShapeRule, standsFree } from './shape-rule.ts';

/** What a finder looks for. */
export interface FinderSources {
  /** Of `selectShapeRules`; the first of several that find the same span names it. */
  readonly rules: readonly ShapeRule[];
  /** Of `knownSecrets`. */
  readonly known: readonly KnownSecret[];
  /** Whether fields named like secrets are looked at. */
  readonly secretFields: boolean;
  /** Rules of the user's own. */
  readonly user: readonly Finder[];
}

export interface SecretFinder extends Finder {
  /** False for a text that has nothing in it by which anything is found, alone or between two quotes; quick. */
  suspects(text: string): boolean;
}

/** Up to where each rule, by its number, has looked: what it has seen it does not look at again, so that time stays linear. */
type Progress = Map<number, number>;
type Search = (text: string, at: number, progress: Progress) => Span | undefined;

/** Nothing that may belong to a secret; takes the place of what is found already, and of markers. */
const BLANK = '\0';
const MARKER = /\[redacted:[a-z0-9-]+(?::\d+)?\]/g;
/** What is found can set free what stood right behind it; more than a few rounds mean a text made for it. */
const MAXIMUM_ROUNDS = 8;

/**
 * Makes a finder. Markers that stand in a text already are passed over, and what is left when the spans found have been
 * replaced by markers holds nothing more to find.
 */
export function createFinder(sources: FinderSources): SecretFinder {
  const anchors: Anchor[] = [];
  const searches: Search[] = [];
  const add = (text: string, cased: boolean, search: Search) => {
    anchors.push({ text, cased });
    searches.push(search);
  };
  for (const [index, rule] of sources.rules.entries()) {
    for (const anchor of rule.anchors) add(anchor, rule.ignoreCase !== true, searchShape(rule, anchor, index));
  }
  for (const form of sources.known.flatMap(literalForms)) add(form.anchor, true, searchLiteral(form));
  if (sources.secretFields) for (const ending of secretFieldAnchors) add(ending, false, searchFields(ending));
  // Both are made when they are needed first: most texts do not get past the sieve.
  let automaton: AnchorAutomaton | undefined;
  let sieve: AnchorSieve | undefined;
  // The user's rules have no anchors.
  const isBlind = sources.user.length > 0 || anchors.some(({ text }) => text.includes('"'));

  const scan = (text: string): Span[] => {
    const found: [order: number, span: Span][] = [];
    const progress: Progress = new Map();
    automaton ??= new AnchorAutomaton(anchors.map(({ text: anchor }) => anchor));
    automaton.scan(text, (index, start) => {
      const span = searches[index]?.(text, start, progress);
      if (span !== undefined) found.push([index, span]);
    });
    found.sort(([a], [b]) => a - b);
    return settleSpans([...found.map(([, span]) => span), ...sources.user.flatMap((finder) => finder.find(text))]);
  };

  const suspects = (text: string): boolean => {
    if (isBlind) return true;
    sieve ??= new AnchorSieve(anchors);
    return sieve.holds(text);
  };

  return {
    suspects,
    find(text) {
      if (automaton === undefined && !suspects(text)) return [];
      let rest = text.includes('[redacted:') ? text.replaceAll(MARKER, (marker) => BLANK.repeat(marker.length)) : text;
      let spans: Span[] = [];
      for (let round = 0; round < MAXIMUM_ROUNDS; round += 1) {
        const more = scan(rest);
        if (more.length === 0) break;
        spans = settleSpans([...spans, ...more]);
        rest = blanked(rest, more);
      }
      return spans;
    },
  };
}

function searchShape(rule: ShapeRule, anchor: string, index: number): Search {
  const { begin, pattern, accept, kind } = rule;
  const mustStandFree = rule.glued !== true;
  const isCased = rule.ignoreCase !== true && anchor.toLowerCase() !== anchor.toUpperCase();
  return (text, at, progress) => {
    // First what turns most away: digits within numbers, letters within words.
    if (mustStandFree && begin === undefined && !standsFree(text, at)) return undefined;
    if (isCased && !text.startsWith(anchor, at)) return undefined;
    const start = begin === undefined ? at : begin(text, at);
    if (start < 0 || start < (progress.get(index) ?? 0)) return undefined;
    if (mustStandFree && begin !== undefined && !standsFree(text, start)) return undefined;
    pattern.lastIndex = start;
    const match = pattern.exec(text);
    if (match === null) return undefined;
    progress.set(index, start + match[0].length);
    if (accept !== undefined && !accept(match, text)) return undefined;
    const [from, to] = match.indices?.[1] ?? [start, start + match[0].length];
    return { start: from, end: to, kind };
  };
}

function searchLiteral(form: LiteralForm): Search {
  return (text, at) => matchLiteral(text, form, at);
}

const FIELDS = -1;

function searchFields(ending: string): Search {
  return (text, at, progress) => {
    if (at < (progress.get(FIELDS) ?? 0)) return undefined;
    const { span, seenTo } = searchField(text, at, ending);
    // Short values may hold a field of their own (`a=token%3D…`); long ones are not looked at twice.
    if (span !== undefined || seenTo - at > 512) progress.set(FIELDS, seenTo);
    return span;
  };
}

function blanked(text: string, spans: readonly Span[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end } of spans) {
    pieces.push(text.slice(at, start), BLANK.repeat(end - start));
    at = end;
  }
  return pieces.join('') + text.slice(at);
}
