/** Draws strings: `minLength`, `maxLength`, `pattern`, `format`, and words that fit the name where nothing else decides. */

import type { Random } from '../../core/random.ts';
import { type Accept, type Drawing, Impossible, mostCharacters, type Place } from './drawing.ts';
import { drawFormat, hasFormat, isKnownFormat } from './formats.ts';
import type { SchemaNode } from './schema-node.ts';
import { shuffled } from './shuffled.ts';
import type { TextPattern } from './text-pattern.ts';
import { lengthOf } from './validate.ts';

/** A pattern is drawn and tested again and again. */
const mostByPattern = 5_000;
const triesOfFormats = 20;
const triesOfPatterns = 200;
const triesOfWords = 40;
/** What it counts that no text was found. */
const costOfTexts = 20;
/** By how much a repetition is longer than it must be. */
const usualStretch = 6;

export function drawString(
  nodes: readonly SchemaNode[],
  drawing: Drawing,
  place: Place,
  accept: Accept,
): string | Impossible {
  const speaking = nodes.filter(({ strings }) => strings !== undefined);
  const keywords = speaking.flatMap(({ strings }) => strings ?? []);
  const { random } = drawing;
  if (keywords.length === 0) {
    const text = drawing.words(random, place.name);
    if (accept(text)) return text;
  }
  const pointer = speaking[0]?.pointer ?? nodes[0]?.pointer ?? '#';
  const min = Math.max(0, ...keywords.map((one) => one.minLength));
  const max = Math.min(Number.POSITIVE_INFINITY, ...keywords.map((one) => one.maxLength));
  if (min > max) return new Impossible(pointer, `no text has at least ${min} and at most ${max} characters`, true);
  if (min > mostCharacters) return new Impossible(pointer, `texts of ${min} characters are not drawn`, false);
  const patterns = keywords.flatMap(({ pattern }) => pattern ?? []);
  if (patterns.length > 0 && min > mostByPattern) {
    return new Impossible(pointer, `texts of ${min} characters are not drawn by a pattern`, false);
  }
  const formats = keywords.flatMap(({ format }) => (format !== undefined && isKnownFormat(format) ? [format] : []));
  const fits = (text: string): boolean => {
    const length = min === 0 && text.length <= max ? min : lengthOf(text);
    return (
      length >= min &&
      length <= max &&
      patterns.every((pattern) => pattern.test(text)) &&
      formats.every((format) => hasFormat(text, format)) &&
      accept(text)
    );
  };

  for (let i = 0, longer = 0; formats.length > 0 && i < triesOfFormats; i += 1) {
    const text = drawFormat(formats[i % formats.length] ?? '', random, longer) ?? '';
    if (fits(text)) return text;
    if (patterns.some((pattern) => pattern.mayHang())) break;
    longer = lengthened(longer, text.length, min, max);
  }
  for (let i = 0, stretch = usualStretch; patterns.length > 0 && i < triesOfPatterns; i += 1) {
    // Every other time all of them in a row, for those that ask for a part each.
    const one = patterns[(i / 2) % patterns.length];
    const asked = one === undefined ? shuffled(patterns, random) : [one];
    const text = drawAll(asked, random, stretch);
    if (text === undefined) continue;
    if (fits(text)) return text;
    const length = lengthOf(text);
    if (length < min) {
      const padded = patterns.some((pattern) => pattern.mayHang()) ? text : text + letters(random, min - length);
      if (fits(padded)) return padded;
      stretch = Math.min(stretch + (min - length), mostCharacters);
    } else if (length > max) stretch = Math.floor(stretch / 2);
  }
  for (let i = 0; patterns.length + formats.length === 0 && i < triesOfWords; i += 1) {
    const text = sized(i < triesOfWords / 2 ? drawing.words(random, place.name) : letters(random, 8), min, max, random);
    if (fits(text)) return text;
  }
  if (fits('')) return '';
  drawing.mayTryAgain(costOfTexts);
  return new Impossible(pointer, `no text was found that fits${described(patterns, formats)}`, max === 0);
}

/** What it takes to come between the bounds; a format has no length of its own. */
function lengthened(longer: number, length: number, min: number, max: number): number {
  if (length > max) return longer > 0 ? Math.max(0, longer + max - length) : -1;
  return Math.max(0, longer) + Math.max(0, min - length);
}

function drawAll(patterns: readonly TextPattern[], random: Random, stretch: number): string | undefined {
  let text = '';
  for (const pattern of patterns) {
    const part = pattern.draw(random, stretch);
    if (part === undefined) return undefined;
    text += part;
  }
  return text;
}

function described(patterns: readonly { readonly source: string }[], formats: readonly string[]): string {
  const asked = [
    ...patterns.map(({ source }) => `the pattern ${source}`),
    ...formats.map((one) => `the format ${one}`),
  ];
  return asked.length === 0 ? '' : ` ${asked.join(' and ')}`;
}

/** More words, or the beginning. */
function sized(text: string, min: number, max: number, random: Random): string {
  let out = text;
  for (let length = lengthOf(out); length < min; length = lengthOf(out)) {
    out += min - length > 3 ? ` ${letters(random, Math.min(8, min - length - 1))}` : letters(random, min - length);
  }
  return lengthOf(out) <= max ? out : [...out].slice(0, max).join('').trimEnd().padEnd(min, 'a');
}

function letters(random: Random, count: number): string {
  let out = '';
  for (let i = 0; i < count; i += 1) out += String.fromCharCode(0x61 + random.below(26));
  return out;
}
