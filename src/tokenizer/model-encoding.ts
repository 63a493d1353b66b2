/** Which encoding a model's tokens are counted with, and what the count is multiplied by for vendors that publish none. */

/**
 * What js-tiktoken has. For ordinary text o200k_harmony (gpt-oss) equals o200k_base, p50k_edit p50k_base, and gpt2 r50k_base:
 * they differ in special tokens only.
 */
export type EncodingName = 'o200k_base' | 'cl100k_base' | 'p50k_base' | 'r50k_base';

export interface ModelEncoding {
  readonly encoding: EncodingName;
  /** 1 for OpenAI's models; for other vendors their tokens to one of `encoding`, on English text and code. */
  readonly factor: number;
  /** Whether it is known to be the model's own encoding. */
  readonly exact: boolean;
}

type Family = readonly [name: RegExp, encoding: EncodingName, factor?: number];

/**
 * The first that is found in the name wins. OpenAI's are those of tiktoken's `model.py`. The names may stand within others:
 * `openai/gpt-4o`, `ft:gpt-4o:acme`, `us.anthropic.claude-…`, an Azure deployment `prod-gpt-4o`.
 */
const families: readonly Family[] = [
  // Distilled models have the tokens of the model that learnt.
  [/llama-?[12](?!\d)|codellama|vicuna|phi-?3/, 'o200k_base', 1.3],
  [/claude/, 'o200k_base', 1.2],
  [/gemini|gemma|palm/, 'o200k_base', 1.05],
  [
    /llama|phi-?\d|qwen|qwq|deepseek|grok|command|\baya\b|embed-|rerank|glm|kimi|minimax|nova|nemotron/,
    'o200k_base',
    1.05,
  ],
  [/mi[sx]tral|codestral|pixtral|magistral|devstral|voxtral/, 'o200k_base', 1.1],
  [
    /gpt-oss|gpt-4o|chatgpt-|gpt-4\.[1-9]|gpt-[5-9]|gpt-(image|audio|realtime)|codex-mini|(^|[^a-z0-9])o[1-9](-|$)/,
    'o200k_base',
    1,
  ],
  [/gpt-4|gpt-3\.?5|text-embedding-(3-|ada-002)/, 'cl100k_base', 1],
  [/text-davinci-00[23]|davinci-edit|code-(davinci|cushman)|davinci-codex|cushman-codex/, 'p50k_base', 1],
  [/(^|[/:])(davinci|babbage)-002/, 'cl100k_base', 1],
  [/davinci|curie|babbage|(^|[/:-])ada\b|gpt-?2/, 'r50k_base', 1],
];

/** The newest encoding, for names that say nothing. */
const unknown: ModelEncoding = { encoding: 'o200k_base', factor: 1, exact: false };

/** Never fails: an unknown name gets o200k_base, not exact. */
export function encodingOfModel(model: string): ModelEncoding {
  const name = model.toLowerCase();
  const family = families.find(([pattern]) => pattern.test(name));
  if (family === undefined) return unknown;
  const [, encoding, factor = 1] = family;
  return { encoding, factor, exact: factor === 1 };
}
