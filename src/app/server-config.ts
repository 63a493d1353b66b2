/** What the section `server` of the configuration says: where llmsim listens, what it answers from, and how. */

import type { Repeat } from '../cassette/sequences.ts';
import type { Mode } from './modes.ts';
import type { AccessSettings } from './telemetry-config.ts';

/** Undefined where the file does not say it: the command's own default holds, and an option goes before it. */
export interface ServerSettings {
  readonly host: string | undefined;
  readonly port: number | undefined;
  /** Bytes. */
  readonly maxBody: number | undefined;
  /** Folders of cassettes to replay from; `record` and `run` use the first, and record in it. */
  readonly cassettes: readonly string[] | undefined;
  /** The cassette of requests that choose none. */
  readonly cassette: string | undefined;
  /** Of `record` and `run`. */
  readonly mode: Mode | undefined;
  readonly onMiss: 'error' | 'synthesise' | undefined;
  readonly missStatus: number | undefined;
  readonly repeat: Repeat | undefined;
  readonly crossStream: boolean | undefined;
  /** Bytes. */
  readonly recordMemory: number | undefined;
  readonly recordAuthErrors: boolean | undefined;
  /** Milliseconds. */
  readonly upstreamTimeout: number | undefined;
  /** Who may ask llmsim's own pages, and which pages of the web may ask at all. */
  readonly access: AccessSettings;
}

/** Of a configuration that has no section `server`. */
export const noServerSettings: ServerSettings = {
  host: undefined,
  port: undefined,
  maxBody: undefined,
  cassettes: undefined,
  cassette: undefined,
  mode: undefined,
  onMiss: undefined,
  missStatus: undefined,
  repeat: undefined,
  crossStream: undefined,
  recordMemory: undefined,
  recordAuthErrors: undefined,
  upstreamTimeout: undefined,
  access: {},
};

/** What holds where neither an option nor the configuration says anything. */
export const usualServer = {
  host: '127.0.0.1',
  port: 8080,
  cassettes: ['cassettes'],
  onMiss: 'error',
  missStatus: 400,
  repeat: 'last',
  crossStream: false,
  maxBody: 64 * 1024 ** 2,
  recordMemory: 256 * 1024 ** 2,
  recordAuthErrors: false,
  upstreamTimeout: 600_000,
} as const satisfies Partial<ServerSettings>;
