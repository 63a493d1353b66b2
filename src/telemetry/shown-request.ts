/** What of a request may be shown, in logs, labels and pages: its target and its model, redacted, and cheap where they are seen again. */

import type { HeaderList } from '../core/headers.ts';
import type { SimRequest } from '../core/request.ts';
import { secretRequestHeaders } from '../redaction/client-credentials.ts';
import type { Redactor } from '../redaction/redactor.ts';

/** Enough for the paths and models of a run; a client that makes up new ones pays for each. */
const mostKept = 1000;

const lengths: ReadonlySet<number> = new Set(secretRequestHeaders.map((name) => name.length));
const names: ReadonlySet<string> = new Set(secretRequestHeaders);
const nothing = new Uint8Array(0);

interface Shown {
  readonly shown: string;
  /** No credential can stand in it. */
  readonly plain: boolean;
}

export class ShownRequest {
  readonly #redactor: Redactor;
  readonly #targets = new Map<string, Shown>();
  readonly #models = new Map<string, Shown>();

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  target(request: SimRequest): string {
    return this.#shown(this.#targets, request.target, request, (begun) => begun.target);
  }

  model(model: string, request: SimRequest): string {
    return this.#shown(this.#models, model, request, (begun) => begun.text(model));
  }

  /** What one request made of a text holds for all, unless it holds the credentials of the one that asks. */
  #shown(
    kept: Map<string, Shown>,
    text: string,
    request: SimRequest,
    redacted: (begun: ReturnType<Redactor['begin']>) => string,
  ): string {
    const known = kept.get(text);
    if (known?.plain === true) return known.shown;
    const plain = known === undefined && isPlain(text);
    const own = !plain && holdsCredential(text, request.headers);
    if (known !== undefined && !own) return known.shown;
    const shown = redacted(this.#redactor.begin({ ...request, body: nothing }));
    if (own) return shown;
    if (kept.size >= mostKept) kept.clear();
    kept.set(text, { shown, plain });
    return shown;
  }
}

/** Words of a path that are too short for a secret (16 characters: redaction/known-secrets), and are not parts of one either. */
function isPlain(text: string): boolean {
  return /^[a-z0-9._:/-]+$/.test(text) && !/[^/]{16}/.test(text);
}

/** Whether a text holds a credential that came in a header. Those of the query are part of the target, and looked for in it. */
function holdsCredential(text: string, headers: HeaderList): boolean {
  for (const [name, value] of headers) {
    if (!lengths.has(name.length)) continue;
    const lower = name.toLowerCase();
    if (!names.has(lower)) continue;
    // Cookies and Basic hold several values: they are taken apart where all is looked at.
    if (lower === 'cookie' || /^\s*basic\s/i.test(value)) return true;
    const secret = value.slice(value.lastIndexOf(' ') + 1);
    if (secret !== '' && text.includes(secret)) return true;
  }
  return false;
}
