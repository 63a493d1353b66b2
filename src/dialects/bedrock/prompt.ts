/** Model and prompt out of Bedrock's requests: converse, each vendor's own JSON, agents, knowledge bases. */

import { type JsonObject, objectOf, objectsOf, textIn } from '../json-shape.ts';
import { contentText, lastUserText } from '../prompt-text.ts';

export function bedrockPrompt(json: JsonObject): string | undefined {
  return (
    // Converse, Nova and Claude have `content` parts with a `text` each; Mistral and OpenAI models too.
    lastUserText(json['messages'], (message) => message['content']) ??
    textIn(json['inputText']) ?? // Titan, agents
    textIn(json['prompt']) ?? // Llama, Mistral, legacy Claude
    textIn(json['message']) ?? // Cohere Command R
    contentText(json['texts']) ?? // Cohere Embed
    textIn(objectOf(json['input'])?.['text']) ?? // retrieveAndGenerate
    textIn(objectOf(json['retrievalQuery'])?.['text']) ??
    textIn(objectOf(json['textToImageParams'])?.['text']) ??
    contentText(objectsOf(json['text_prompts'])) ?? // Stability
    contentText(objectsOf(json['content']).map((part) => textIn(objectOf(part['text'])?.['text']))) // guardrail
  );
}

/** The model that a request of a knowledge base names in its configuration. */
export function nestedModel(json: JsonObject): string | undefined {
  const configuration = objectOf(json['retrieveAndGenerateConfiguration']);
  const part =
    objectOf(configuration?.['knowledgeBaseConfiguration']) ??
    objectOf(configuration?.['externalSourcesConfiguration']);
  return textIn(part?.['modelArn']);
}
