/** Cohere's models. */

import { modelsOf } from '../model-data.ts';

const embedding = { kind: 'embedding', context: 512, output: 0 } as const;
const rerank = { kind: 'rerank', context: 4_096, output: 0 } as const;

/** https://docs.cohere.com/docs/models */
export const cohereModels = modelsOf('cohere', 'cohere', {
  'command-a-03-2025': { created: '2025-03-13', context: 256_000, output: 8_000 },
  'command-a-reasoning-08-2025': { created: '2025-08-21', context: 256_000, output: 32_000, reasoning: true },
  'command-r-plus-08-2024': { created: '2024-08-30', output: 4_000 },
  'command-r-08-2024': { created: '2024-08-30', output: 4_000 },
  'command-r7b-12-2024': { created: '2024-12-13', output: 4_000 },
  'embed-v4.0': { created: '2025-04-15', ...embedding, context: 128_000, dimensions: 1_536 },
  'embed-english-v3.0': { created: '2023-11-02', ...embedding, dimensions: 1_024 },
  'embed-multilingual-v3.0': { created: '2023-11-02', ...embedding, dimensions: 1_024 },
  'embed-english-light-v3.0': { created: '2023-11-02', ...embedding, dimensions: 384 },
  'embed-multilingual-light-v3.0': { created: '2023-11-02', ...embedding, dimensions: 384 },
  'rerank-v3.5': { created: '2024-12-02', ...rerank },
  'rerank-english-v3.0': { created: '2024-04-11', ...rerank },
  'rerank-multilingual-v3.0': { created: '2024-04-11', ...rerank },
});
