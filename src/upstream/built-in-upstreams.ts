/** The providers that llmsim knows by name, as data: a new one is one row. */

import type { DialectFamily } from '../core/dialect.ts';
import type { KeyHeader } from './upstream.ts';

export interface BuiltInUpstream {
  readonly name: string;
  /** The client's path behind `/<name>` is appended verbatim; undefined where every user has a URL of their own. */
  readonly url: string | undefined;
  /** Order of preference: where several configured upstreams speak a family, the one that prefers it gets the request. */
  readonly families: readonly DialectFamily[];
  readonly keyHeader: KeyHeader;
  /** How its URL is written when it has no default. */
  readonly example?: string;
}

/** Stands for the AWS region in a URL. */
export const regionPlaceholder = '{region}';

export const builtInUpstreams: readonly BuiltInUpstream[] = [
  row('openai', 'https://api.openai.com', ['openai']),
  row('anthropic', 'https://api.anthropic.com', ['anthropic', 'openai'], 'x-api-key'),
  row('gemini', 'https://generativelanguage.googleapis.com', ['gemini', 'openai'], 'x-goog-api-key'),
  {
    name: 'azure',
    url: undefined,
    families: ['openai'],
    keyHeader: 'api-key',
    example: 'azure=https://<resource>.openai.azure.com',
  },
  row('openrouter', 'https://openrouter.ai', ['openai']), // clients send /api/v1/…
  row('groq', 'https://api.groq.com', ['openai']), // clients send /openai/v1/…
  row('mistral', 'https://api.mistral.ai', ['openai']),
  row('deepseek', 'https://api.deepseek.com', ['openai', 'anthropic']),
  row('together', 'https://api.together.xyz', ['openai']),
  row('fireworks', 'https://api.fireworks.ai', ['openai']), // clients send /inference/v1/…
  row('xai', 'https://api.x.ai', ['openai']),
  row('cohere', 'https://api.cohere.com', ['cohere', 'openai']), // OpenAI's shape under /compatibility/v1
  row('bedrock', `https://bedrock-runtime.${regionPlaceholder}.amazonaws.com`, ['bedrock', 'openai']),
  row('ollama', 'http://127.0.0.1:11434', ['ollama', 'openai']),
  row('vllm', 'http://127.0.0.1:8000', ['openai']),
  row('llamacpp', 'http://127.0.0.1:8080', ['openai']),
];

function row(
  name: string,
  url: string,
  families: readonly DialectFamily[],
  keyHeader: KeyHeader = 'authorization',
): BuiltInUpstream {
  return { name, url, families, keyHeader };
}
