/** Reads a `generateContent` request as a prompt, with forbearance. */

import type { AnswerFormat, Prompt, PromptMessage, PromptTool, ToolChoice } from '../../core/prompt.ts';
import { pathOf, type SimRequest } from '../../core/request.ts';
import {
  arrayOf,
  compactJson,
  type JsonObject,
  jsonObjectIn,
  numberOf,
  objectOf,
  objectsOf,
  stringOf,
  textIn,
} from '../json-shape.ts';
import { contentText } from '../prompt-text.ts';
import { modelIn, shortModelName } from './model-name.ts';
import { documentedNames } from './request-names.ts';

export function generatePrompt(request: SimRequest): Prompt | undefined {
  const body = objectOf(documentedNames(jsonObjectIn(request.body)).value);
  return body === undefined ? undefined : promptOfBody(body, request.target);
}

/** @param body its fields named as Google documents them */
export function promptOfBody(body: JsonObject, target: string): Prompt {
  const config = objectOf(body['generationConfig']) ?? {};
  const system = contentText(objectOf(body['systemInstruction'])?.['parts'] ?? body['systemInstruction']);
  const calling = objectOf(objectOf(body['toolConfig'])?.['functionCallingConfig']);
  const allowed = arrayOf(calling?.['allowedFunctionNames']).flatMap((name) => textIn(name) ?? []);
  const tools = objectsOf(body['tools']).flatMap((tool) => objectsOf(tool['functionDeclarations']).map(toolOf));
  return {
    model: shortModelName(modelIn(target) ?? stringOf(body['model']) ?? ''),
    messages: [
      ...(system === undefined ? [] : [message('system', system)]),
      ...objectsOf(body['contents']).flatMap(messagesOf),
    ],
    tools: allowed.length === 0 ? tools : tools.filter(({ name }) => allowed.includes(name)),
    toolChoice: choiceOf(stringOf(calling?.['mode'])?.toUpperCase(), allowed),
    parallelToolCalls: true,
    format: formatOf(config),
    maxTokens: integerOf(config['maxOutputTokens']),
    stop: arrayOf(config['stopSequences']).flatMap((stop) => textIn(stop) ?? []),
    choices: Math.max(1, integerOf(config['candidateCount']) ?? 1),
    reasoning: thinks(objectOf(config['thinkingConfig'])),
    logprobs: config['responseLogprobs'] === true ? (integerOf(config['logprobs']) ?? 0) : undefined,
    stream: pathOf(target).endsWith(':streamGenerateContent'),
  };
}

/** Google's JSON takes integers as strings, too. */
export function integerOf(value: unknown): number | undefined {
  return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : numberOf(value);
}

function message(role: PromptMessage['role'], text: string): PromptMessage {
  return { role, text, images: 0, toolCalls: [], toolResults: [] };
}

/** Results of functions stand in the user's turn or in one of role `function`; they are messages of their own here, before the user's. */
function messagesOf(content: JsonObject): PromptMessage[] {
  const parts = objectsOf(content['parts']);
  const results = objectsOf(parts.map((part) => part['functionResponse']));
  const calls = objectsOf(parts.map((part) => part['functionCall']));
  const texts = parts.filter((part) => part['thought'] !== true);
  const said: PromptMessage = {
    role: content['role'] === 'model' ? 'assistant' : 'user',
    text: contentText(texts) ?? '',
    images: parts.filter(isImage).length,
    toolCalls: calls.map((call) => ({
      id: textIn(call['id']),
      name: stringOf(call['name']) ?? '',
      arguments: compactJson(call['args'] ?? {}),
    })),
    toolResults: [],
  };
  if (results.length === 0) return [said];
  const given = results.map((result) => ({
    id: textIn(result['id']),
    name: textIn(result['name']),
    content: resultText(result['response']),
  }));
  const answered: PromptMessage = { ...message('tool', ''), toolResults: given };
  const silent = said.text === '' && said.images === 0 && calls.length === 0;
  return silent ? [answered] : [answered, said];
}

function isImage(part: JsonObject): boolean {
  const data = objectOf(part['inlineData']) ?? objectOf(part['fileData']);
  return stringOf(data?.['mimeType'])?.startsWith('image/') === true;
}

/** SDKs put what is no object under one of these names; the Vercel AI SDK puts the function's name beside it. */
function resultText(response: unknown): string {
  const { name: _, ...fields } = objectOf(response) ?? {};
  const [only, ...others] = Object.keys(fields);
  const wrapped = only !== undefined && others.length === 0 && ['result', 'output', 'content'].includes(only);
  return compactJson(wrapped ? fields[only] : (response ?? ''));
}

function toolOf(declaration: JsonObject): PromptTool {
  return {
    name: stringOf(declaration['name']) ?? '',
    description: stringOf(declaration['description']),
    parameters: declaration['parametersJsonSchema'] ?? declaration['parameters'],
  };
}

/** https://ai.google.dev/api/caching#FunctionCallingConfig */
function choiceOf(mode: string | undefined, allowed: readonly string[]): ToolChoice {
  if (mode === 'NONE') return { kind: 'none' };
  if (mode !== 'ANY') return { kind: 'auto' };
  const [only, ...others] = allowed;
  return only === undefined || others.length > 0 ? { kind: 'required' } : { kind: 'named', name: only };
}

function formatOf(config: JsonObject): AnswerFormat {
  const type = config['responseMimeType'];
  if (type !== 'application/json' && type !== 'text/x.enum') return { kind: 'text' };
  const schema = config['responseJsonSchema'] ?? config['_responseJsonSchema'] ?? config['responseSchema'];
  return schema === undefined ? { kind: 'json' } : { kind: 'schema', schema };
}

/** A budget of -1 leaves it to the model, one of 0 forbids it. */
function thinks(config: JsonObject | undefined): boolean {
  const budget = integerOf(config?.['thinkingBudget']);
  return budget !== 0 && (config?.['includeThoughts'] === true || (budget ?? 0) > 0);
}
