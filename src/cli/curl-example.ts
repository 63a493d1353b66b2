/** A curl line that a replay server answers, made of one of its own recordings. */

import type { CassetteLibrary, Entry } from '../cassette/cassette-library.ts';
import { decodeUtf8 } from '../codec/utf8.ts';
import { headerOf, mediaType } from '../core/headers.ts';
import type { Interaction } from '../core/interaction.ts';
import { shellWord } from '../core/shell-word.ts';

/** How many recordings are looked at, and how long a body may be to be typed again. */
const looks = 40;
const longestBody = 300;

/**
 * The shortest request of a successful recording among the first ones, streams before plain answers; undefined when none
 * fits. `cassette` names the one that a bare path is answered from; undefined for all.
 */
export async function curlExample(
  library: CassetteLibrary,
  url: string,
  cassette?: string,
): Promise<string | undefined> {
  let best: Interaction | undefined;
  for (const entry of firstEntries(library, cassette)) {
    const interaction = await entry.load().catch(() => undefined);
    if (interaction !== undefined && fits(interaction) && (best === undefined || rank(interaction) < rank(best))) {
      best = interaction;
    }
  }
  return best === undefined ? undefined : curlOf(best, url);
}

function firstEntries(library: CassetteLibrary, name: string | undefined): readonly Entry[] {
  const entries: Entry[] = [];
  for (const cassette of library.cassettes) {
    if (name !== undefined && cassette.name !== name) continue;
    for (const entry of cassette.entries()) {
      if (entries.length >= looks) return entries;
      entries.push(entry);
    }
  }
  return entries;
}

function fits({ request, response }: Interaction): boolean {
  const json = mediaType(headerOf(request.headers, 'content-type')) === 'application/json';
  // What is typed again must be text: a compressed body is none.
  const typed = request.body.byteLength <= longestBody && decodeUtf8(request.body) !== undefined;
  return response.status === 200 && response.end === 'complete' && json && typed;
}

function rank({ request, response }: Interaction): number {
  return request.body.byteLength - (response.ends.length > 1 ? longestBody : 0);
}

function curlOf({ request }: Interaction, url: string): string {
  const method = request.method === 'POST' ? '' : `-X ${request.method} `;
  const target = shellWord(`${url}${request.target}`);
  return `curl -N ${method}${target} -H 'content-type: application/json' -d ${shellWord(decodeUtf8(request.body) ?? '')}`;
}
