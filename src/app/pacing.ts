/** Puts together the stage that paces answers, from what a configuration says and what clients wish for. */

import { LlmsimError } from '../core/errors.ts';
import type { Selection } from '../core/exchange.ts';
import type { Refusal, Stage } from '../core/outcome.ts';
import type { SimRequest } from '../core/request.ts';
import type { Latency } from '../latency/retime.ts';
import type { RequestReader } from '../pipeline/request-reading.ts';
import { latencyHeader, pace } from '../pipeline/stages/pace.ts';
import { SelectionStates } from '../pipeline/synthesis/selection-state.ts';
import { fixedPace } from '../pipeline/timing/fixed-pace.ts';
import { latencyOfWord } from './latency-word.ts';
import { modelPattern } from './model-pattern.ts';
import type { PacingConfig } from './pacing-config.ts';

export interface Pacing {
  readonly stage: Stage;
  /** Forgets which requests came before, so that the next one draws the first time again. */
  reset(selection: Selection): void;
}

/** @param keyOf the key of a request, as hex */
export async function startPacing(
  latency: Latency,
  config: PacingConfig,
  keyOf: (request: SimRequest) => string,
  reader: RequestReader,
): Promise<Pacing> {
  const states = new SelectionStates();
  // Loaded where a profile is wanted: who plays recordings as they are starts without it.
  let profiles: Promise<ProfileStages> | undefined;
  const stageOf = (wanted: Latency): Stage | Promise<Stage> => {
    if (wanted.kind !== 'profile') return fixedPace(wanted);
    profiles ??= import('./profile-stages.ts').then((module) => module.profileStages(config, states, keyOf));
    return profiles.then((stages) => stages(wanted));
  };
  const wished = async (wish: string): Promise<Stage> => {
    const { readLatencyWord } = await import('./read-latency-word.ts');
    try {
      return await stageOf(latencyOfWord(readLatencyWord(wish, config.profiles), config.speed));
    } catch (error) {
      if (!(error instanceof LlmsimError)) throw error;
      const refusal = refusalOf(error);
      return () => refusal;
    }
  };
  const byModel = await Promise.all(
    config.models.map(async ({ model, latency: own }) => {
      const pattern = modelPattern(model);
      return { fits: (name: string) => pattern.test(name), stage: await stageOf(own) };
    }),
  );
  return {
    stage: pace({ usual: await stageOf(latency), byModel, reader, wished }),
    reset: (selection) => states.reset(selection),
  };
}

export type ProfileStages = (latency: Extract<Latency, { kind: 'profile' }>) => Stage;

function refusalOf({ message, hint }: LlmsimError): Refusal {
  const said = `The header ${latencyHeader} cannot be followed. ${message} ${hint}`.trim();
  return { kind: 'refusal', error: { status: 400, code: 'llmsim_bad_header', message: said } };
}
