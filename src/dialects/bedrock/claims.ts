/** Which paths are Amazon Bedrock's (runtime and agent runtime), and what they ask for. */

import type { Operation } from '../../core/dialect.ts';
import type { SimRequest } from '../../core/request.ts';
import { endpointName, isVersion, segmentsOf } from '../request-path.ts';

const modelOperations: ReadonlySet<string> = new Set([
  'converse',
  'converse-stream',
  'count-tokens',
  'invoke',
  'invoke-with-bidirectional-stream',
  'invoke-with-response-stream',
]);
/** First segments; Bedrock's paths have no version in front of them. */
const roots: ReadonlySet<string> = new Set(
  `async-invoke foundation-models guardrail guardrails inference-profiles knowledgebases model-invocation-job
   model-invocation-jobs retrieveAndGenerate retrieveAndGenerateStream`.split(/\s+/),
);

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations.html */
export function claimsBedrock({ target }: Pick<SimRequest, 'target'>): Operation | undefined {
  const segments = segmentsOf(target);
  const last = segments.at(-1) ?? '';
  if (bedrockModel(target) !== undefined) return { endpoint: endpointName([last]) };
  const root = segments[0] ?? '';
  // `/agents/v1/…` is some other API under a base path.
  if (isVersion(segments[1])) return undefined;
  if (root === 'agents' || root === 'flows') {
    return { endpoint: last === 'text' ? 'invoke-agent' : endpointName([root]) };
  }
  if (!roots.has(root)) return undefined;
  const action = segments.length > 1 && (last === 'retrieve' || last === 'apply') ? [last] : [];
  return { endpoint: endpointName([root, ...action]) };
}

/** The model id or ARN of `/model/<id>/<operation>`, percent-decoded; an ARN may also have its slashes unencoded. */
export function bedrockModel(target: string): string | undefined {
  if (!target.includes('model/')) return undefined;
  const segments = segmentsOf(target);
  const at = segments.indexOf('model');
  if (at < 0 || segments.length < at + 3 || !modelOperations.has(segments.at(-1) ?? '')) return undefined;
  return segments.slice(at + 1, -1).join('/');
}
