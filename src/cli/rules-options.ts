/** The option of commands that answer by hand-written rules, and what is said about their files. */

import type { Command } from 'commander';
import { type Configuration, usualConfigurationFile } from '../app/configuration.ts';
import type { RulesConfig } from '../app/rules-config.ts';
import { defaultSynthesis, type SynthesisConfig } from '../app/synthesis-config.ts';
import type { Terminal } from './terminal.ts';

export interface RulesFlags {
  readonly config?: string;
  readonly rules?: string;
}

export function withRulesOption(command: Command): Command {
  return command.option(
    '--rules <file>',
    'hand-written answers, used before recordings; edits of the file count at once',
  );
}

/** The files whose mistakes are told together with the configuration's. */
export function ruleFilesOf({ rules }: RulesFlags): readonly string[] {
  return rules === undefined ? [] : [rules];
}

/**
 * The rules of the option before those of the configuration file; undefined where there are none and can be none.
 *
 * @param answers how answers are written; undefined for what the configuration says
 */
export function rulesOf(
  flags: RulesFlags,
  configuration: Configuration | undefined,
  terminal: Pick<Terminal, 'say' | 'paint'>,
  answers?: SynthesisConfig,
): RulesConfig | undefined {
  const files = flags.rules === undefined ? [] : [flags.rules];
  // One file may be both: it is then the option's.
  const configured = flags.rules === (flags.config ?? usualConfigurationFile) ? undefined : configuration?.rules;
  // A configuration without rules may get some while llmsim runs.
  if (files.length === 0 && configuration === undefined) return undefined;
  const warn = (text: string): void => terminal.say(terminal.paint.yellow(text));
  return {
    files,
    ...(configured === undefined ? {} : { configured }),
    answers: answers ?? { ...defaultSynthesis, ...configuration?.synthesis, onWarning: warn },
    onNews: ({ kind, text }) => (kind === 'refused' ? warn(text) : terminal.say(text)),
  };
}
