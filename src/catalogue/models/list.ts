/** The models that llmsim knows without being told. */

import type { ModelInfo } from '../../core/model-catalogue.ts';
import { anthropicModels } from './anthropic.ts';
import { cohereModels } from './cohere.ts';
import { geminiModels } from './gemini.ts';
import { ollamaModels } from './ollama.ts';
import { openaiModels } from './openai.ts';

export const builtInModels: readonly ModelInfo[] = [
  ...openaiModels,
  ...anthropicModels,
  ...geminiModels,
  ...cohereModels,
  ...ollamaModels,
];
