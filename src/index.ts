/** The public names of the library. */

export type { Mode } from './app/modes.ts';
export { defaultPacing, type PacingConfig } from './app/pacing-config.ts';
export type { RulesConfig } from './app/rules-config.ts';
export { type Simulator, startSimulator } from './app/simulator.ts';
export type { SimulatorConfig } from './app/simulator-config.ts';
export { defaultSynthesis, type GeneratorChoice, type SynthesisConfig } from './app/synthesis-config.ts';
export type { Repeat } from './cassette/sequences.ts';
export { type Clock, systemClock } from './core/clock.ts';
export { type ErrorCode, LlmsimError } from './core/errors.ts';
export { builtInProfile } from './latency/built-in-profiles.ts';
export type { LatencyProfile, LoadSettings } from './latency/profile.ts';
export type { Latency } from './latency/retime.ts';
export type { ExchangeReport, Saved } from './telemetry/exchange-report.ts';
export { parseUpstream } from './upstream/named-upstreams.ts';
export type { Upstream } from './upstream/upstream.ts';
