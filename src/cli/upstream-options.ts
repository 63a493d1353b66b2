/** Where requests go: the upstreams that the options and the configuration name, for as long as a command runs. */

import { type ConfiguredUpstream, openUpstreams } from '../app/configured-upstreams.ts';
import { systemClock } from '../core/clock.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { Terminal } from './terminal.ts';

export interface UpstreamFlags {
  readonly upstream: readonly string[];
  readonly keyFromEnv: readonly string[];
}

interface Configured {
  readonly upstreams: readonly ConfiguredUpstream[] | undefined;
}

/** The names in the configuration, in its order. */
export function configuredNames(configuration: Configured | undefined): readonly string[] {
  return (configuration?.upstreams ?? []).map(({ name }) => name);
}

/** Local servers run while `use` does. Without `--upstream` all that are configured are used. */
export async function withUpstreams<T>(
  flags: UpstreamFlags,
  configuration: Configured | undefined,
  terminal: Pick<Terminal, 'say'>,
  use: (upstreams: readonly Upstream[]) => Promise<T>,
): Promise<T> {
  const { upstreams, close } = await openUpstreams({
    configured: configuration?.upstreams ?? [],
    specs: flags.upstream,
    keys: flags.keyFromEnv,
    env: process.env,
    clock: systemClock,
    onNews: (text) => terminal.say(text),
  });
  try {
    return await use(upstreams);
  } finally {
    await close();
  }
}
