/** The text of a prompt, as the request shapes of several providers hold it. */

import { type JsonObject, objectsOf, textIn } from './json-shape.ts';

/** A string, or parts that have a `text` each (joined by LF), or strings (joined by LF); undefined where there is no text. */
export function contentText(content: unknown): string | undefined {
  if (!Array.isArray(content)) return textIn(content);
  const texts = content.flatMap((part: unknown) => textIn(part) ?? partText(part) ?? []);
  return texts.length === 0 ? undefined : texts.join('\n');
}

function partText(part: unknown): string | undefined {
  return objectsOf([part]).map((object) => textIn(object['text']))[0];
}

/**
 * The text of the last message that the user wrote: role `user` (any case; Gemini lets it be left out) and some text, so that
 * tool results sent in the user's name are passed over.
 */
export function lastUserText(messages: unknown, contentOf: (message: JsonObject) => unknown): string | undefined {
  const all = objectsOf(messages);
  for (let i = all.length - 1; i >= 0; i--) {
    const message = all[i];
    if (message === undefined || !/^user$/i.test(textIn(message['role']) ?? 'user')) continue;
    const text = contentText(contentOf(message));
    if (text !== undefined) return text;
  }
  return undefined;
}
