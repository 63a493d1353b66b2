/** The options that the section `server` of the configuration has too, and what they and it make. */

import { type Command, Option } from 'commander';
import { noServerSettings, type ServerSettings, usualServer } from '../app/server-config.ts';
import type { Repeat } from '../cassette/sequences.ts';
import { port, size } from './option-values.ts';

/** Undefined where an option is not given. */
export interface ServerFlags {
  readonly host?: string;
  readonly port?: number;
  readonly cassettes?: string;
  readonly cassette?: string;
  readonly onMiss?: 'error' | 'synthesise';
  readonly missStatus?: number;
  readonly repeat?: Repeat;
  readonly crossStream?: boolean;
  readonly maxBody?: number;
  readonly recordMemory?: number;
  readonly recordAuthErrors?: boolean;
  readonly upstreamTimeout?: number;
}

export function withAddressOptions(command: Command): Command {
  return command
    .option('--host <address>', `address to listen on (default: ${usualServer.host})`)
    .option('--port <number>', `port to listen on; 0 picks a free one (default: ${usualServer.port})`, port)
    .addOption(new Option('--max-body <size>', 'largest request body (default: 64MiB)').argParser(size));
}

export function withOnMissOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--on-miss <policy>',
      'what a request without a recording gets where nothing is recorded (default: error)',
    ).choices(['error', 'synthesise']),
  );
}

export function withRepeatOption(command: Command): Command {
  return command.addOption(
    new Option('--repeat <policy>', 'what a request gets after its last recording (default: last)').choices([
      'last',
      'cycle',
      'miss',
    ]),
  );
}

export function withCrossStreamOption(command: Command): Command {
  return command.option('--cross-stream', 'let the recording of a stream answer without streaming, and the reverse');
}

/** As the settings, with what is usual where there is such a thing. */
export type Server = ServerSettings & {
  readonly [Name in Exclude<keyof typeof usualServer, 'cassettes'>]: NonNullable<ServerSettings[Name]>;
} & {
  /** At least one. */
  readonly cassettes: readonly [string, ...string[]];
};

/** Options win over the configuration, and the configuration over what is usual. */
export function serverOf(flags: ServerFlags, configuration: { readonly server: ServerSettings } | undefined): Server {
  const given = configuration?.server ?? noServerSettings;
  const [cassettes = usualServer.cassettes[0], ...more] =
    flags.cassettes === undefined ? (given.cassettes ?? []) : [flags.cassettes];
  return {
    host: flags.host ?? given.host ?? usualServer.host,
    port: flags.port ?? given.port ?? usualServer.port,
    cassettes: [cassettes, ...more],
    cassette: flags.cassette ?? given.cassette,
    mode: given.mode,
    onMiss: flags.onMiss ?? given.onMiss ?? usualServer.onMiss,
    missStatus: flags.missStatus ?? given.missStatus ?? usualServer.missStatus,
    repeat: flags.repeat ?? given.repeat ?? usualServer.repeat,
    crossStream: flags.crossStream ?? given.crossStream ?? usualServer.crossStream,
    maxBody: flags.maxBody ?? given.maxBody ?? usualServer.maxBody,
    recordMemory: flags.recordMemory ?? given.recordMemory ?? usualServer.recordMemory,
    recordAuthErrors: flags.recordAuthErrors ?? given.recordAuthErrors ?? usualServer.recordAuthErrors,
    upstreamTimeout: flags.upstreamTimeout ?? given.upstreamTimeout ?? usualServer.upstreamTimeout,
    access: given.access,
  };
}
