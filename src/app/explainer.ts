/** Misses and refusals in the words and the shape that the client's SDK understands. */

import { dirname } from 'node:path';
import type { CassetteLibrary } from '../cassette/cassette-library.ts';
import type { ApiError } from '../core/api-error.ts';
import type { DialectFamily } from '../core/dialect.ts';
import type { Exchange } from '../core/exchange.ts';
import type { Miss, MissReason, Refusal } from '../core/outcome.ts';
import type { PlannedReply } from '../core/reply.ts';
import { dialectOf } from '../dialects/list.ts';
import { explainMiss, isUnknownEndpoint, type Missed, mainReason } from '../pipeline/explain.ts';
import { createRedactor } from '../redaction/redactor.ts';
import { missHeader } from '../server/server-headers.ts';
import type { SimulatorConfig } from './simulator-config.ts';

export interface Explained {
  readonly reply: PlannedReply;
  readonly text: string;
}

/** The upstream to suggest where a path alone tells the family. */
const usualUpstream: Readonly<Record<DialectFamily, string | undefined>> = {
  openai: 'openai',
  anthropic: 'anthropic',
  gemini: 'gemini',
  ollama: 'ollama',
  cohere: 'cohere',
  bedrock: 'bedrock',
  generic: undefined,
};

/** Where a recording would be found again: beside the cassette that was searched first. */
function placeToRecord(config: ExplainerConfig, library: CassetteLibrary): { folder: string; cassette: string } {
  const searched = config.cassette === undefined ? library.cassettes[0] : library.cassette(config.cassette);
  const cassette = config.cassette ?? searched?.name ?? 'default';
  if (config.mode !== 'none') return { folder: config.root, cassette };
  return { folder: searched === undefined ? (config.paths[0] ?? config.root) : dirname(searched.folder), cassette };
}

/** A client may look for it: not every miss is a request that was never recorded. */
const codes: Readonly<Record<MissReason['kind'], string>> = {
  'no-recording': 'llmsim_no_recording',
  'cassette-absent': 'llmsim_no_cassette',
  exhausted: 'llmsim_recordings_exhausted',
  defective: 'llmsim_recording_defective',
  'not-synthesisable': 'llmsim_unknown_endpoint',
};

export type ExplainerConfig = Pick<
  SimulatorConfig,
  'mode' | 'root' | 'paths' | 'cassette' | 'upstreams' | 'redaction' | 'missStatus'
>;

/** @param onMiss hears of each miss, so that its story is told after the answer that is returned here */
export function explainer(
  config: ExplainerConfig,
  library: CassetteLibrary,
  onMiss: (missed: Missed) => void = () => undefined,
): (exchange: Exchange, outcome: Miss | Refusal) => Explained {
  // What the user named as secret must not be told either.
  const redactor = createRedactor(config.redaction);
  const missError = (exchange: Exchange, reasons: readonly MissReason[], family: DialectFamily): ApiError => {
    const { request } = redactor.begin(exchange.request);
    const configured = config.upstreams[0]?.name;
    const hint = {
      upstream: configured ?? usualUpstream[family],
      guessed: configured === undefined,
      ...placeToRecord(config, library),
    };
    const missed = { request, upstream: exchange.upstream, selection: exchange.selection, reasons, hint };
    if (!isUnknownEndpoint(reasons)) onMiss(missed);
    return {
      // By default not 404: a poll loop would read it as "not yet". Not 5xx: the SDKs would try again.
      status: config.missStatus,
      code: codes[mainReason(reasons).kind],
      message: isUnknownEndpoint(reasons)
        ? explainMiss(missed)
        : `${explainMiss(missed)} ${exchange.address.base}/__llmsim/misses says which recordings come closest, and what differs.`,
      headers: [
        ['x-should-retry', 'false'],
        [missHeader, '1'],
      ],
    };
  };
  return (exchange, outcome) => {
    const { dialect } = dialectOf(exchange.request);
    const error = outcome.kind === 'refusal' ? outcome.error : missError(exchange, outcome.reasons, dialect.family);
    const written = dialect.writeError(error);
    const bytes = Buffer.from(written.body);
    return {
      text: error.message,
      reply: {
        kind: 'planned',
        status: written.status,
        statusText: '',
        headers: [...written.headers, ['content-length', String(bytes.byteLength)]],
        bytes,
        ends: [bytes.byteLength],
        timing: { head: 0, chunks: [0], end: 0 },
        end: 'complete',
      },
    };
  };
}
