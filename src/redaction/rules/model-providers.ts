/** Keys of the other model providers, each with a prefix of its own; lengths as issued in 2024 and 2025, with some room. */

import { looksRandom } from '../entropy.ts';
import { prefixedKey, type ShapeRule } from '../shape-rule.ts';

export const modelProviderRules: readonly ShapeRule[] = [
  prefixedKey('openrouter-key', 'sk-or-v1-', '[0-9A-Za-z]{40,}', { glued: true }),
  prefixedKey('groq-key', 'gsk_', '[0-9A-Za-z]{40,}(?!\\w)'),
  prefixedKey('xai-key', 'xai-', '[\\w-]{40,}'),
  prefixedKey('huggingface-token', 'hf_', '[0-9A-Za-z]{30,}(?!\\w)'),
  prefixedKey('huggingface-token', 'api_org_', '[0-9A-Za-z]{30,}(?!\\w)'),
  prefixedKey('replicate-token', 'r8_', '[0-9A-Za-z]{37,40}(?!\\w)'),
  prefixedKey('perplexity-key', 'pplx-', '[0-9A-Za-z]{40,}(?![\\w-])'),
  prefixedKey('fireworks-key', 'fw_', '[0-9A-Za-z]{20,}(?!\\w)', {
    accept: (match) => looksRandom(match[0].slice('fw_'.length)),
  }),
  prefixedKey('together-key', 'tgp_v1_', '[\\w-]{40,}', { glued: true }),
  prefixedKey('nvidia-key', 'nvapi-', '[\\w-]{40,}', { glued: true }),
  prefixedKey('cerebras-key', 'csk-', '[0-9a-z]{40,}(?![\\w-])'),
  prefixedKey('elevenlabs-key', 'sk_', '[0-9a-f]{48}(?!\\w)'),
  prefixedKey('voyage-key', 'pa-', '[\\w-]{40,}', { accept: (match) => looksRandom(match[0].slice('pa-'.length)) }),
  prefixedKey('jina-key', 'jina_', '[\\w-]{40,}'),
  prefixedKey('vercel-key', 'vck_', '[0-9A-Za-z]{24,}(?!\\w)'),
];
