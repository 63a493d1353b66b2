/** How well paced answers keep to their plan, for who scrapes. */

import type { LatenessSummary } from './lateness.ts';
import type { Metric, Sample } from './metric.ts';

export function latenessMetrics(summary: () => LatenessSummary): readonly Metric[] {
  const counter = (name: string, help: string, read: (told: LatenessSummary) => number): Metric => ({
    name,
    help,
    type: 'counter',
    samples: () => [{ name, labels: {}, value: read(summary()) }],
  });
  const lateness = 'llmsim_pacing_lateness_seconds';
  return [
    {
      name: lateness,
      help: 'How late paced chunks were handed to the kernel; quantile "1" is the largest.',
      type: 'gauge',
      samples(): readonly Sample[] {
        const { p50, p90, p99, max } = summary().lateness;
        return [
          ['0.5', p50],
          ['0.9', p90],
          ['0.99', p99],
          ['1', max],
        ].map(([quantile, ms]) => ({
          name: lateness,
          labels: { quantile: String(quantile) },
          value: Number(ms) / 1000,
        }));
      },
    },
    counter('llmsim_paced_chunks_total', 'Chunks that were sent by a plan.', (told) => told.lateness.count),
    counter(
      'llmsim_paced_chunks_joined_total',
      'Chunks that shared a write because the process was behind.',
      (told) => told.joined,
    ),
    counter('llmsim_paced_chunks_held_total', 'Chunks that waited for their client to read.', (told) => told.held),
  ];
}
