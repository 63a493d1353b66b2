/** The fields of Gemini's requests, with the shapes that Google's JSON parser holds them to. */

import { z } from 'zod';

/** https://ai.google.dev/api/generate-content and Vertex AI's v1 of the same. */

/** One of these names in any case, or its number. */
const enumOf = (type: string, names: readonly string[]) =>
  z
    .custom(
      (value) => Number.isInteger(value) || (typeof value === 'string' && names.includes(value.toUpperCase())),
      `type.googleapis.com/google.ai.generativelanguage.v1beta.${type}`,
    )
    .optional();

/** May be a string, as 64-bit integers always are in Google's JSON. */
const integer = z
  .custom((value) => Number.isInteger(typeof value === 'string' && value !== '' ? Number(value) : value), 'TYPE_INT32')
  .optional();
const anything = z.unknown().optional();
const message = z.looseObject({}).optional();
const text = z.string().optional();
const flag = z.boolean().optional();
const number = z.number().optional();

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

const content = z.strictObject({ role: text, parts: z.array(part).optional() });

/** https://ai.google.dev/api/caching#Schema */
const schemaFields = {
  type: enumOf('Type', ['TYPE_UNSPECIFIED', 'STRING', 'NUMBER', 'INTEGER', 'BOOLEAN', 'ARRAY', 'OBJECT', 'NULL']),
  format: text,
  title: text,
  description: text,
  nullable: flag,
  enum: z.array(z.string()).optional(),
  maxItems: integer,
  minItems: integer,
  required: z.array(z.string()).optional(),
  minProperties: integer,
  maxProperties: integer,
  minLength: integer,
  maxLength: integer,
  pattern: text,
  example: anything,
  default: anything,
  propertyOrdering: z.array(z.string()).optional(),
  minimum: number,
  maximum: number,
  // Vertex AI takes these as well.
  ref: text,
  defs: anything,
  $ref: text,
  $defs: anything,
};

const schema = z.strictObject({
  ...schemaFields,
  get items(): z.ZodOptional<z.ZodType> {
    return schema.optional();
  },
  get properties(): z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodType>> {
    return z.record(z.string(), schema).optional();
  },
  get anyOf(): z.ZodOptional<z.ZodArray<z.ZodType>> {
    return z.array(schema).optional();
  },
  get prefixItems(): z.ZodOptional<z.ZodArray<z.ZodType>> {
    return z.array(schema).optional();
  },
});

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

export const embedFields = z.strictObject({
  model: text,
  content: content.optional(),
  taskType: text,
  title: text,
  outputDimensionality: integer,
  autoTruncate: flag,
  embedContentConfig: message,
});

export const batchEmbedFields = z.strictObject({ model: text, requests: z.array(embedFields).optional() });

/** Vertex AI's models choose what is in these; for vectors it is `content` and `outputDimensionality`. */
export const predictFields = z.strictObject({
  instances: z.array(z.looseObject({ content: text })).optional(),
  parameters: z.looseObject({ outputDimensionality: integer }).optional(),
});
