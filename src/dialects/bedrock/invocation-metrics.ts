/** What an invocation cost: headers of a whole answer, a field in the last event of a stream. */

import { type HeaderList, headerOf } from '../../core/headers.ts';
import { type JsonObject, numberOf, objectOf } from '../json-shape.ts';

/** The field's name; every model's stream ends with it. */
export const invocationMetrics = 'amazon-bedrock-invocationMetrics';

const headerNames: Readonly<Record<string, string>> = {
  inputTokenCount: 'X-Amzn-Bedrock-Input-Token-Count',
  outputTokenCount: 'X-Amzn-Bedrock-Output-Token-Count',
  cacheReadInputTokenCount: 'X-Amzn-Bedrock-Cache-Read-Input-Token-Count',
  cacheWriteInputTokenCount: 'X-Amzn-Bedrock-Cache-Write-Input-Token-Count',
  invocationLatency: 'X-Amzn-Bedrock-Invocation-Latency',
};

const contentType = 'X-Amzn-Bedrock-Content-Type';

/** Milliseconds; the first byte of a whole answer comes with the last. Counts that no header gives are those of the body. */
export function metricsOf(headers: HeaderList, usage: unknown): JsonObject {
  const given: Record<string, number> = {};
  for (const [name, header] of Object.entries(headerNames)) {
    const value = headerOf(headers, header);
    if (value !== undefined && /^\d+$/.test(value)) given[name] = Number(value);
  }
  const { input_tokens, output_tokens, inputTokens, outputTokens } = objectOf(usage) ?? {};
  const invocationLatency = given['invocationLatency'] ?? 0;
  return {
    inputTokenCount: numberOf(input_tokens) ?? numberOf(inputTokens) ?? 0,
    outputTokenCount: numberOf(output_tokens) ?? numberOf(outputTokens) ?? 0,
    ...given,
    invocationLatency,
    firstByteLatency: invocationLatency,
  };
}

/** The head of a stream: the metrics are in its last event. */
export function streamedHeaders(headers: HeaderList): HeaderList {
  return [...withoutMetrics(headers), [contentType, 'application/json']];
}

/** The head of the whole answer that a stream with these metrics makes. */
export function collectedHeaders(headers: HeaderList, metrics: JsonObject): HeaderList {
  const given = Object.entries(headerNames).flatMap(([name, header]): [string, string][] => {
    const value = numberOf(metrics[name]);
    return value === undefined ? [] : [[header, String(value)]];
  });
  return [...withoutMetrics(headers), ...given];
}

const ofMetrics: ReadonlySet<string> = new Set(
  [...Object.values(headerNames), contentType].map((name) => name.toLowerCase()),
);

function withoutMetrics(headers: HeaderList): HeaderList {
  return headers.filter(([name]) => !ofMetrics.has(name.toLowerCase()));
}
