/** Says that the way through the configured HTTP proxy failed, and not the upstream behind it. */

export class ProxyFailure extends Error {
  /** undici tries again for ever on its own UND_ERR_SOCKET; on any other code it fails the request. */
  readonly code = 'LLMSIM_PROXY';
  /** What the proxy answered instead of 200. */
  readonly status: number | undefined;

  constructor(status: number | undefined, options?: ErrorOptions) {
    super('the proxy made no tunnel', options);
    this.name = 'ProxyFailure';
    this.status = status;
  }
}
