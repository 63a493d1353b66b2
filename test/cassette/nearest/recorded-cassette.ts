/** Cassettes in memory: recordings of given requests, with a count of how many are read. */

import { OpenCassette } from '../../../src/cassette/cassette-index.ts';
import type { DecodedInteraction } from '../../../src/cassette/decode-interaction.ts';
import { fileName, interactionStem } from '../../../src/cassette/file-name.ts';
import { requestKey } from '../../../src/cassette/fingerprint.ts';
import { LoadedCache } from '../../../src/cassette/loaded-cache.ts';
import { LlmsimError } from '../../../src/core/errors.ts';
import type { SimRequest } from '../../../src/core/request.ts';
import { dialectOf } from '../../../src/dialects/list.ts';
import { redactRequest } from '../../../src/redaction/redact.ts';
import { sample } from '../sample-interaction.ts';

export function post(body: unknown, target = '/v1/chat/completions'): SimRequest {
  return {
    method: 'POST',
    target,
    headers: [['content-type', 'application/json']],
    body: Buffer.from(JSON.stringify(body)),
  };
}

export interface CountedCassette {
  readonly cassette: OpenCassette;
  /** How often a recording has been read. */
  readonly reads: () => number;
  /** The names of its files, in the order of the requests. */
  readonly names: readonly string[];
}

/** @param broken indexes of recordings that cannot be read */
export function cassetteOf(
  requests: readonly SimRequest[],
  { name = 'default', cacheBytes = 1e9, broken = [] as readonly number[] } = {},
): CountedCassette {
  const files = new Map<string, DecodedInteraction>();
  const defective = new Set<string>();
  const names: string[] = [];
  for (const [i, request] of requests.entries()) {
    const redacted = redactRequest(request);
    const key = requestKey(redacted);
    const { dialect, operation } = dialectOf(redacted);
    const { model, prompt } = dialect.describe(redacted);
    const stem = interactionStem({
      upstream: 'openai',
      endpoint: operation.endpoint,
      model,
      prompt,
      keyHex: key.sha256,
    });
    let n = 1;
    while (files.has(fileName(stem, n))) n += 1;
    const file = fileName(stem, n);
    files.set(file, { ...sample('x', 'y'), request: redacted, key, dialect: dialect.id, extra: {} });
    if (broken.includes(i)) defective.add(file);
    names.push(file);
  }
  let reads = 0;
  const read = async (path: string): Promise<DecodedInteraction> => {
    reads += 1;
    const file = path.split('/').at(-1) ?? '';
    const found = files.get(file);
    if (found === undefined || defective.has(file)) throw new LlmsimError('cassette-not-json', `${file} is broken`);
    return found;
  };
  const source = { cassette: name, folder: '/cassettes', cache: new LoadedCache(cacheBytes), read };
  return { cassette: new OpenCassette(source, names, true, undefined), reads: () => reads, names };
}
