/** The options of commands that can answer without a recording: which generator, how long, which seed, how strict. */

import { type Command, Option } from 'commander';
import type { SynthesisSettings } from '../app/configuration.ts';
import { defaultSynthesis, type SynthesisConfig } from '../app/synthesis-config.ts';
import { LlmsimError } from '../core/errors.ts';
import type { Terminal } from './terminal.ts';

export interface SynthesisFlags {
  readonly seed?: string;
  readonly tokens?: string;
  readonly generator?: string;
  readonly answer?: string;
  readonly models?: 'any' | 'strict';
  readonly strict: boolean;
  readonly printMessages: boolean;
}

export function withSynthesisOptions(command: Command): Command {
  return command
    .option('--seed <text>', 'equal seed and request give equal bytes (default: llmsim)')
    .option('--tokens <length>', 'length of invented answers: 100, or lognormal(p50=120,p95=600)')
    .option('--generator <name>', 'what answers plain prompts: lorem, echo, random-words, … (default: lorem)')
    .option('--answer <text>', 'answer plain prompts with this text')
    .addOption(new Option('--models <policy>', 'whether unknown models are refused').choices(['any', 'strict']))
    .option('--strict', 'refuse fields that the provider does not know', false)
    .option('--print-messages', 'print the newest message of each request, without secrets', false);
}

/** Throws LlmsimError `usage` for options that would do nothing. */
export function checkUnused(flags: SynthesisFlags): void {
  const given = [
    ...(['seed', 'tokens', 'generator', 'answer', 'models'] as const).filter((name) => flags[name] !== undefined),
    ...(flags.strict ? ['strict'] : []),
    ...(flags.printMessages ? ['print-messages'] : []),
  ];
  if (given.length === 0) return;
  throw new LlmsimError(
    'usage',
    `--${given.join(', --')} would do nothing: without a recording a request misses.`,
    'Add --on-miss synthesise, or leave it out.',
  );
}

/** Flags win over the configuration file. */
export function synthesisOf(
  flags: SynthesisFlags,
  settings: SynthesisSettings | undefined,
  terminal: Terminal,
): SynthesisConfig {
  const chosen =
    flags.answer !== undefined
      ? [{ model: '*', generator: 'fixed', text: flags.answer }]
      : flags.generator !== undefined
        ? [{ model: '*', generator: flags.generator, text: undefined }]
        : [];
  const tokens = flags.tokens ?? settings?.tokens;
  return {
    seed: flags.seed ?? settings?.seed ?? defaultSynthesis.seed,
    tokens,
    generators: [...chosen, ...(settings?.generators ?? [])],
    models: settings?.models ?? {},
    strictModels: flags.models === undefined ? (settings?.strictModels ?? false) : flags.models === 'strict',
    strict: flags.strict || (settings?.strict ?? false),
    onWarning: (text) => terminal.say(terminal.paint.yellow(text)),
    onPrompt: flags.printMessages
      ? ({ model, messages }) => terminal.say(messageLine(model, messages.at(-1)))
      : undefined,
  };
}

function messageLine(model: string, message: { readonly role: string; readonly text: string } | undefined): string {
  // Colours in a message would be others' colours.
  const said = message?.text.replaceAll('\u001b', '\u241b');
  return message === undefined ? `${model}: no message` : `${model} ${message.role}: ${said}`;
}
