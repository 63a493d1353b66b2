/** Files of rules that are in force: read at the start, read again when they change; an edit that cannot be used changes nothing. */

import { readFileSync, statSync } from 'node:fs';
import type { Clock, Timer } from '../core/clock.ts';
import { LlmsimError } from '../core/errors.ts';
import type { Rule } from '../rules/rule.ts';
import { type RuleSet, ruleSet } from '../rules/rule-set.ts';
import { checkConfiguration } from './check-configuration.ts';

export interface RuleFiles {
  /** Of all files, those of the first before those of the second among equals. */
  inForce(): RuleSet;
  /** Begins to look for edits. */
  watch(): void;
  /** Looks at the files no more. */
  stop(): void;
}

export interface RuleFileNews {
  readonly kind: 'in-force' | 'refused';
  /** For people, with the file's name; several lines where an edit was refused. */
  readonly text: string;
}

/**
 * Looks at the files again and again: editors replace a file in ways that no notification of the system survives everywhere (rename
 * over it, network and container mounts). So long, in ms, between two looks; a file is read when it stood still between two.
 */
const lookEvery = 250;

/**
 * Files as `llmsim.yaml`, of which only the section `rules` is used. Throws LlmsimError `configuration`, with every line that is wrong, where
 * one of them cannot be used at the start.
 */
export function openRuleFiles(paths: readonly string[], clock: Clock, onNews: (news: RuleFileNews) => void): RuleFiles {
  const files = paths.map((path) => new RuleFile(path));
  let inForce = ruleSet(...files.map(({ rules }) => rules));
  let timer: Timer | undefined;
  const look = (): void => {
    for (const file of files) {
      const news = file.look();
      if (news === undefined) continue;
      inForce = ruleSet(...files.map(({ rules }) => rules));
      onNews(news);
    }
    timer = clock.after(lookEvery, look);
  };
  const watch = (): void => {
    timer = clock.after(lookEvery, look);
  };
  return { inForce: () => inForce, watch, stop: () => timer?.cancel() };
}

class RuleFile {
  readonly #path: string;
  #rules: readonly Rule[];
  #text: string;
  /** Of what was read last, and of the last look. */
  #known: string;
  #seen: string;

  constructor(path: string) {
    this.#path = path;
    this.#known = stampOf(path);
    this.#seen = this.#known;
    try {
      this.#text = readFileSync(path, 'utf8');
    } catch (cause) {
      throw new LlmsimError('configuration', `${path} cannot be read: ${reasonOf(cause)}`, 'Check --rules.', { cause });
    }
    const read = readRules(this.#text, path);
    if (read.kind === 'problems') {
      throw new LlmsimError(
        'configuration',
        `${path} cannot be used:\n${read.lines}`,
        'docs/rules.md shows what it may say.',
      );
    }
    this.#rules = read.rules;
  }

  get rules(): readonly Rule[] {
    return this.#rules;
  }

  /** What is new since the last look; undefined for nothing. */
  look(): RuleFileNews | undefined {
    const stamp = stampOf(this.#path);
    const still = stamp === this.#seen;
    this.#seen = stamp;
    if (!still || stamp === this.#known) return undefined;
    this.#known = stamp;
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch (cause) {
      // What is put back afterwards is news, also where it is what it was.
      this.#text = '';
      return this.#refused(`  ${reasonOf(cause)}`);
    }
    if (text === this.#text) return undefined;
    this.#text = text;
    const read = readRules(text, this.#path);
    if (read.kind === 'problems') return this.#refused(read.lines);
    this.#rules = read.rules;
    return { kind: 'in-force', text: `${this.#path} has changed: ${counted(read.rules)} in force.` };
  }

  #refused(lines: string): RuleFileNews {
    const text = `${this.#path} cannot be used as it is now; ${counted(this.#rules)} in force as before:\n${lines}`;
    return { kind: 'refused', text };
  }
}

export type ReadRules =
  | { readonly kind: 'rules'; readonly rules: readonly Rule[] }
  /** One line for each problem, with file and line. */
  | { readonly kind: 'problems'; readonly lines: string };

export function readRules(text: string, path: string): ReadRules {
  const checked = checkConfiguration(text);
  if (checked.kind === 'problems') {
    return {
      kind: 'problems',
      lines: checked.problems.map(({ line, what }) => `  ${path}:${line}: ${what}`).join('\n'),
    };
  }
  const { rules } = checked.configuration;
  return rules === undefined
    ? { kind: 'problems', lines: `  ${path}:1: it has no section "rules"` }
    : { kind: 'rules', rules };
}

/** Differs when a file was written or replaced. */
function stampOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? 'absent' : `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
}

function counted({ length }: readonly Rule[]): string {
  return length === 1 ? '1 rule is' : `${length} rules are`;
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
