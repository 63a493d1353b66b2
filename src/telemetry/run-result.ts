/** What a run under `llmsim run` came to: counts, what was not answered, and what the recordings spared. */

export interface RunMiss {
  /** The request in one line. */
  readonly request: string;
  /** The whole story. */
  readonly story: string;
}

export interface ExpiredRecording {
  readonly id: string;
  /** ISO 8601, UTC: when it was recorded, or last seen to be what the upstream answers. */
  readonly since: string;
}

export interface RunResult {
  readonly command: string;
  readonly mode: string;
  /** The command's exit code, 128 + n where signal n ended it. */
  readonly commandCode: number;
  readonly hits: number;
  /** Requests that found no recording. */
  readonly misses: number;
  /** Their stories; of many misses, the first ones. */
  readonly stories: readonly RunMiss[];
  readonly synthesised: number;
  /** Answered by rules. */
  readonly ruled: number;
  /** Faults that answers were broken by, as they were asked for: `reset(after=3)`. */
  readonly faults: readonly { readonly fault: string; readonly times: number }[];
  /** Requests that llmsim refused. */
  readonly refusals: number;
  /** Ids of the recordings that were made. */
  readonly recorded: readonly string[];
  readonly lost: readonly string[];
  /** How often each recording was played. */
  readonly played: readonly { readonly id: string; readonly times: number }[];
  /** Ids of the recordings in play that no request asked for. */
  readonly unused: readonly string[];
  readonly expired: readonly ExpiredRecording[];
  /** As the providers counted them. */
  readonly tokensSaved: { readonly input: number; readonly output: number };
  /** How much longer the providers took than the replay, in seconds. */
  readonly secondsSaved: number;
  /** The command's own time, in seconds. */
  readonly seconds: number;
  /** Why the run failed although the command did not: empty where it did not fail. */
  readonly failures: readonly string[];
}
