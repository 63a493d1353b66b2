/** Who may ask llmsim's own pages: this machine, and who has the token; no page of the web. */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { PlannedReply } from '../core/reply.ts';
import { OwnHosts } from './own-hosts.ts';
import { jsonReply } from './refusals.ts';

export interface AccessOptions {
  /** The address or name that the server listens on. */
  readonly host: string;
  /** Further names by which it may be called; `*.name` is any name below it. */
  readonly allowedHosts: readonly string[];
  /** Web pages that may ask, as browsers name them: `http://localhost:3000`. */
  readonly origins: readonly string[];
}

export interface ControlAccessOptions extends AccessOptions {
  /** Lets in who sends it as `Authorization: Bearer …` or as `x-llmsim-token`; undefined where there is none. */
  readonly token: string | undefined;
}

/** Who asks, and how. */
export interface Asker {
  /** The address at the other end of the connection; undefined where it is gone. */
  readonly peer: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** The refusal that an asker gets; undefined for one that is let in. */
export type Guard = (asker: Asker) => PlannedReply | undefined;

export const tokenHeader = 'x-llmsim-token';

export function controlAccess({ token, host: listening, allowedHosts, origins }: ControlAccessOptions): Guard {
  const own = new OwnHosts(listening, allowedHosts);
  const digest = token === undefined ? undefined : sha256(token);
  return ({ peer, headers }) => {
    // No page of the web can know it, so it stands for all the rest.
    if (digest !== undefined && tokensOf(headers).some((given) => timingSafeEqual(sha256(given), digest)))
      return undefined;
    const { host, origin } = headers;
    if (!isLoopback(peer) || isForwarded(headers)) {
      const how =
        token === undefined
          ? 'Start llmsim with --control-token-env NAME and send the token'
          : 'Send the token that llmsim was started with';
      return refusal(
        `llmsim's own pages answer this machine only, and this request comes from ${isForwarded(headers) ? 'behind a proxy' : (peer ?? 'elsewhere')}. ${how} as "Authorization: Bearer <token>" or as "${tokenHeader}".`,
      );
    }
    if (!own.has(host)) {
      return refusal(
        `"${host ?? ''}" is not a name of this llmsim. Ask for http://localhost, or allow the name with --allowed-hosts.`,
      );
    }
    if (origin !== undefined && !own.isSameOrigin(origin, host) && !origins.includes(origin)) {
      return refusal(`Pages of ${origin} may not ask llmsim's own pages. Allow them with --cors ${origin}.`);
    }
    return undefined;
  };
}

/** Refuses pages of the web where requests are sent on with a key that is not the client's. */
export function keyGuard({ host: listening, allowedHosts, origins }: AccessOptions): Guard {
  const own = new OwnHosts(listening, allowedHosts);
  return ({ headers }) => {
    const { host, origin } = headers;
    if (own.couldBeForeign(host)) {
      return refusal(
        `"${host ?? ''}" is not a name of this llmsim, which spends a key of its own (--key-from-env). Allow the name with --allowed-hosts.`,
      );
    }
    if (origin === undefined ? isCrossSite(headers) : !own.isSameOrigin(origin, host) && !origins.includes(origin)) {
      const page = origin ?? 'another site';
      return refusal(
        `Pages of ${page} may not use this llmsim, because it spends a key of its own (--key-from-env). Allow them with --cors <origin>.`,
      );
    }
    return undefined;
  };
}

/** Whether an address or name that a server listens on is reached from this machine only. */
export function listensOnLoopback(host: string): boolean {
  return host === 'localhost' || isLoopback(host.replace(/^\[|\]$/g, ''));
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && (/^(?:::ffff:)?127\./i.test(address) || address === '::1');
}

/** A proxy on this machine speaks for others. */
function isForwarded(headers: IncomingHttpHeaders): boolean {
  return headers['x-forwarded-for'] !== undefined || headers['forwarded'] !== undefined;
}

/** What browsers say of requests without an `Origin`, such as those of an image (https://www.w3.org/TR/fetch-metadata/). */
function isCrossSite(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

function tokensOf(headers: IncomingHttpHeaders): readonly string[] {
  const own = headers[tokenHeader];
  const bearer = /^bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1];
  return [...(typeof own === 'string' ? [own] : []), ...(bearer === undefined ? [] : [bearer])];
}

/** Of equal length whatever was given, so that comparing tells nothing. */
function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function refusal(message: string): PlannedReply {
  return jsonReply(403, { error: { message, type: 'llmsim_error', code: 'llmsim_forbidden' } });
}
