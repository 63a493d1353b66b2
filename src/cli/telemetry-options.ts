/** The options of commands that serve: what is told, who may look, and which web pages may ask. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  type AccessSettings,
  defaultTelemetry,
  type GuardConfig,
  isOrigin,
  otlpOf,
  type TelemetryConfig,
  type TelemetrySettings,
} from '../app/telemetry-config.ts';
import { systemClock } from '../core/clock.ts';
import { LlmsimError } from '../core/errors.ts';
import { noPaint } from '../telemetry/answer-log.ts';
import type { AnswerSource } from '../telemetry/answer-record.ts';
import { type LogFormat, type LogLevel, logLevels } from '../telemetry/log.ts';
import { jsonMessages } from './exchange-lines.ts';
import type { Terminal } from './terminal.ts';

export interface TelemetryFlags {
  readonly logLevel?: LogLevel;
  readonly logFormat?: LogFormat;
  readonly controlTokenEnv?: string;
  readonly allowedHosts?: readonly string[];
  readonly cors?: readonly string[];
}

export function withTelemetryOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--log-level <level>', 'info: a line an answer; debug: one a chunk too').choices([...logLevels]),
    )
    .addOption(new Option('--log-format <format>', 'form of the log (default: pretty)').choices(['pretty', 'json']))
    .option('--control-token-env <NAME>', "variable with the token that opens llmsim's own pages to other machines")
    .option('--allowed-hosts <names>', 'names by which clients may call it, with commas between', commaList)
    .option('--cors <origins>', 'web pages that may use it from a browser, with commas between; * for any', originList);
}

function commaList(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(',').map((part) => part.trim())].filter((part) => part !== '');
}

function originList(text: string, before: readonly string[] = []): readonly string[] {
  const wrong = commaList(text).find((origin) => !isOrigin(origin));
  if (wrong !== undefined) {
    throw new InvalidArgumentError(`"${wrong}" is no origin: write it as http://localhost:3000, or * for any.`);
  }
  return commaList(text, before);
}

/** Of a configuration: its sections, where it has them. */
export interface TelemetrySections {
  readonly telemetry?: TelemetrySettings | undefined;
  readonly access?: AccessSettings | undefined;
}

export interface TelemetryUse {
  readonly terminal: Terminal;
  /** Where neither flag nor configuration says so. */
  readonly level: LogLevel;
  /** Answers of these are told otherwise. */
  readonly skips?: ReadonlySet<AnswerSource>;
  /** Whether requests are sent on with a key of llmsim's own. */
  readonly spendsKey?: boolean;
}

export interface Watched {
  readonly telemetry: TelemetryConfig;
  readonly guard: GuardConfig;
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** What is said there is in the log's form. */
  readonly terminal: Terminal;
}

/** Flags win over the configuration. Throws LlmsimError `usage` for what cannot be meant. */
export function watchedOf(
  flags: TelemetryFlags,
  { telemetry = {}, access = {} }: TelemetrySections,
  env: Readonly<Record<string, string | undefined>>,
  use: TelemetryUse,
): Watched {
  const level = flags.logLevel ?? telemetry.level ?? use.level;
  const format = flags.logFormat ?? telemetry.format ?? 'pretty';
  const cors = flags.cors ?? access.cors ?? [];
  if (cors.includes('*') && use.spendsKey === true) {
    throw new LlmsimError(
      'usage',
      '--cors * lets any web page use llmsim, and --key-from-env has it spend your key.',
      'Name the origins: --cors http://localhost:3000',
    );
  }
  const { paint } = use.terminal;
  return {
    level,
    format,
    terminal: format === 'json' ? jsonMessages(use.terminal, systemClock) : use.terminal,
    telemetry: {
      log: {
        level,
        format,
        skips: use.skips ?? new Set(),
        write: (line) => use.terminal.say(line),
        paint:
          format === 'json' ? noPaint : { good: paint.green, bad: paint.red, doubtful: paint.yellow, quiet: paint.dim },
      },
      metrics: telemetry.metrics ?? defaultTelemetry.metrics,
      journal: telemetry.journal ?? defaultTelemetry.journal,
      otlp: otlpOf(telemetry.otlp, env),
    },
    guard: {
      token: tokenOf(flags.controlTokenEnv ?? access.controlTokenEnv, env),
      allowedHosts: flags.allowedHosts ?? access.allowedHosts ?? [],
      cors,
    },
  };
}

function tokenOf(name: string | undefined, env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (name === undefined) return undefined;
  const token = env[name]?.trim() ?? '';
  if (token !== '') return token;
  throw new LlmsimError(
    'usage',
    `--control-token-env names ${name}, which is not set or empty.`,
    `Set it to a secret of your own: export ${name}="$(openssl rand -hex 24)"`,
  );
}
