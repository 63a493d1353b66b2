/** Which mode a run is in and where it may go: replay alone in CI, record what is not there elsewhere. */

import { LlmsimError } from '../core/errors.ts';
import { upstreamsWithKeys } from './sdk-environment.ts';

export const runModes = ['none', 'once', 'new-episodes', 'all'] as const;
export type RunMode = (typeof runModes)[number];

export interface RunChoice {
  readonly mode: RunMode;
  /** As `--upstream` takes them. */
  readonly upstreams: readonly string[];
}

export interface RunWishes {
  readonly mode: RunMode | undefined;
  readonly upstreams: readonly string[];
  readonly recordInCi: boolean;
  /** What has no recording is invented: nothing needs to be recorded. */
  readonly synthesise: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** GitHub, GitLab, CircleCI, Travis and others set `CI=true`, some `CI=1`. */
export function isCi(env: Environment): boolean {
  const value = (env['CI'] ?? '').toLowerCase();
  return value !== '' && value !== 'false' && value !== '0';
}

/**
 * @param recorded whether there are recordings already
 * @throws LlmsimError `usage` for recording in CI without being asked to, and for recording without an upstream
 */
export function chooseRunMode(wishes: RunWishes, env: Environment, recorded: boolean): RunChoice {
  const ci = isCi(env) && !wishes.recordInCi;
  const mode = wishes.mode ?? (ci || wishes.synthesise ? 'none' : 'once');
  if (mode === 'none') return { mode, upstreams: [] };
  if (ci) {
    throw new LlmsimError(
      'usage',
      `CI=${env['CI']}: in CI nothing is recorded, and mode ${mode} records.`,
      'Leave --mode out, or say --record-in-ci if you mean it.',
    );
  }
  const upstreams = wishes.upstreams.length > 0 ? wishes.upstreams : upstreamsWithKeys(env);
  if (upstreams.length > 0) return { mode, upstreams };
  // What is recorded can be replayed without an upstream.
  if (mode === 'once' && recorded) return { mode: 'none', upstreams: [] };
  throw new LlmsimError(
    'usage',
    mode === 'once'
      ? 'Nothing is recorded yet, and there is no upstream to record from.'
      : `Mode ${mode} needs an upstream.`,
    'Give one with --upstream openai, or set the key of a provider (OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY, …).',
  );
}
