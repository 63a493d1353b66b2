/** What a simulator can be told, with a default for each name, and what of it cannot work. */

import type { LimitPolicy } from '../access/limits/limit-set.ts';
import type { RekeyProgress } from '../cassette/cassette-library.ts';
import { defaultRules, type MatchRules } from '../cassette/match/match-rules.ts';
import type { Repeat } from '../cassette/sequences.ts';
import { type Clock, systemClock } from '../core/clock.ts';
import { LlmsimError } from '../core/errors.ts';
import type { Exchange } from '../core/exchange.ts';
import type { Outcome } from '../core/outcome.ts';
import type { Latency } from '../latency/retime.ts';
import type { MissStory } from '../pipeline/miss/story.ts';
import { defaultPolicy, type RedactionPolicy } from '../redaction/redactor.ts';
import type { ExchangeReport } from '../telemetry/exchange-report.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { type AccessConfig, defaultAccess } from './access-config.ts';
import { defaultFaults, type FaultsConfig } from './faults-config.ts';
import { type Mode, usesUpstream } from './modes.ts';
import { defaultPacing, type PacingConfig } from './pacing-config.ts';
import type { Reload } from './reload.ts';
import type { RulesConfig } from './rules-config.ts';
import type { SynthesisConfig } from './synthesis-config.ts';
import { defaultGuard, defaultTelemetry, type GuardConfig, type TelemetryConfig } from './telemetry-config.ts';

/** What a simulator can be told. `startSimulator` takes a part of it: each name has a default. */
export interface SimulatorConfig {
  /** Default `none`: replay. */
  readonly mode: Mode;
  /** The address to listen on; default 127.0.0.1. */
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Cassette folders, parents of cassettes or interaction files to replay from. */
  readonly paths: readonly string[];
  /** The folder in which cassettes are recorded. */
  readonly root: string;
  /** The cassette of requests that choose none; undefined searches all (replay) or is `default` (recording). */
  readonly cassette: string | undefined;
  /** Where requests may go; the first that speaks a request's protocol gets it. `parseUpstream` makes them. */
  readonly upstreams: readonly Upstream[];
  /** `aws`: requests to Bedrock are signed with the credentials of `env`. */
  readonly sign: 'aws' | undefined;
  /** Milliseconds that an upstream may say nothing. */
  readonly upstreamTimeout: number;
  /** The pace of answers of which nothing else is said; those of an upstream come as they come. */
  readonly latency: Latency;
  /** The pace of some models, what clients may wish for, and the load. */
  readonly pacing: PacingConfig;
  /** What goes wrong on purpose, beside what clients and rules ask for. */
  readonly faults: FaultsConfig;
  /** Rate limits as the providers have them; undefined for none but those of keys. */
  readonly limits: LimitPolicy | undefined;
  /** What a request gets after its last recording. */
  readonly repeat: Repeat;
  /** Bytes. */
  readonly maxBody: number;
  /** Bytes that all open recordings hold together. */
  readonly recordMemory: number;
  /** Whether a 401 or 403 of an upstream is recorded. */
  readonly recordAuthErrors: boolean;
  /** What is taken out before anything is written. */
  readonly redaction: RedactionPolicy;
  /** What counts when a request is matched with the recordings of a cassette; the same object for the same rules. */
  readonly match: (cassette: string) => MatchRules;
  /** Whether the recording of a stream may answer a request without streaming, and the reverse. */
  readonly crossStream: boolean;
  /** The environment: proxies, credentials of AWS, collectors of traces. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Hears of each exchange with an upstream, when it is over. */
  readonly onReport: (report: ExchangeReport) => void;
  /** The status of the answer to a miss. */
  readonly missStatus: number;
  /** Hears of a miss at once, in the words that the client gets. */
  readonly onMiss: (explanation: string) => void;
  /** Hears the whole story of each miss, a little later. `storyText` makes lines for a terminal of it. */
  readonly onMissStory: (story: MissStory) => void;
  /** Something is wrong with a cassette; the rest is served. */
  readonly onProblem: (text: string) => void;
  /** Names that count as upstream prefixes beside those of the upstreams and the cassettes. */
  readonly prefixNames: readonly string[];
  /** Hears what became of each exchange. */
  readonly onOutcome: ((exchange: Exchange, outcome: Outcome) => void) | undefined;
  /** A cassette was recorded under other rules and is rekeyed in memory. */
  readonly onRekey: (progress: RekeyProgress) => void;
  /** What there is to watch. */
  readonly telemetry: TelemetryConfig;
  /** Who may ask llmsim's own pages, and which pages of the web may ask at all. */
  readonly guard: GuardConfig;
  /** Generators answer what no recording holds, in mode `none`; undefined for misses. */
  readonly synthesis: SynthesisConfig | undefined;
  /** Hand-written answers before recordings, in modes that replay; undefined for none. */
  readonly rules: RulesConfig | undefined;
  /** Who is asked for a key, and whether usage is written down. */
  readonly access: AccessConfig;
  /** The configuration file while llmsim runs: what can take an edit registers here; undefined where none is to count. */
  readonly reload: Reload | undefined;
}

