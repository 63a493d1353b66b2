/** Google's Gemini models. */

import { modelsOf } from '../model-data.ts';

const million = 1_048_576;

/** https://ai.google.dev/gemini-api/docs/models */
export const geminiModels = modelsOf('gemini', 'google', {
  'gemini-2.5-pro': {
    created: '2025-06-17',
    name: 'Gemini 2.5 Pro',
    context: million,
    output: 65_536,
    reasoning: true,
  },
  'gemini-2.5-flash': {
    created: '2025-06-17',
    name: 'Gemini 2.5 Flash',
    context: million,
    output: 65_536,
    reasoning: true,
  },
  'gemini-2.5-flash-lite': {
    created: '2025-07-22',
    name: 'Gemini 2.5 Flash-Lite',
    context: million,
    output: 65_536,
    reasoning: true,
  },
  'gemini-2.0-flash': { created: '2025-02-05', name: 'Gemini 2.0 Flash', context: million, output: 8_192 },
  'gemini-2.0-flash-lite': { created: '2025-02-25', name: 'Gemini 2.0 Flash-Lite', context: million, output: 8_192 },
  'gemini-1.5-pro': { created: '2024-05-23', name: 'Gemini 1.5 Pro', context: 2_000_000, output: 8_192 },
  'gemini-1.5-flash': { created: '2024-05-23', name: 'Gemini 1.5 Flash', context: 1_000_000, output: 8_192 },
  'gemini-embedding-001': {
    created: '2025-07-14',
    name: 'Gemini Embedding 001',
    kind: 'embedding',
    context: 2_048,
    output: 1,
    dimensions: 3_072,
  },
  'text-embedding-004': {
    created: '2024-04-09',
    name: 'Text Embedding 004',
    kind: 'embedding',
    context: 2_048,
    output: 1,
    dimensions: 768,
  },
});
