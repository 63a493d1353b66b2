/** What can be said about the pace of answers beside the usual one. */

import type { LatencyProfile, LoadSettings } from '../latency/profile.ts';
import type { Latency } from '../latency/retime.ts';

/** The pace of answers by model, and what clients may wish for with `x-llmsim-latency`. */
export interface PacingConfig {
  /** Equal seeds and requests draw equal times from a profile. */
  readonly seed: string;
  /** Of what clients wish for without a factor of their own; 2 is twice as fast. */
  readonly speed: number;
  /** The first that fits a model counts; `*` stands for any characters. */
  readonly models: readonly { readonly model: string; readonly latency: Latency }[];
  /** By names that clients may wish for beside those of the built-in profiles, which they hide. */
  readonly profiles: ReadonlyMap<string, LatencyProfile>;
  /** How many answers the provider generates at once, for profiles that do not say it themselves; undefined for any number. */
  readonly load: LoadSettings | undefined;
}

/** No model has a pace of its own; `SimulatorConfig.latency` counts for all. */
export const defaultPacing: PacingConfig = {
  seed: 'llmsim',
  speed: 1,
  models: [],
  profiles: new Map(),
  load: undefined,
};
