/** A simulated provider in a test's own process: no recordings, every answer invented. */

import { onTestFinished } from 'vitest';
import { startSimulator } from '../../src/app/simulator.ts';
import { defaultSynthesis, type SynthesisConfig } from '../../src/app/synthesis-config.ts';

/** Its URL, without a closing slash. */
export async function simulated(config: Partial<SynthesisConfig> = {}): Promise<string> {
  const simulator = await startSimulator({
    mode: 'none',
    paths: [],
    latency: { kind: 'instant' },
    missStatus: 404,
    synthesis: { ...defaultSynthesis, ...config },
  });
  onTestFinished(() => simulator.close(0));
  return simulator.url;
}
