/** The fields of requests for words, with the shapes that Google's JSON parser holds them to. */

import { z } from 'zod';
import { anything, enumOf, flag, integer, message, number, text } from './field-kinds.ts';
import { schema } from './schema-fields.ts';

/** https://ai.google.dev/api/generate-content and Vertex AI's v1 of the same. */

const blob = z.strictObject({ mimeType: text, data: text, displayName: text }).optional();

const part = z.strictObject({
  text,
  inlineData: blob,
  fileData: z.strictObject({ mimeType: text, fileUri: text, displayName: text }).optional(),
  functionCall: z
    .strictObject({ id: text, name: text, args: message, partialArgs: anything, willContinue: flag })
    .optional(),
  functionResponse: z
    .strictObject({
      id: text,
      name: text,
      response: message,
      parts: z.array(z.looseObject({})).optional(),
      willContinue: flag,
      scheduling: text,
    })
    .optional(),
  executableCode: message,
  codeExecutionResult: message,
  toolCall: message,
  toolResponse: message,
  thought: flag,
  thoughtSignature: text,
  videoMetadata: message,
  mediaResolution: anything,
  partMetadata: message,
});

export const content = z.strictObject({ role: text, parts: z.array(part).optional() });

const functionDeclaration = z.strictObject({
  name: text,
  description: text,
  behavior: text,
  parameters: schema.optional(),
  parametersJsonSchema: anything,
  response: message,
  responseJsonSchema: anything,
});

const tool = z.strictObject({
  functionDeclarations: z.array(functionDeclaration).optional(),
  googleSearch: message,
  googleSearchRetrieval: message,
  googleMaps: message,
  codeExecution: message,
  urlContext: message,
  computerUse: message,
  enterpriseWebSearch: message,
  fileSearch: message,
  mcpServers: anything,
  retrieval: message,
});

const toolConfig = z.strictObject({
  functionCallingConfig: z
    .strictObject({
      mode: enumOf('FunctionCallingConfig.Mode', ['MODE_UNSPECIFIED', 'AUTO', 'ANY', 'NONE', 'VALIDATED']),
      allowedFunctionNames: z.array(z.string()).optional(),
      streamFunctionCallArguments: flag,
    })
    .optional(),
  retrievalConfig: message,
  includeServerSideToolInvocations: flag,
});

const generationConfig = z.strictObject({
  candidateCount: integer,
  stopSequences: z.array(z.string()).optional(),
  maxOutputTokens: integer,
  temperature: number,
  topP: number,
  topK: number,
  seed: integer,
  responseMimeType: text,
  responseSchema: schema.optional(),
  responseJsonSchema: anything,
  _responseJsonSchema: anything,
  responseModalities: z.array(z.string()).optional(),
  presencePenalty: number,
  frequencyPenalty: number,
  responseLogprobs: flag,
  logprobs: integer,
  enableEnhancedCivicAnswers: flag,
  enableAffectiveDialog: flag,
  audioTimestamp: flag,
  speechConfig: message,
  thinkingConfig: z.strictObject({ includeThoughts: flag, thinkingBudget: integer, thinkingLevel: text }).optional(),
  imageConfig: message,
  mediaResolution: text,
  routingConfig: message,
  modelSelectionConfig: message,
  modelConfig: message,
});

const generateContent = {
  model: text,
  contents: z.array(content).optional(),
  systemInstruction: content.optional(),
  tools: z.array(tool).optional(),
  toolConfig: toolConfig.optional(),
  safetySettings: z.array(z.looseObject({})).optional(),
  generationConfig: generationConfig.optional(),
  cachedContent: text,
  labels: message,
  serviceTier: text,
  store: flag,
  modelArmorConfig: message,
};

export const generateFields = z.strictObject(generateContent);

export const countFields = z.strictObject({
  ...generateContent,
  generateContentRequest: generateFields.optional(),
  instances: anything,
});
