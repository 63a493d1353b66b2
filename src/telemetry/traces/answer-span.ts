/** An answer as a span, in the words of OpenTelemetry's conventions for generative AI (https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/). */

import type { DialectFamily } from '../../core/dialect.ts';
import type { AnswerRecord } from '../answer-record.ts';

export interface AnswerSpan {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number | readonly string[]>>;
  /** What went wrong, in few different words; undefined where nothing did. */
  readonly error: string | undefined;
}

/** Values that the conventions know; another endpoint's name stands for itself. */
const operations: Readonly<Record<string, string>> = {
  'chat-completions': 'chat',
  responses: 'chat',
  messages: 'chat',
  chat: 'chat',
  converse: 'chat',
  'converse-stream': 'chat',
  completions: 'text_completion',
  complete: 'text_completion',
  generate: 'text_completion',
  'generate-content': 'generate_content',
  'stream-generate-content': 'generate_content',
  embeddings: 'embeddings',
  embed: 'embeddings',
  'embed-content': 'embeddings',
  'batch-embed-contents': 'embeddings',
};

/** By the upstream's name where it is a provider's, else by what its dialect is called after. */
const providers: Readonly<Record<string, string>> = {
  azure: 'azure.ai.openai',
  bedrock: 'aws.bedrock',
  gemini: 'gcp.gemini',
  mistral: 'mistral_ai',
  xai: 'x_ai',
};

export function answerSpan(record: AnswerRecord): AnswerSpan {
  const { facts, status, interaction, fault, firstChunk } = record;
  const operation = operations[facts.endpoint] ?? facts.endpoint;
  const error = errorOf(record);
  const said = facts.answer;
  const attributes: Record<string, string | number | readonly string[]> = {
    'gen_ai.operation.name': operation,
    'gen_ai.provider.name': providerOf(record.upstream, facts.family),
    'http.request.method': record.method,
    'url.path': record.target.split('?', 1)[0] ?? '',
    'llmsim.source': record.source,
    'llmsim.request_id': record.requestId,
  };
  if (facts.model !== undefined) attributes['gen_ai.request.model'] = facts.model;
  if (said?.model !== undefined) attributes['gen_ai.response.model'] = said.model;
  if (said?.usage !== undefined) {
    attributes['gen_ai.usage.input_tokens'] = said.usage.input;
    attributes['gen_ai.usage.output_tokens'] = said.usage.output;
  }
  if (said !== undefined && said.finishes.length > 0) attributes['gen_ai.response.finish_reasons'] = said.finishes;
  if (status !== undefined) attributes['http.response.status_code'] = status;
  if (interaction !== undefined) attributes['llmsim.interaction'] = interaction;
  if (fault !== undefined) attributes['llmsim.fault'] = fault;
  if (firstChunk !== undefined) attributes['llmsim.time_to_first_chunk'] = firstChunk / 1000;
  if (error !== undefined) attributes['error.type'] = error;
  return { name: facts.model === undefined ? operation : `${operation} ${facts.model}`, attributes, error };
}

function providerOf(upstream: string | undefined, family: DialectFamily): string {
  const name = upstream ?? family;
  return providers[name] ?? name;
}

function errorOf({ source, status, end }: AnswerRecord): string | undefined {
  if (source === 'none') return 'llmsim_no_recording';
  if (status !== undefined && status >= 400) return String(status);
  return end === 'complete' ? undefined : end;
}
