/** A recording as the starter cassettes describe it, and the interaction that the product's own functions make of it. */

import { STATUS_CODES } from 'node:http';
import { requestKey } from '../../../src/cassette/fingerprint.ts';
import type { Interaction } from '../../../src/core/interaction.ts';
import type { EndKind } from '../../../src/core/reply.ts';
import type { SimRequest } from '../../../src/core/request.ts';
import { dialectOf } from '../../../src/dialects/list.ts';
import { summaryLine, type Titled, stemOf as titledStem } from '../../../src/pipeline/titles.ts';
import { redact, redactRequest } from '../../../src/redaction/redact.ts';
import type { Redacted } from '../../../src/redaction/redacted.ts';
import { parseUpstream } from '../../../src/upstream/named-upstreams.ts';
import { arrivalOf, modelPace, type Pace } from './arrival.ts';
import { seeded } from './seeded.ts';

export interface StarterRecording {
  /** What it is an example of; unique. */
  readonly shows: string;
  /** As on the command line: `openai`, `bedrock=us-east-1`. */
  readonly upstream: string;
  /** ISO 8601. */
  readonly recordedAt: string;
  /** As the client sent it, credentials included. */
  readonly request: SimRequest;
  readonly response: StarterResponse;
  /** What the dialect must read out of the response. */
  readonly text: string;
}

export interface StarterResponse {
  readonly status?: number;
  /** As received, without those of one hop. */
  readonly headers: Interaction['response']['headers'];
  /** What the provider wrote at once, in order. */
  readonly pieces: readonly (string | Uint8Array)[];
  readonly pace?: Pace;
  readonly end?: EndKind;
}

/** The interaction as recording would store it. */
export function interactionOf(recording: StarterRecording): Redacted<Interaction> {
  const { request, response, shows } = recording;
  const redacted = redactRequest(request);
  const { dialect } = dialectOf(request);
  const upstream = parseUpstream(recording.upstream, {});
  const pieces = response.pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece));
  const status = response.status ?? 200;
  return redact({
    summary: summaryLine(titledOf(redacted), { status, end: response.end ?? 'complete' }),
    recordedAt: recording.recordedAt,
    upstream: { name: upstream.name, url: upstream.url },
    dialect: dialect.id,
    key: requestKey(redacted),
    request: redacted,
    response: {
      status,
      statusText: STATUS_CODES[status] ?? '',
      headers: response.headers,
      decodedFrom: undefined,
      ...arrivalOf(pieces, response.pace ?? modelPace, seeded(`arrival of ${shows}`)),
      end: response.end ?? 'complete',
    },
  });
}

/** The file's name before its number. */
export function stemOf(interaction: Redacted<Interaction>): string {
  const { upstream, key } = interaction;
  return titledStem(titledOf(redactRequest(interaction.request)), upstream.name, key.sha256);
}

function titledOf(request: Redacted<SimRequest>): Titled {
  const claimed = dialectOf(request);
  return { ...claimed, request, summary: claimed.dialect.describe(request) };
}
