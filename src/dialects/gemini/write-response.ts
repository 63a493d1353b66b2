/** Writes a draft as a `GenerateContentResponse`. */

import type { CollectedReply } from '../../core/dialect.ts';
import type { Draft, DraftChoice, FinishKind, TokenLogprob } from '../../core/draft.ts';
import type { EndpointContext } from '../../core/endpoint.ts';
import { type JsonObject, objectOf, parseJson } from '../json-shape.ts';
import { openaiId } from '../openai-ids.ts';
import { googleReply } from './google-reply.ts';

export const finishReasons: Readonly<Record<FinishKind, string>> = {
  stop: 'STOP',
  'stop-sequence': 'STOP',
  length: 'MAX_TOKENS',
  'tool-calls': 'STOP',
  'content-filter': 'SAFETY',
  refusal: 'SAFETY',
};

/** What of the request decides how an answer is written. */
export interface ResponseForm {
  readonly model: string;
  readonly includeThoughts: boolean;
  /** `text/x.enum`: the value alone, without quotes. */
  readonly bareEnum: boolean;
  /** Vertex AI tells when it answered and what kind of traffic it was. */
  readonly vertex: boolean;
}

export function writeResponse(
  draft: Draft,
  form: ResponseForm,
  { ids, created }: Pick<EndpointContext, 'ids' | 'created'>,
): CollectedReply {
  const random = ids.fork('response');
  const signature = (): string => Buffer.from(random.bytes(48)).toString('base64');
  return googleReply(ids, {
    candidates: draft.choices.map((choice, index) => candidateOf(choice, index, form, signature)),
    usageMetadata: usageOf(draft, form),
    modelVersion: form.model,
    ...(form.vertex ? { createTime: new Date(created * 1000).toISOString() } : {}),
    responseId: openaiId('', 23, random),
  });
}

function candidateOf(choice: DraftChoice, index: number, form: ResponseForm, signature: () => string): object {
  const parts = partsOf(choice, form, signature);
  return {
    content: { ...(parts.length === 0 ? {} : { parts }), role: 'model' },
    finishReason: finishReasons[choice.finish],
    index,
    ...logprobsOf(choice),
  };
}

/** What was thought signs the answer's first call: https://ai.google.dev/gemini-api/docs/thought-signatures */
function partsOf(choice: DraftChoice, form: ResponseForm, signature: () => string): readonly object[] {
  const thought = choice.reasoning !== '';
  const text = form.bareEnum ? unquoted(choice.text) : choice.text || choice.refusal;
  return [
    ...(thought && form.includeThoughts ? [{ text: choice.reasoning, thought: true }] : []),
    ...(text === '' ? [] : [{ text }]),
    ...choice.toolCalls.map(({ name, arguments: args }, i) => ({
      // Cut off in the middle, its arguments are lost.
      functionCall: { name, args: objectOf(parseJson(args)) ?? {} },
      ...(thought && i === 0 ? { thoughtSignature: signature() } : {}),
    })),
  ];
}

function unquoted(text: string): string {
  const value = parseJson(text);
  return typeof value === 'string' ? value : text;
}

/** https://ai.google.dev/api/generate-content#LogprobsResult */
function logprobsOf({ logprobs }: DraftChoice): JsonObject {
  if (logprobs === undefined || logprobs.length === 0) return {};
  const entry = ({ token, logprob }: TokenLogprob) => ({ token, logProbability: logprob });
  const sum = logprobs.reduce((total, { logprob }) => total + logprob, 0);
  const asked = logprobs.some(({ top }) => top.length > 0);
  return {
    avgLogprobs: sum / logprobs.length,
    logprobsResult: {
      ...(asked ? { topCandidates: logprobs.map(({ top }) => ({ candidates: top.map(entry) })) } : {}),
      chosenCandidates: logprobs.map(entry),
    },
  };
}

/** Thoughts are counted beside the candidates, and all that is not there is left out. */
function usageOf({ usage }: Draft, { vertex }: ResponseForm): object {
  const said = usage.output - usage.reasoning;
  return {
    promptTokenCount: usage.input,
    ...(said === 0 ? {} : { candidatesTokenCount: said }),
    totalTokenCount: usage.input + usage.output,
    ...(usage.cached === 0 ? {} : { cachedContentTokenCount: usage.cached }),
    ...(vertex ? { trafficType: 'ON_DEMAND' } : {}),
    promptTokensDetails: textTokens(usage.input),
    ...(vertex && said > 0 ? { candidatesTokensDetails: textTokens(said) } : {}),
    ...(usage.reasoning === 0 ? {} : { thoughtsTokenCount: usage.reasoning }),
  };
}

/** https://ai.google.dev/api/generate-content#ModalityTokenCount */
export function textTokens(tokenCount: number): readonly object[] {
  return [{ modality: 'TEXT', tokenCount }];
}
