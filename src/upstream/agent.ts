/** The HTTP client: undici with keep-alive, any number of connections, verified TLS, and the environment's proxies. */

import { Agent, buildConnector, type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import { watchedConnector } from './connection-end.ts';
import type { Environment } from './named-upstreams.ts';
import { ProxyFailure } from './proxy-failure.ts';

/** Node's clients refuse more than 16 KiB; a proxy should not be the one that refuses. */
const maxHeaderSize = 128 * 1024;
const longestConnect = 60_000;

/**
 * @param env `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in lower case as well, which wins
 * @param timeoutMs the longest silence before the headers, and between two pieces of the body; 0 is for ever
 */
export function createAgent(env: Environment, timeoutMs: number): Dispatcher {
  const options = { pipelining: 1, allowH2: false, maxHeaderSize, headersTimeout: timeoutMs, bodyTimeout: timeoutMs };
  const httpProxy = env['http_proxy'] || env['HTTP_PROXY'];
  const httpsProxy = env['https_proxy'] || env['HTTPS_PROXY'];
  const direct = buildConnector({}); // one for all origins: it keeps the TLS sessions
  const factory = (origin: string | URL, given: object): Dispatcher => {
    // Agent hands on a connector of its own only when it goes through a proxy
    const connect = 'connect' in given && typeof given.connect === 'function' ? given.connect : undefined;
    return new Pool(origin, {
      ...given,
      connect: watchedConnector((connect as buildConnector.connector | undefined) ?? direct),
    });
  };
  if (!httpProxy && !httpsProxy) return new Agent({ ...options, factory });
  return new EnvHttpProxyAgent({
    ...options,
    factory,
    clientFactory: (origin, given) => proxyPool(origin, given, timeoutMs),
    httpProxy: httpProxy ?? '', // an empty string keeps undici from asking the process's own environment
    httpsProxy: httpsProxy ?? '',
    noProxy: env['no_proxy'] ?? env['NO_PROXY'] ?? '',
  });
}

/** Connections to the proxy itself; what goes wrong there is told apart from what the upstream does. */
function proxyPool(origin: URL, given: object, timeoutMs: number): Dispatcher {
  const headersTimeout = timeoutMs > 0 ? Math.min(timeoutMs, longestConnect) : longestConnect;
  const pool = new Pool(origin, { ...given, headersTimeout });
  // bound, because `connect` is replaced below
  const connectPool: (options: Dispatcher.ConnectOptions) => Promise<Dispatcher.ConnectData> = pool.connect.bind(pool);
  const connect = async (options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> => {
    let tunnel: Dispatcher.ConnectData;
    try {
      tunnel = await connectPool(options);
    } catch (cause) {
      throw new ProxyFailure(undefined, { cause });
    }
    if (tunnel.statusCode === 200) return tunnel;
    tunnel.socket.on('error', () => {}).destroy();
    throw new ProxyFailure(tunnel.statusCode);
  };
  return Object.assign(pool, { connect });
}
