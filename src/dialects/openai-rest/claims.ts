/** Which paths are OpenAI-shaped REST resources, and what they ask for. */

import type { Operation } from '../../core/dialect.ts';
import type { SimRequest } from '../../core/request.ts';
import { providerHint } from '../provider-hint.ts';
import { endpointName, isVersion, segmentsOf } from '../request-path.ts';

/** https://platform.openai.com/docs/api-reference */
const roots: ReadonlySet<string> = new Set(
  `assistants audio batches chatkit containers conversations embeddings evals files fine_tuning fine-tunes images models
   moderations organization realtime skills threads traces uploads vector_stores videos`.split(/\s+/),
);
/** Roots that need no version before them; `/images/logo.png` is of some other server. */
const bareRoots: ReadonlySet<string> = new Set(['batches', 'embeddings', 'models', 'moderations']);
/** What Anthropic, or Gemini with its key beside a `v1` path, has under the same name. */
const anthropicRoots: ReadonlySet<string> = new Set(['files', 'models', 'skills']);
const geminiRoots: ReadonlySet<string> = new Set(['batches', 'files', 'models']);

export function claimsOpenaiRest(request: Pick<SimRequest, 'method' | 'target' | 'headers'>): Operation | undefined {
  const segments = segmentsOf(request.target);
  if (segments.at(-1) === 'completions' && !segments.includes('organization')) return undefined;
  for (const [at, root] of segments.entries()) {
    if (!roots.has(root) || !isApiRoot(segments, at)) continue;
    return claimedBelow(segments.slice(at), request) ? { endpoint: resourceName(segments.slice(at)) } : undefined;
  }
  return undefined;
}

/** Where a root may stand: first in the path, behind a version that is not Google's, behind an Azure deployment. */
function isApiRoot(segments: readonly string[], at: number): boolean {
  const before = segments[at - 1];
  // Gemini's resumable uploads: `/upload/v1beta/files`.
  if (segments[at - 2] === 'upload' || segments[at - 2] === 'download') return false;
  if (at === 0)
    return !roots.has(segments[1] ?? '') && (bareRoots.has(segments[0] ?? '') || names.has(segments[1] ?? ''));
  if (segments[at - 2] === 'deployments') return true;
  // Azure's model inference: `/models/embeddings`.
  if (before === 'models' && at === 1) return true;
  return before === 'openai' || before === 'beta' || (isVersion(before) && !/alpha|beta/.test(before ?? ''));
}

function claimedBelow(path: readonly string[], request: Pick<SimRequest, 'method' | 'target' | 'headers'>): boolean {
  const [root = '', ...below] = path;
  const hint = anthropicRoots.has(root) || geminiRoots.has(root) ? providerHint(request) : undefined;
  if (hint === 'anthropic' && anthropicRoots.has(root)) return false;
  if (hint === 'gemini' && geminiRoots.has(root)) return false;
  if (root !== 'models') return true;
  // Models are looked at and deleted; Replicate runs them below the same root, Gemini with a verb. Ids may have a slash.
  const looked = request.method === 'GET' || request.method === 'HEAD' || request.method === 'DELETE';
  return looked && (below.length <= 2 || below.at(-1) === 'endpoints');
}

/** `/threads/<id>/runs/<id>/submit_tool_outputs` is `threads-runs-submit-tool-outputs`: ids are what is no known name. */
function resourceName(path: readonly string[]): string {
  const [root = '', ...below] = path;
  return endpointName([root, ...below.filter((segment) => names.has(segment))]);
}

const names: ReadonlySet<string> = new Set(
  `admin_api_keys alpha audit_logs calls cancel certificates checkpoints client_secrets complete content costs create_and_run
   edits events file_batches files generations graders input_items invites items jobs messages metadata moderations output_items
   parts pause permissions projects rate_limits remix resume run runs search service_accounts sessions speech steps
   submit_tool_outputs threads transcription_sessions transcriptions translations usage users validate variations voices
   completions embeddings images ingest endpoints versions`.split(/\s+/),
);
