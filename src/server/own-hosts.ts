/** By which names a request may call this server: a name that somebody else's DNS answers for is not one of them. */

import { isIP } from 'node:net';

export class OwnHosts {
  readonly #allowed: ReadonlySet<string>;
  readonly #suffixes: readonly string[];

  /**
   * @param listening the address or name that the server listens on
   * @param allowed further names, with or without a port; `*.name` is any name below it
   */
  constructor(listening: string, allowed: readonly string[]) {
    const names = [listening, ...allowed].map(nameOf);
    this.#allowed = new Set(names);
    this.#suffixes = names.filter((name) => name.startsWith('*.')).map((name) => name.slice(1));
  }

  /**
   * Whether the value of a `Host` header is a name of this server: `localhost` and names below it, addresses, and what was
   * allowed. A page whose name was pointed here (DNS rebinding) sends its own name. Who sends none is no browser.
   */
  has(host: string | undefined): boolean {
    if (host === undefined) return true;
    const name = nameOf(host);
    return (
      name === 'localhost' ||
      name.endsWith('.localhost') ||
      isIP(name) !== 0 ||
      this.#allowed.has(name) ||
      this.#suffixes.some((suffix) => name.endsWith(suffix))
    );
  }

  /** Whether a web page of a stranger could have that name: one without a dot is given in a network of one's own. */
  couldBeForeign(host: string | undefined): boolean {
    return !this.has(host) && nameOf(host ?? '').includes('.');
  }

  /** Whether a page of `origin` is served by this very server, which was called `host`. */
  isSameOrigin(origin: string, host: string | undefined): boolean {
    return host !== undefined && origin.toLowerCase() === `http://${host.toLowerCase()}` && this.has(host);
  }
}

/** Without port and brackets, lower-case. */
function nameOf(host: string): string {
  const lower = host.trim().toLowerCase();
  const bracketed = /^\[([^\]]*)\]/.exec(lower)?.[1];
  if (bracketed !== undefined) return bracketed;
  // An IPv6 address without brackets has no port.
  if (isIP(lower) !== 0) return lower;
  return lower.replace(/:\d*$/, '').replace(/\.$/, '');
}
