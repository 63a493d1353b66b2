/** Azure OpenAI names the model in the path: `/openai/deployments/<deployment>/…`. */

import { segmentsOf } from './request-path.ts';

/** https://learn.microsoft.com/azure/ai-services/openai/reference */
export function azureDeployment(target: string): string | undefined {
  if (!target.includes('/deployments/')) return undefined;
  const segments = segmentsOf(target);
  return segments[segments.indexOf('deployments') + 1];
}
