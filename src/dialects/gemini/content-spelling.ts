/** The one spelling of the requests of `generateContent` and of what is built around them. */

import {
  type CanonicalObject,
  type CanonicalValue,
  isCanonicalArray,
  isCanonicalObject,
} from '../../core/canonical.ts';
import {
  absentIf,
  absentIfEmpty,
  doesNotCount,
  each,
  type Fields,
  generatedId,
  lazily,
  object,
  type Spelling,
} from '../body-spelling.ts';
import { fileUri } from './file-uri.ts';
import { within } from './nested-requests.ts';
import { camelCase, schema } from './schema-spelling.ts';

function message(fields: Fields): Spelling {
  return object(fields, { name: camelCase });
}

/** A repeated field; the API takes a lone message for a list of one, too. */
function repeated(item: Spelling): Spelling {
  const items = each(item);
  return absentIfEmpty((value) => items(isCanonicalObject(value) ? [value] : value));
}

/** A message that holds nothing of the user's, at any depth. */
const allFields: Spelling = (value) => fieldsAndLists(value);
const deepMessage = object({}, { others: allFields, name: camelCase });
const deepList = each(allFields);

function fieldsAndLists(value: CanonicalValue): CanonicalValue | undefined {
  return isCanonicalArray(value) ? deepList(value) : deepMessage(value);
}

/** Bytes: SDKs write base64 with either alphabet. */
const bytes: Spelling = (value) =>
  typeof value === 'string' ? value.replaceAll('-', '+').replaceAll('_', '/') : (value ?? undefined);

const blob = message({ data: bytes });

const part: Spelling = message({
  inlineData: blob,
  fileData: message({ fileUri }),
  functionCall: message({ id: generatedId, willContinue: absentIf(false) }),
  functionResponse: message({
    id: generatedId,
    willContinue: absentIf(false),
    parts: repeated(lazily(() => part)),
  }),
  toolCall: message({ id: generatedId }),
  toolResponse: message({ id: generatedId }),
  executableCode: message({ id: generatedId }),
  codeExecutionResult: message({ id: generatedId }),
  mediaResolution: allFields,
  videoMetadata: allFields,
  thought: absentIf(false),
  thoughtSignature: generatedId,
});

const parts = message({ parts: repeated(part) });

/** Without a role it is the user's. */
const content: Spelling = (value) => {
  const spelled = parts(value);
  if (spelled === undefined || !isCanonicalObject(spelled) || !withoutRole(spelled)) return spelled;
  return { ...spelled, role: 'user' };
};

function withoutRole({ role }: CanonicalObject): boolean {
  return role === undefined || role === '';
}

const systemInstruction = message({ parts: repeated(part), role: doesNotCount });

const functionDeclaration = message({
  parameters: schema,
  response: schema,
});

/** What is there at all switches a tool on, so an empty one counts. */
const tool = message({
  functionDeclarations: repeated(functionDeclaration),
  googleSearch: allFields,
  googleSearchRetrieval: allFields,
  googleMaps: allFields,
  codeExecution: allFields,
  urlContext: allFields,
  computerUse: allFields,
  enterpriseWebSearch: allFields,
  fileSearch: message({ fileSearchStoreNames: repeated(generatedId), retrievalConfig: allFields }),
  retrieval: allFields,
});

const generationConfig = message({
  responseSchema: schema,
  stopSequences: absentIfEmpty(),
  responseModalities: absentIfEmpty(),
  thinkingConfig: allFields,
  speechConfig: allFields,
  imageConfig: allFields,
  routingConfig: allFields,
  modelSelectionConfig: allFields,
});

const generateContent: Fields = {
  contents: repeated(content),
  systemInstruction,
  tools: repeated(tool),
  toolConfig: absentIfEmpty(allFields),
  safetySettings: repeated(allFields),
  generationConfig: absentIfEmpty(generationConfig),
  cachedContent: generatedId,
};

/** https://ai.google.dev/api/generate-content; an embedding has one content, a count or a batch has requests of its own inside. */
export const contentRequest: Spelling = message({
  ...generateContent,
  content,
  ...within(lazily(() => contentRequest)),
  file: allFields,
});

/** The Gemini CLI's envelope, without its ids of prompt and session, which the client makes up. */
export const cliRequest: Spelling = message({
  request: message({ ...generateContent, sessionId: doesNotCount }),
  userPromptId: doesNotCount,
});
