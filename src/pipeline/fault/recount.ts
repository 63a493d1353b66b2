/** Changes the numbers of tokens in a whole answer's usage, whatever the provider calls them. */

import type { CollectedReply } from '../../core/dialect.ts';
import type { HeaderList } from '../../core/headers.ts';

/** Where providers put usage: `usage`, `usageMetadata`, Cohere's `meta`, Groq's `x_groq`. */
const places = /^(?:usage|usageMetadata|meta|x_groq)$/;
/** `prompt_tokens`, `inputTokens`, `promptTokenCount`. */
const tokens = /(?:tokens|tokencount)$/i;
/** Headers of Bedrock: `x-amzn-bedrock-input-token-count`. */
const counted = /-token-count$/i;
/** Ollama's, which stand beside the answer itself. */
const evaluated = /^(?:prompt_)?eval_count$/;

/** Undefined where there are no numbers to change. */
export function recounted(
  whole: CollectedReply,
  recount: (tokens: number) => number | undefined,
): CollectedReply | undefined {
  const answer = jsonOf(whole.body);
  if (!isObject(answer)) return undefined;
  let changed = 0;
  const count = (value: number): number | undefined => {
    changed += 1;
    return recount(value);
  };
  const within = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(within);
    if (!isObject(value)) return value;
    return fromEntries(
      Object.entries(value).map(([name, one]) => [
        name,
        typeof one === 'number' && tokens.test(name) ? count(one) : within(one),
      ]),
    );
  };
  const other = fromEntries(
    Object.entries(answer).map(([name, value]) => {
      if (places.test(name)) return [name, within(value)];
      return [name, typeof value === 'number' && evaluated.test(name) ? count(value) : value];
    }),
  );
  const headers = whole.headers.flatMap(([name, value]): HeaderList => {
    if (!counted.test(name) || !/^\d+$/.test(value)) return [[name, value]];
    const other = count(Number(value));
    return other === undefined ? [] : [[name, String(other)]];
  });
  return changed === 0 ? undefined : { ...whole, headers, body: Buffer.from(JSON.stringify(other)) };
}

function fromEntries(entries: readonly (readonly [string, unknown])[]): object {
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    return undefined;
  }
}
