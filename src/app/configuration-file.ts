/** A configuration file under check: its text, where in it a setting stands, and what is wrong with it. */

import { type Document, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

export interface ConfigurationProblem {
  /** From 1. */
  readonly line: number;
  /** What is wrong and what to write instead. */
  readonly what: string;
}

type Path = readonly PropertyKey[];

export class ConfigurationFile {
  readonly #lines = new LineCounter();
  readonly #document: Document;
  readonly problems: ConfigurationProblem[] = [];

  constructor(text: string) {
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
    for (const error of this.#document.errors) {
      this.problems.push({ line: this.#lines.linePos(error.pos[0]).line, what: error.message });
    }
  }

  /** The values of the file, as `schema` takes them; undefined when there are problems. */
  read<Shape extends z.ZodType>(schema: Shape): z.infer<Shape> | undefined {
    if (this.problems.length > 0) return undefined;
    const parsed = schema.safeParse(this.#document.toJS() ?? {});
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) this.#addIssue(issue);
    return undefined;
  }

  /** Adds a problem with what stands at `path`. */
  add(path: Path, what: string): void {
    this.problems.push({ line: this.#lineOf(path), what });
  }

  #addIssue(issue: z.core.$ZodIssue): void {
    const where = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        const name = where === '' ? key : `${where}.${key}`;
        this.add([...issue.path, key], `"${name}" is not a setting of llmsim`);
      }
    } else {
      this.add(issue.path, `${where === '' ? 'the file' : where}: ${issue.message}`);
    }
  }

  /** The line of the node at `path`, or of the nearest one above it. */
  #lineOf(path: Path): number {
    for (let length = path.length; length > 0; length -= 1) {
      const node: unknown = this.#document.getIn(path.slice(0, length), true);
      if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) continue;
      const [offset] = node.range;
      if (typeof offset === 'number') return this.#lines.linePos(offset).line;
    }
    return 1;
  }
}
