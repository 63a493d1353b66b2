/** Reads a latency profile that a user wrote, in YAML or JSON. Imports yaml and zod: load it where there is such a file. */

import { type Document, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { LlmsimError } from '../core/errors.ts';
import type { LatencyProfile } from './profile.ts';
import { profileOfForm } from './profile-file.ts';
import { profileSchema } from './profile-schema.ts';

/**
 * `name` is what the profile is called, and how problems name the file. Throws LlmsimError `configuration` that tells every problem with
 * its line, and what is accepted there.
 */
export function readProfile(text: string, name: string): LatencyProfile {
  const lines = new LineCounter();
  const document = parsed(text, lines, name);
  const broken = document.errors.map(({ pos, message }) => ({ line: lines.linePos(pos[0]).line, what: message }));
  if (broken.length > 0) throw unusable(name, broken);
  const checked = checkProfile(valueIn(document, name), name);
  if (checked.kind === 'profile') return checked.profile;
  throw unusable(
    name,
    checked.problems.map(({ path, message }) => ({
      line: lineOf(document, lines, path),
      what: path.length === 0 ? `the file ${message}` : `${path.map(String).join('.')} ${message}`,
    })),
  );
}

/** What is wrong with a profile, and where in it. */
export interface ProfileProblem {
  /** The names that lead to it; none where all of the profile is meant. */
  readonly path: readonly PropertyKey[];
  /** What goes behind the name of what stands there, such as `must be above 0`. */
  readonly message: string;
}

export type CheckedProfile =
  | { readonly kind: 'profile'; readonly profile: LatencyProfile }
  | { readonly kind: 'problems'; readonly problems: readonly ProfileProblem[] };

/** The profile that a value, as YAML or JSON gives it, means; or all that is wrong with it. Never throws. */
export function checkProfile(value: unknown, name: string): CheckedProfile {
  const read = profileSchema.safeParse(value);
  if (read.success) return { kind: 'profile', profile: profileOfForm(read.data, name) };
  const problems = read.error.issues.flatMap(relevant).map(({ path, message }) => ({ path, message }));
  return { kind: 'problems', problems };
}

/** The parser calls itself: what is nested thousands deep, as `a: a: a: …` is too, ends its stack. */
function parsed(text: string, lineCounter: LineCounter, name: string): Document {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, logLevel: 'error' });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw unusable(name, [{ line: 1, what: 'is nested too deep to be read' }]);
  }
}

interface Problem {
  readonly line: number;
  readonly what: string;
}

function unusable(name: string, problems: readonly Problem[]): LlmsimError {
  const list = [...problems].sort((a, b) => a.line - b.line).map(({ line, what }) => `  ${name}:${line}: ${what}`);
  const unique = [...new Set(list)].join('\n');
  const hint = 'docs/latency-profiles.md shows what a profile may say.';
  return new LlmsimError('configuration', `The latency profile ${name} cannot be used:\n${unique}`, hint);
}

/** Throws where aliases multiply a small text to a large one. */
function valueIn(document: Document, name: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw unusable(name, [{ line: 1, what: error instanceof Error ? error.message : String(error) }]);
  }
}

interface Issue extends ProfileProblem {
  /** Of a member that this form does not have. */
  readonly unknown: boolean;
}

/** Of the forms that something may have, the problems of the one that was meant: the one that is nearest to what stands there. */
function relevant({ path, message, ...issue }: z.core.$ZodIssue): Issue[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], message, unknown: true }));
  }
  const forms = issue.code === 'invalid_union' ? issue.errors : [];
  const nearest = forms
    .filter((form) => form.length > 0 && !form.some(isOfAnotherKind))
    .map((form) => form.flatMap(relevant))
    .sort((a, b) => distance(a) - distance(b))[0];
  return nearest?.map((each) => ({ ...each, path: [...path, ...each.path] })) ?? [{ path, message, unknown: false }];
}

/** Something unknown tells more against a form than something missing. */
function distance(issues: readonly Issue[]): number {
  return issues.reduce((sum, { unknown }) => sum + (unknown ? 10 : 1), 0);
}

/** A number where an object should be, or the other way round. */
function isOfAnotherKind({ code, path }: z.core.$ZodIssue): boolean {
  return code === 'invalid_type' && path.length === 0;
}

/** The line of what stands at `path`, or of the nearest thing above it. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) continue;
    const [offset] = node.range;
    if (typeof offset === 'number') return lines.linePos(offset).line;
  }
  return 1;
}
