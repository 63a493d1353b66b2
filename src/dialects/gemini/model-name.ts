/** Which model a path of Gemini's API names, and in which version of the API. */

import { isVersion, segmentsOf } from '../request-path.ts';

/** The segment behind `models`, `tunedModels` or `endpoints`, without its verb. */
export function modelIn(target: string): string | undefined {
  const segments = segmentsOf(target);
  const at = segments.findLastIndex((name) => name === 'models' || name === 'tunedModels' || name === 'endpoints');
  const model = at < 0 ? undefined : segments[at + 1]?.replace(/:[A-Za-z]+$/, '');
  return model === '' ? undefined : model;
}

/** `models/gemini-2.5-pro` is `gemini-2.5-pro`, as is `publishers/google/models/gemini-2.5-pro`. */
export function shortModelName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** `v1beta` where a path names none. */
export function versionIn(target: string): string {
  return segmentsOf(target).find(isVersion) ?? 'v1beta';
}

/** Vertex AI's paths go through a publisher. */
export function isVertexPath(target: string): boolean {
  return segmentsOf(target).includes('publishers');
}
