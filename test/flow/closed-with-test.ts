/** Closes a simulator of a test's own when the test ends. */

import { onTestFinished } from 'vitest';
import type { Simulator } from '../../src/app/simulator.ts';

export function closedWithTest(simulator: Pick<Simulator, 'close'>): void {
  onTestFinished(() => simulator.close(0));
}
