/** A run's result as JSON: every field of `RunResult`, and a version. */

import type { RunResult } from '../run-result.ts';

export function jsonReport(result: RunResult): string {
  return `${JSON.stringify({ llmsim: 1, ...result }, undefined, 2)}\n`;
}