export const defaultConfig: SimulatorConfig = {
  mode: 'none',
  host: '127.0.0.1',
  port: 0,
  paths: ['cassettes'],
  root: 'cassettes',
  cassette: undefined,
  upstreams: [],
  sign: undefined,
  upstreamTimeout: 600_000,
  latency: { kind: 'recorded', speed: 1 },
  pacing: defaultPacing,
  faults: defaultFaults,
  limits: undefined,
  repeat: 'last',
  maxBody: 64 * 1024 * 1024,
  recordMemory: 256 * 1024 * 1024,
  recordAuthErrors: false,
  redaction: defaultPolicy,
  match: () => defaultRules,
  crossStream: false,
  env: {},
  clock: systemClock,
  onReport() {},
  missStatus: 400,
  onMiss() {},
  onMissStory() {},
  onProblem() {},
  onRekey() {},
  prefixNames: [],
  onOutcome: undefined,
  telemetry: defaultTelemetry,
  guard: defaultGuard,
  synthesis: undefined,
  rules: undefined,
  access: defaultAccess,
  reload: undefined,
};

/** Two of one name could not be told apart; one that is this very address would forward for ever. */
export function checkUpstreams({ upstreams, host, port, mode }: SimulatorConfig): void {
  if (usesUpstream(mode) && upstreams.length === 0) {
    throw new LlmsimError('usage', `Mode ${mode} needs an upstream.`, 'Give one with --upstream.');
  }
  const names = new Set<string>();
  for (const { name, origin } of upstreams) {
    if (names.has(name)) {
      throw new LlmsimError(
        'usage',
        `Two upstreams are called "${name}".`,
        'Name them: --upstream one=<url> --upstream two=<url>',
      );
    }
    names.add(name);
    const { hostname, port: theirs } = new URL(origin);
    const loopback = /^(?:localhost|127\.|\[::1\]|0\.0\.0\.0)/;
    if (
      port !== 0 &&
      theirs === String(port) &&
      (hostname === host || (loopback.test(hostname) && loopback.test(host)))
    ) {
      throw new LlmsimError(
        'usage',
        `Upstream "${name}" (${origin}) is the address that llmsim itself would listen on.`,
        'Choose another with --port, or 0 for a free one.',
      );
    }
  }
}

/** A key of llmsim's own is nobody else's business, and no provider would take it. */
export function checkForwardedKeys({ access, mode, upstreams }: SimulatorConfig): void {
  if (access.auth === 'off' || !usesUpstream(mode)) return;
  // What an adapter asks its service, it asks without the client's key.
  const open = upstreams.find(({ apiKey, adapter }) => apiKey === undefined && adapter === undefined);
  if (open === undefined) return;
  throw new LlmsimError(
    'usage',
    `With --auth ${access.auth} clients present keys of llmsim, and those must not go to upstream "${open.name}".`,
    `Say which key goes there instead: --key-from-env ${open.name}=NAME`,
  );
}
