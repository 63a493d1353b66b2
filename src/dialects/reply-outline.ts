/** In a few words, what a reply holds that is not a model's text: vectors, images, a list of resources. */

import { arrayOf, type JsonObject, objectOf, objectsOf, stringOf, textIn } from './json-shape.ts';

/** The outline of a JSON document, or undefined when there is nothing to shorten. */
export function outlineOf(document: JsonObject): string | undefined {
  return vectorsIn(document) ?? imagesIn(document) ?? idsIn(document);
}

/**
 * `N vectors of D` for OpenAI and Voyage (`data[].embedding`, an array or base64 of 32-bit floats), Gemini (`embedding.values`,
 * `embeddings[].values`), Ollama (`embedding`, `embeddings[]`), Cohere and Bedrock (`embeddings[]`, `embeddings.float[]`).
 */
function vectorsIn(document: JsonObject): string | undefined {
  const byType = Object.values(objectOf(document['embeddings']) ?? {}).find((value) => Array.isArray(value));
  const candidates = [
    objectsOf(document['data']).map((element) => element['embedding']),
    [document['embedding']],
    arrayOf(document['embeddings']),
    arrayOf(byType),
  ];
  for (const candidate of candidates) {
    const size = candidate.length === 0 ? undefined : dimensions(candidate[0]);
    if (size !== undefined) return `${counted(candidate.length, 'vector')} of ${size}`;
  }
  return undefined;
}

function dimensions(vector: unknown): number | undefined {
  if (typeof vector === 'string') return Math.floor((vector.replace(/=+$/, '').length * 3) / 16);
  const values = objectOf(vector)?.['values'] ?? vector;
  return Array.isArray(values) && typeof values[0] === 'number' ? values.length : undefined;
}

/** OpenAI (`data[].b64_json`, `data[].url`), Vertex (`predictions[].bytesBase64Encoded`), Titan and Stability (`images[]`). */
function imagesIn(document: JsonObject): string | undefined {
  const data = objectsOf(document['data']).filter(
    (element) =>
      stringOf(element['b64_json']) !== undefined || (stringOf(element['url']) !== undefined && !element['id']),
  );
  const predictions = objectsOf(document['predictions']).filter((element) => stringOf(element['bytesBase64Encoded']));
  const images = arrayOf(document['images']).filter((image) => typeof image === 'string');
  const count = data.length + predictions.length + images.length;
  return count === 0 ? undefined : counted(count, 'image');
}

/** The ids, one a line, of a list of resources: the first array of objects that have an `id` or a `name`. */
function idsIn(document: JsonObject): string | undefined {
  // A resource with an id or name of its own is no list, though it may hold one (a model's permissions).
  if (textIn(document['id']) !== undefined || textIn(document['name']) !== undefined) return undefined;
  for (const value of Object.values(document)) {
    const elements = objectsOf(value);
    const ids = elements.flatMap((element) => textIn(element['id']) ?? textIn(element['name']) ?? []);
    if (ids.length > 0 && ids.length === elements.length) return ids.join('\n');
  }
  return undefined;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
