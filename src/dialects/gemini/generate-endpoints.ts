/** Gemini's endpoints that ask a model for words, or how many there are: `generateContent`, its stream, `countTokens`. */

import type { Endpoint, EndpointAnswer, EndpointContext } from '../../core/endpoint.ts';
import { type JsonObject, objectOf } from '../json-shape.ts';
import { contentsProblem, generateProblem } from './generate-checks.ts';
import { generatePrompt, promptOfBody } from './generate-prompt.ts';
import { countFields, generateFields } from './generate-schema.ts';
import { googleReply } from './google-reply.ts';
import { isVertexPath } from './model-name.ts';
import { invalidArgument, readRequest } from './read-request.ts';
import { geminiStreaming } from './streaming.ts';
import { unknownModel } from './unknown-model.ts';
import { type ResponseForm, textTokens, writeResponse } from './write-response.ts';

async function generate(context: EndpointContext): Promise<EndpointAnswer> {
  const read = readRequest(context, generateFields);
  if (read.kind === 'error') return read;
  const { request, models } = context;
  const prompt = promptOfBody(read.body, request.target);
  const { model } = prompt;
  const unknown = unknownModel(model, 'generateContent', context);
  if (unknown !== undefined) return { kind: 'error', error: unknown };
  const problem = generateProblem({ ...read.body, model }, models.find(model, 'gemini'));
  if (problem !== undefined) return { kind: 'error', error: problem };
  const drafted = await context.generate.draft(prompt);
  if (drafted.kind === 'too-long') {
    const { promptTokens, contextWindow } = drafted;
    const message = `The input token count (${promptTokens}) exceeds the maximum number of tokens allowed (${contextWindow}).`;
    return { kind: 'error', error: invalidArgument(message) };
  }
  if (drafted.kind === 'impossible') return { kind: 'error', error: invalidArgument(`Invalid schema: ${drafted.why}`) };
  const reply = writeResponse(drafted.draft, formOf(read.body, model, request.target), context);
  if (!prompt.stream) return { kind: 'whole', reply };
  const stream = geminiStreaming.split(reply, request, drafted.draft.cut);
  if (stream === undefined) throw new Error('a response of our own making has a stream');
  return { kind: 'stream', reply: stream };
}

function formOf(body: JsonObject, model: string, target: string): ResponseForm {
  const config = objectOf(body['generationConfig']);
  return {
    model,
    includeThoughts: objectOf(config?.['thinkingConfig'])?.['includeThoughts'] === true,
    bareEnum: config?.['responseMimeType'] === 'text/x.enum',
    vertex: isVertexPath(target),
  };
}

function generating(path: string, streams: boolean): Endpoint {
  return { method: 'POST', path, streams, prompt: generatePrompt, answer: generate };
}

const countTokens: Endpoint = {
  method: 'POST',
  path: 'models/{model}:countTokens',
  streams: false,
  async answer(context) {
    const read = readRequest(context, countFields);
    if (read.kind === 'error') return read;
    const body = objectOf(read.body['generateContentRequest']) ?? read.body;
    const prompt = promptOfBody(body, context.request.target);
    const error = unknownModel(prompt.model, 'countTokens', context) ?? contentsProblem(body);
    if (error !== undefined) return { kind: 'error', error };
    const totalTokens = await context.generate.promptTokens(prompt);
    const reply = googleReply(context.ids, { totalTokens, promptTokensDetails: textTokens(totalTokens) });
    return { kind: 'whole', reply };
  },
};

export const generateEndpoints: readonly Endpoint[] = [
  generating('models/{model}:generateContent', false),
  generating('models/{model}:streamGenerateContent', true),
  generating('tunedModels/{model}:generateContent', false),
  generating('tunedModels/{model}:streamGenerateContent', true),
  countTokens,
];
