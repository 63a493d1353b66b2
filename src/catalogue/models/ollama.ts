/** Models that people often have in Ollama. */

import { modelsOf } from '../model-data.ts';

/** https://ollama.com/library */
export const ollamaModels = modelsOf('ollama', 'library', {
  'llama3.2:latest': { created: '2024-09-25', context: 131_072 },
  'llama3.1:8b': { created: '2024-07-23', context: 131_072 },
  'qwen3:8b': { created: '2025-04-29', context: 40_960, reasoning: true },
  'gemma3:4b': { created: '2025-03-12', context: 131_072 },
  'mistral:7b': { created: '2023-09-27', context: 32_768 },
  'gpt-oss:20b': { created: '2025-08-05', context: 131_072, reasoning: true },
  'deepseek-r1:8b': { created: '2025-01-20', context: 131_072, reasoning: true },
  'nomic-embed-text:latest': { created: '2024-02-20', kind: 'embedding', context: 8_192, output: 0, dimensions: 768 },
  'all-minilm:latest': { created: '2024-05-22', kind: 'embedding', context: 512, output: 0, dimensions: 384 },
});
