/** Gemini's endpoints asked in a test, and what their answers hold. */

import { geminiEndpoints } from '../../../src/dialects/gemini/endpoints.ts';
import { objectOf, objectsOf } from '../../../src/dialects/json-shape.ts';
import { type Answered, answered, type ContextOptions, jsonRequest } from '../../support/endpoint-context.ts';

export const flash = '/v1beta/models/gemini-2.5-flash';
export const contents = [{ role: 'user', parts: [{ text: 'Say something about the sea' }] }];
export const weather = {
  functionDeclarations: [
    {
      name: 'get_weather',
      parameters: { type: 'OBJECT', properties: { city: { type: 'STRING' } }, required: ['city'] },
    },
    {
      name: 'book_table',
      parametersJsonSchema: { type: 'object', properties: { seats: { type: 'integer', minimum: 1 } } },
    },
  ],
};
export const called = { role: 'model', parts: [{ functionCall: { name: 'get_weather', args: { city: 'Paris' } } }] };
export const given = {
  role: 'user',
  parts: [{ functionResponse: { name: 'get_weather', response: { result: 'sunny' } } }],
};

export function ask(method: string, target: string, body?: unknown, options: ContextOptions = {}): Promise<Answered> {
  return answered(geminiEndpoints, jsonRequest(method, target, body), { family: 'gemini', ...options });
}

export function generate(body: object, options: ContextOptions = {}): Promise<Answered> {
  return ask('POST', `${flash}:generateContent`, { contents, ...body }, options);
}

export async function bodyOf(asked: Promise<Answered>): Promise<Readonly<Record<string, unknown>>> {
  const answer = await asked;
  if (answer.kind !== 'whole') throw new Error(JSON.stringify(answer));
  return objectOf(answer.body) ?? {};
}

export async function candidateOf(asked: Promise<Answered>): Promise<Readonly<Record<string, unknown>>> {
  return objectsOf((await bodyOf(asked))['candidates'])[0] ?? {};
}

export async function partsOf(asked: Promise<Answered>): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return objectsOf(objectOf((await candidateOf(asked))['content'])?.['parts']);
}

/** Status and words of what is refused. */
export async function refusal(asked: Promise<Answered>): Promise<readonly [number, string]> {
  const answer = await asked;
  if (answer.kind !== 'error') throw new Error(`not refused: ${JSON.stringify(answer)}`);
  return [answer.status, answer.error.message];
}
