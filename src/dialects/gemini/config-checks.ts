/** What Gemini refuses in a `generationConfig`: values out of range, and settings that do not go together. */

import type { ModelInfo } from '../../core/model-catalogue.ts';
import { arrayOf, type JsonObject, objectOf, objectsOf, stringOf } from '../json-shape.ts';
import { integerOf } from './generate-prompt.ts';

/** @param body with its `model`: what one takes another does not */
export function wrongGenerationConfig(body: JsonObject, model: ModelInfo | undefined): string | undefined {
  const config = objectOf(body['generationConfig']) ?? {};
  const most = model === undefined ? Number.POSITIVE_INFINITY : model.maxOutput + 1;
  return (
    outside(config, 'temperature', 0, 2.0001) ??
    outside(config, 'topP', 0, 1.0001) ??
    outside(config, 'maxOutputTokens', 1, most) ??
    outside(config, 'candidateCount', 1, 9) ??
    outside(config, 'logprobs', 0, 21) ??
    withoutLogprobs(config) ??
    wrongThinking(config) ??
    tooManyStops(config) ??
    wrongFormat(config, body)
  );
}

function outside(config: JsonObject, field: string, from: number, below: number): string | undefined {
  const value = integerOf(config[field]);
  if (value === undefined || (value >= from && value < below)) return undefined;
  const range =
    below === Number.POSITIVE_INFINITY
      ? `from ${from} (inclusive)`
      : `from ${from} (inclusive) to ${below} (exclusive)`;
  return `Unable to submit request because it has a ${field} value of ${value} but the supported range is ${range}. Update the value and try again.`;
}

function withoutLogprobs(config: JsonObject): string | undefined {
  return config['logprobs'] !== undefined && config['responseLogprobs'] !== true
    ? 'Logprobs can only be set when response_logprobs is true.'
    : undefined;
}

/** https://ai.google.dev/gemini-api/docs/thinking#set-budget */
function wrongThinking(config: JsonObject): string | undefined {
  const budget = integerOf(objectOf(config['thinkingConfig'])?.['thinkingBudget']);
  return budget === undefined || (budget >= -1 && budget <= 32_768)
    ? undefined
    : `The thinking budget ${budget} is invalid. Please choose a value between 0 and 32768.`;
}

function tooManyStops(config: JsonObject): string | undefined {
  const count = arrayOf(config['stopSequences']).length;
  return count <= 5
    ? undefined
    : `* GenerateContentRequest.generation_config.stop_sequences: must have at most 5 items, but got ${count}\n`;
}

function wrongFormat(config: JsonObject, body: JsonObject): string | undefined {
  const type = stringOf(config['responseMimeType']) ?? '';
  if (!['', 'text/plain', 'application/json', 'text/x.enum'].includes(type)) {
    return `* GenerateContentRequest.generation_config.response_mime_type: allowed mimetypes are \`text/plain\`, \`application/json\`, \`application/xml\`, \`application/yaml\` and \`text/x.enum\`.\n`;
  }
  const shaped = type === 'application/json' || type === 'text/x.enum';
  const schemas = ['responseSchema', 'responseJsonSchema', '_responseJsonSchema'].filter((name) => name in config);
  if (schemas.length > 1) return 'Only one of response_schema and response_json_schema can be set.';
  if (schemas.length > 0 && !shaped) {
    return `* GenerateContentRequest.generation_config.response_schema: only allowed when generation_config.response_mime_type is \`application/json\` or \`text/x.enum\`.\n`;
  }
  // From Gemini 3 on both go together.
  const old = /^gemini-[12]\b/.test(stringOf(body['model']) ?? '');
  return shaped && old && objectsOf(body['tools']).some((tool) => objectsOf(tool['functionDeclarations']).length > 0)
    ? `Function calling with a response mime type: '${type}' is unsupported`
    : undefined;
}
