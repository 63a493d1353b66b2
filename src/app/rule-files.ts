/** Rules that are in force: of files, read again when they change, and of the configuration; an edit that cannot be used changes nothing. */

import { dirname } from 'node:path';
import type { Clock, Timer } from '../core/clock.ts';
import { LlmsimError } from '../core/errors.ts';
import type { Rule } from '../rules/rule.ts';
import { type RuleSet, ruleSet } from '../rules/rule-set.ts';
import { checkConfiguration } from './check-configuration.ts';
import { problemText } from './configuration-file.ts';
import { lookEvery, WatchedFile } from './watched-file.ts';

export interface RuleFiles {
  /** Of all files, those of the first before those of the second among equals; those of the configuration last. */
  inForce(): RuleSet;
  /** Takes other rules of the configuration. */
  configure(rules: readonly Rule[]): void;
  /** Begins to look for edits. */
  watch(): void;
  /** Looks at the files now, whether they changed or not. */
  lookNow(): void;
  /** Looks at the files no more. */
  stop(): void;
}

export interface RuleFileNews {
  readonly kind: 'in-force' | 'refused';
  /** For people, with the file's name; several lines where an edit was refused. */
  readonly text: string;
}

/**
 * Files as `llmsim.yaml`, of which only the section `rules` is used. Throws LlmsimError `configuration`, with every line that is wrong, where
 * one of them cannot be used at the start.
 *
 * @param configured rules of the configuration, asked after those of the files
 */
export function openRuleFiles(
  paths: readonly string[],
  clock: Clock,
  onNews: (news: RuleFileNews) => void,
  configured: readonly Rule[] = [],
): RuleFiles {
  const files = paths.map((path) => new RuleFile(path));
  let last = configured;
  const together = (): RuleSet => ruleSet(...files.map(({ rules }) => rules), last);
  let inForce = together();
  let timer: Timer | undefined;
  const ask = (look: (file: RuleFile) => RuleFileNews | undefined): void => {
    for (const file of files) {
      const news = look(file);
      if (news === undefined) continue;
      inForce = together();
      onNews(news);
    }
  };
  const lookLater = (): void => {
    if (files.length === 0) return;
    timer = clock.after(lookEvery, () => {
      ask((file) => file.look());
      lookLater();
    });
  };
  return {
    inForce: () => inForce,
    configure(rules) {
      last = rules;
      inForce = together();
    },
    watch: lookLater,
    lookNow: () => ask((file) => file.lookNow()),
    stop: () => timer?.cancel(),
  };
}

class RuleFile {
  readonly #path: string;
  readonly #file: WatchedFile;
  #rules: readonly Rule[];

  constructor(path: string) {
    this.#path = path;
    try {
      this.#file = new WatchedFile(path);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new LlmsimError('configuration', `${path} cannot be read: ${reason}`, 'Check --rules.', { cause });
    }
    const read = readRules(this.#file.text, path);
    if (read.kind === 'problems') {
      throw new LlmsimError(
        'configuration',
        `${path} cannot be used:\n${indented(read.lines)}`,
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
    const news = this.#file.look();
    return news === undefined ? undefined : this.#take(news);
  }

  lookNow(): RuleFileNews {
    return this.#take(this.#file.lookNow());
  }

  #take(news: ReturnType<WatchedFile['lookNow']>): RuleFileNews {
    if (news.kind === 'unreadable') return this.#refused([news.reason]);
    const read = readRules(news.text, this.#path);
    if (read.kind === 'problems') return this.#refused(read.lines);
    this.#rules = read.rules;
    return { kind: 'in-force', text: `${this.#path} has changed: ${counted(read.rules)} in force.` };
  }

  #refused(lines: readonly string[]): RuleFileNews {
    const text = `${this.#path} cannot be used as it is now; ${counted(this.#rules)} in force as before:\n${indented(lines)}`;
    return { kind: 'refused', text };
  }
}

export type ReadRules =
  | { readonly kind: 'rules'; readonly rules: readonly Rule[] }
  /** One line for each problem, with file and line. */
  | { readonly kind: 'problems'; readonly lines: readonly string[] };

/** The environment says nothing about files of rules. */
export function readRules(text: string, path: string): ReadRules {
  const checked = checkConfiguration(text, dirname(path));
  if (checked.kind === 'problems') {
    return { kind: 'problems', lines: checked.problems.map((problem) => problemText(path, problem)) };
  }
  const { rules } = checked.configuration;
  return rules === undefined
    ? { kind: 'problems', lines: [`${path}:1: it has no section "rules"`] }
    : { kind: 'rules', rules };
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n');
}

function counted({ length }: readonly Rule[]): string {
  return length === 1 ? '1 rule is' : `${length} rules are`;
}
