/** A configuration file under check: its text, where in it a setting stands, and what is wrong with it. */

import { Document, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { nearestName } from '../upstream/nearest-name.ts';
import type { Override } from './environment-overrides.ts';
import { issueWords } from './issue-words.ts';
import { namesAt } from './schema-at.ts';
import { withValue } from './value-in.ts';
import { isNearOne, type Path, placeOf, type ThinnedList, withoutMistakes } from './without-mistakes.ts';

export interface ConfigurationProblem {
  /** From 1; of no use where a variable says it. */
  readonly line: number;
  /** What is wrong and what to write instead. */
  readonly what: string;
  /** The environment variable that says it; undefined where the file does. */
  readonly variable?: string;
}

/** One line for people. */
export function problemText(path: string, { line, what, variable }: ConfigurationProblem): string {
  return `${variable ?? `${path}:${line}`}: ${what}`;
}

export class ConfigurationFile {
  readonly #lines = new LineCounter();
  readonly #document: Document;
  readonly #overrides: Override[] = [];
  /** From which unusable entries were taken; outer ones first. */
  #thinned: readonly ThinnedList[] = [];
  /** What was taken away, with a problem for each. */
  readonly #removed: Path[] = [];
  readonly problems: ConfigurationProblem[] = [];
  #values: unknown;

  constructor(text: string) {
    this.#document = this.#parsed(text);
    for (const error of this.#document.errors) {
      this.problems.push({ line: this.#lines.linePos(error.pos[0]).line, what: error.message });
    }
    if (this.problems.length > 0) return;
    try {
      this.#values = this.#document.toJS() ?? {};
    } catch (error) {
      // A bare `*` is an alias of nothing: wildcards need quotes. Aliases that multiply a small text are refused here too.
      const why = error instanceof Error ? error.message : String(error);
      this.problems.push({ line: this.#aliasLine(), what: `${why}; put a text that begins with * in quotes` });
    }
  }

  /** The parser calls itself: what is nested thousands deep, as `a: a: a: …` is too, ends its stack. */
  #parsed(text: string): Document {
    try {
      return parseDocument(text, { lineCounter: this.#lines, prettyErrors: false, logLevel: 'error' });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.problems.push({ line: 1, what: 'is nested too deep to be read' });
      return new Document();
    }
  }

  /** The line of the first alias that has no anchor before it; else the first line. */
  #aliasLine(): number {
    const anchors = new Set<string | undefined>();
    let offset = 0;
    visit(this.#document, {
      Value: (_key, { anchor }) => {
        anchors.add(anchor);
      },
      Alias: (_key, { source, range }) => {
        if (anchors.has(source)) return undefined;
        offset = range?.[0] ?? 0;
        return visit.BREAK;
      },
    });
    return this.#lines.linePos(offset).line;
  }

  /** The names and values of the file, with what goes before it; undefined where it is no YAML. */
  get values(): unknown {
    return this.#values;
  }

  /** Whether anything goes before it. */
  get overridden(): boolean {
    return this.#overrides.length > 0;
  }

  /** Puts in what goes before the file; later ones before earlier ones. */
  override(overrides: readonly Override[]): void {
    for (const one of overrides) {
      this.#overrides.push(one);
      this.#values = withValue(this.#values, one.path, one.value) ?? {};
    }
  }

  /** The values of the whole file, as `schema` takes them; undefined when there are problems. */
  read<Schema extends z.ZodType>(schema: Schema): z.infer<Schema> | undefined {
    return this.problems.length > 0 ? undefined : this.parse(schema, [], this.#values);
  }

  /** What stands at `path`, as `schema` takes it; undefined when it does not, with a problem for each reason. */
  parse<Schema extends z.ZodType>(schema: Schema, path: Path, value: unknown): z.infer<Schema> | undefined {
    const parsed = schema.safeParse(value, { error: issueWords });
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) this.#addIssue(issue, schema, path, value);
    return undefined;
  }

  /**
   * The same without what `schema` does not take, so that a reader finds what else is wrong: problems that are added later with
   * what was taken away, or what it was taken from, are let go.
   */
  parseWhatIsGood<Schema extends z.ZodType>(schema: Schema, path: Path, value: unknown): z.infer<Schema> | undefined {
    const parsed = schema.safeParse(value, { error: issueWords });
    if (parsed.success) return parsed.data;
    const rest = withoutMistakes(schema, value);
    for (const issue of rest.issues) this.#addIssue(issue, schema, path, value);
    this.#removed.push(...rest.removed.map((one) => [...path, ...one]));
    this.#thin(rest.thinned.map((list) => ({ ...list, path: [...path, ...list.path] })));
    return rest.value;
  }

  /** The entries of a list that `schema` takes, without what it does not take of them; problems that are added with an entry's index get the one that stands in the file. */
  parseEntries<Schema extends z.ZodType>(schema: Schema, path: Path, entries: readonly unknown[]): z.infer<Schema>[] {
    const good = entries.flatMap((entry, i) => {
      const value = this.parseWhatIsGood(schema, [...path, i], entry);
      return value === undefined ? [] : [{ value, i }];
    });
    if (good.length < entries.length) this.#thin([{ path, indexes: good.map(({ i }) => i) }]);
    return good.map(({ value }) => value);
  }

  #thin(lists: readonly ThinnedList[]): void {
    this.#thinned = [...this.#thinned, ...lists].toSorted((a, b) => a.path.length - b.path.length);
  }

  /** Adds a problem with what stands at `path`. */
  add(path: Path, what: string): void {
    const place = placeOf(path, this.#thinned);
    if (!isNearOne(place, this.#removed)) this.#push(place, what);
  }

  #push(place: Path, what: string): void {
    const variable = this.#overrideOf(place)?.variable;
    this.problems.push({ line: this.lineOf(place) ?? 1, what, ...(variable === undefined ? {} : { variable }) });
  }

  /** The same, with the path before what is wrong. */
  addNamed(path: Path, what: string): void {
    this.add(path, `${pathText(placeOf(path, this.#thinned)) || 'the file'}: ${what}`);
  }

  /** Adds a problem with a variable that says nothing of use. */
  addVariable(variable: string, what: string): void {
    this.problems.push({ line: 1, what, variable });
  }

  /** The variable that says what stands at `path`. */
  variableOf(path: Path): string | undefined {
    return this.#overrideOf(path)?.variable;
  }

  /** The line of the node at `path`, or of the nearest one above it. */
  lineOf(path: Path): number | undefined {
    for (let length = path.length; length > 0; length -= 1) {
      const node: unknown = this.#document.getIn(path.slice(0, length), true);
      if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) continue;
      const [offset] = node.range;
      if (typeof offset === 'number') return this.#lines.linePos(offset).line;
    }
    return undefined;
  }

  #addIssue(issue: z.core.$ZodIssue, schema: z.ZodType, path: Path, value: unknown): void {
    const where = [...path, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      const known = namesAt(schema, issue.path);
      for (const key of issue.keys) {
        const name = pathText([...where, key]);
        this.#push([...where, key], `"${name}" is not a setting of llmsim${meant(key, known)}`);
      }
      return;
    }
    const given = at(value, issue.path);
    const words = issue.code === 'invalid_value' ? issue.values.filter((one) => typeof one === 'string') : [];
    const name = pathText(where) || 'the file';
    this.#push(where, `${name}: ${issue.message}${typeof given === 'string' ? meant(given, words) : ''}`);
  }

  /** What says the setting at `path`, or a part of it. */
  #overrideOf(path: Path): Override | undefined {
    return this.#overrides.findLast((one) => one.path.every((name, i) => name === String(path[i])));
  }
}

function meant(word: string, names: readonly string[]): string {
  const nearest = nearestName(word, names);
  return nearest === undefined || nearest === word ? '' : `: did you mean "${nearest}"?`;
}

function pathText(path: Path): string {
  return path.map(String).join('.');
}

function at(value: unknown, path: Path): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Readonly<Record<PropertyKey, unknown>>)[key];
  }
  return found;
}
