/** Upstreams as a run uses them: those that the configuration names, and those of the command line; local servers are started. */

import type { Clock } from '../core/clock.ts';
import { LlmsimError } from '../core/errors.ts';
import type { Adapter } from '../upstream/adapter/adapter.ts';
import type { LocalServer, LocalServerOptions } from '../upstream/command/local-server.ts';
import { withKeys } from '../upstream/keys-from-env.ts';
import { type Environment, parseUpstream } from '../upstream/named-upstreams.ts';
import type { Upstream } from '../upstream/upstream.ts';

/** One entry of the section `upstreams`. */
export interface ConfiguredUpstream {
  readonly name: string;
  /** As `--upstream` takes it; undefined for a local server, whose URL is known when it runs. */
  readonly spec?: string;
  readonly adapter?: Adapter;
  readonly server?: Omit<LocalServerOptions, 'name'>;
  /** The variable that holds its key. */
  readonly keyFromEnv: string | undefined;
}

export interface OpenUpstreams {
  readonly upstreams: readonly Upstream[];
  /** Stops the local servers. */
  close(): Promise<void>;
}

export interface WantedUpstreams {
  readonly configured: readonly ConfiguredUpstream[];
  /** `--upstream`: a configured name, or what `parseUpstream` reads; none takes all that are configured. */
  readonly specs: readonly string[];
  /** `--key-from-env` */
  readonly keys: readonly string[];
  readonly env: Environment;
  readonly clock: Clock;
  /** Hears of a local server that begins, is ready, or has ended. */
  readonly onNews: (text: string) => void;
}

/** Throws LlmsimError for what cannot be used; nothing runs then. */
export async function openUpstreams(wanted: WantedUpstreams): Promise<OpenUpstreams> {
  const { configured, specs, keys, env } = wanted;
  const chosen: readonly (ConfiguredUpstream | string)[] =
    specs.length === 0 ? configured : specs.map((spec) => configured.find(({ name }) => name === spec) ?? spec);
  if (chosen.length === 0) {
    throw new LlmsimError(
      'usage',
      'No upstream is given.',
      'Name one with --upstream, or under "upstreams" in llmsim.yaml.',
    );
  }
  const servers: LocalServer[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  try {
    const upstreams: Upstream[] = [];
    for (const one of chosen) upstreams.push(await openOne(one, wanted, servers));
    return { upstreams: withKeys(upstreams, [...configuredKeys(chosen), ...keys], env), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openOne(
  one: ConfiguredUpstream | string,
  { env, clock, onNews }: WantedUpstreams,
  servers: LocalServer[],
): Promise<Upstream> {
  if (typeof one === 'string') return parseUpstream(one, env);
  const { name, spec = name, adapter, server } = one;
  if (server !== undefined) {
    onNews(`Starting the local server "${name}" …`);
    const { startLocalServer } = await import('../upstream/command/local-server.ts');
    const started = await startLocalServer({ ...server, name, env: { ...env, ...server.env } }, clock, onNews);
    servers.push(started);
    onNews(`The local server "${name}" is ready (${started.url}, process ${started.pid}).`);
    return parseUpstream(`${name}=${started.url}`, env);
  }
  const upstream = parseUpstream(spec, env);
  return adapter === undefined ? upstream : { ...upstream, families: ['openai'], adapter };
}

/** The command line's come behind them, and win. */
function configuredKeys(chosen: readonly (ConfiguredUpstream | string)[]): readonly string[] {
  return chosen.flatMap((one) =>
    typeof one === 'string' || one.keyFromEnv === undefined ? [] : [`${one.name}=${one.keyFromEnv}`],
  );
}
