/** What can be said about what there is to watch, and about who may look. */

import type { Paint } from '../telemetry/answer-log.ts';
import type { AnswerSource } from '../telemetry/answer-record.ts';
import type { LogFormat, LogLevel } from '../telemetry/log.ts';

/** What there is to watch: the log, `/metrics`, the journal, traces. */
export interface TelemetryConfig {
  /** Lines on answers; undefined for none. */
  readonly log: LogConfig | undefined;
  /** `open`: `/metrics` answers whoever asks; `protected`: those who may ask all of llmsim's own pages. */
  readonly metrics: 'open' | 'protected';
  /** How many answers the journal keeps. */
  readonly journal: number;
  /** Where spans go; undefined for none. */
  readonly otlp: OtlpConfig | undefined;
}

/** How much is told of answers, in which form, and to whom. */
export interface LogConfig {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Answers of these are told otherwise; their chunks are not skipped. */
  readonly skips: ReadonlySet<AnswerSource>;
  /** Takes one line, without its end. */
  readonly write: (line: string) => void;
  readonly paint: Paint;
}

/** Where spans go, by OTLP over HTTP. */
export interface OtlpConfig {
  /** With its path: `http://127.0.0.1:4318/v1/traces`. */
  readonly url: string;
  /** Undefined leaves them to `OTEL_EXPORTER_OTLP_HEADERS`. */
  readonly headers: Readonly<Record<string, string>> | undefined;
}

/** Who may ask llmsim's own pages, and which pages of the web may ask at all. */
export interface GuardConfig {
  readonly token: string | undefined;
  /** Names by which the server may be called, beside `localhost` and addresses; `*.name` is any name below it. */
  readonly allowedHosts: readonly string[];
  /** Origins of web pages, or `*`. */
  readonly cors: readonly string[];
}

/** No log and no traces; pages for this machine, and a journal of 1000 answers. */
export const defaultTelemetry: TelemetryConfig = {
  log: undefined,
  metrics: 'protected',
  journal: 1000,
  otlp: undefined,
};

/** Pages of llmsim's own for this machine alone, and no CORS. */
export const defaultGuard: GuardConfig = { token: undefined, allowedHosts: [], cors: [] };

/** What the section `telemetry` says. */
export interface TelemetrySettings {
  readonly level?: LogLevel;
  readonly format?: LogFormat;
  readonly metrics?: TelemetryConfig['metrics'];
  readonly journal?: number;
  readonly otlp?: { readonly endpoint?: string; readonly headers?: Readonly<Record<string, string>> };
}

/** What the section `server` says of access. */
export interface AccessSettings {
  /** The name of the variable that holds the token. */
  readonly controlTokenEnv?: string;
  readonly allowedHosts?: readonly string[];
  readonly cors?: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where spans go: what was configured, else the standard variables
 * (https://opentelemetry.io/docs/specs/otel/protocol/exporter/); undefined where neither says so.
 */
export function otlpOf(settings: TelemetrySettings['otlp'], env: Environment): OtlpConfig | undefined {
  if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none') return undefined;
  const headers = settings?.headers;
  if (settings?.endpoint !== undefined) return { url: tracesUrl(settings.endpoint), headers };
  const traces = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ?? '';
  if (traces !== '') return { url: traces, headers };
  const base = env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '';
  return base === '' ? undefined : { url: tracesUrl(base), headers };
}

function tracesUrl(endpoint: string): string {
  const base = endpoint.replace(/\/+$/, '');
  return base.endsWith('/v1/traces') ? base : `${base}/v1/traces`;
}

/** Whether a browser could send it as `Origin`: scheme, host and port, in lower case and without a slash behind; or `*`. */
export function isOrigin(text: string): boolean {
  if (text === '*') return true;
  if (!URL.canParse(text)) return false;
  const { origin, protocol, host } = new URL(text);
  // Extensions and apps have schemes of their own, whose origin URL does not know.
  return origin === text || (origin === 'null' && text === `${protocol}//${host}`);
}
