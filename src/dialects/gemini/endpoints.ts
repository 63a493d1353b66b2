/** The endpoints of Gemini's API that llmsim answers itself. */

import type { Endpoint } from '../../core/endpoint.ts';
import { embedEndpoints } from './embed-endpoints.ts';
import { generateEndpoints } from './generate-endpoints.ts';
import { modelEndpoints } from './model-endpoints.ts';
import { predict } from './predict-endpoint.ts';

export const geminiEndpoints: readonly Endpoint[] = [
  ...generateEndpoints,
  ...embedEndpoints,
  predict,
  ...modelEndpoints,
];
