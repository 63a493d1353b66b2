/** Models as short rows: what a provider's pages say of each, in the order in which they are most often needed. */

import type { DialectFamily } from '../core/dialect.ts';
import type { ModelInfo } from '../core/model-catalogue.ts';

export interface ModelRow {
  /** Unix seconds, or the day as `YYYY-MM-DD`. */
  readonly created: number | string;
  readonly kind?: ModelInfo['kind'];
  /** Tokens of prompt and answer together, in thousands of 1,024 where the provider counts so: given in full. */
  readonly context?: number;
  readonly output?: number;
  readonly reasoning?: boolean;
  readonly dimensions?: number;
  readonly name?: string;
  readonly owner?: string;
}

const usual = { kind: 'chat', context: 128_000, output: 16_384, reasoning: false } as const;

/** One provider's models by id. */
export function modelsOf(
  family: DialectFamily,
  owner: string,
  rows: Readonly<Record<string, ModelRow>>,
): readonly ModelInfo[] {
  return Object.entries(rows).map(([id, row]) => ({
    id,
    family,
    owner: row.owner ?? owner,
    created: typeof row.created === 'number' ? row.created : Date.parse(`${row.created}T00:00:00Z`) / 1000,
    displayName: row.name ?? id,
    kind: row.kind ?? usual.kind,
    contextWindow: row.context ?? usual.context,
    maxOutput: row.output ?? usual.output,
    reasoning: row.reasoning ?? usual.reasoning,
    dimensions: row.dimensions,
    defaults: {},
  }));
}
