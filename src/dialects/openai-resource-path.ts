/** Paths of OpenAI-shaped REST resources, under any base: which resource they are of, and what it is called. */

import { endpointName, isVersion, segmentsOf } from './request-path.ts';

/** https://platform.openai.com/docs/api-reference */
const roots: ReadonlySet<string> = new Set(
  `assistants audio batches chatkit containers conversations embeddings evals files fine_tuning fine-tunes images models
   moderations organization realtime skills threads traces uploads vector_stores videos`.split(/\s+/),
);
/** Roots that need no version before them; `/images/logo.png` is of some other server. */
const bareRoots: ReadonlySet<string> = new Set(['batches', 'embeddings', 'models', 'moderations']);

/** The segments from the resource's root on, `['threads', 'thread_1', 'runs']`; undefined for a path of something else. */
export function resourcePath(target: string): readonly [root: string, ...below: string[]] | undefined {
  const segments = segmentsOf(target);
  if (segments.at(-1) === 'completions' && !segments.includes('organization')) return undefined;
  for (const [at, root] of segments.entries()) {
    if (roots.has(root) && isApiRoot(segments, at)) return [root, ...segments.slice(at + 1)];
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

/** `/threads/<id>/runs/<id>/submit_tool_outputs` is `threads-runs-submit-tool-outputs`: ids are what is no known name. */
export function resourceName([root, ...below]: readonly [root: string, ...below: string[]]): string {
  return endpointName([root, ...below.filter((segment) => names.has(segment))]);
}

const names: ReadonlySet<string> = new Set(
  `admin_api_keys alpha audit_logs calls cancel certificates checkpoints client_secrets complete content costs create_and_run
   edits events file_batches files generations graders input_items invites items jobs messages metadata moderations output_items
   parts pause permissions projects rate_limits remix resume run runs search service_accounts sessions speech steps
   submit_tool_outputs threads transcription_sessions transcriptions translations usage users validate variations voices
   completions embeddings images ingest endpoints versions`.split(/\s+/),
);
