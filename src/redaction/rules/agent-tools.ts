/** Keys of what stands around a model: tracing, search, vector stores, data platforms. */

import { prefixedKey, type ShapeRule } from '../shape-rule.ts';

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

export const agentToolRules: readonly ShapeRule[] = [
  prefixedKey('langsmith-key', 'lsv2_', '[a-z]{2}_[0-9A-Za-z]{20,}(?:_[0-9A-Za-z]{6,})?'),
  prefixedKey('langsmith-key', 'ls__', '[0-9a-f]{32}(?!\\w)'),
  prefixedKey('langfuse-key', 'sk-lf-', UUID, { glued: true }),
  prefixedKey('tavily-key', 'tvly-', '[\\w-]{20,}'),
  prefixedKey('firecrawl-key', 'fc-', '[0-9a-f]{32}(?![\\w-])'),
  prefixedKey('pinecone-key', 'pcsk_', '\\w{40,}'),
  prefixedKey('databricks-token', 'dapi', '[0-9a-f]{32}(?:-\\d)?(?![\\w-])'),
  prefixedKey('linear-key', 'lin_api_', '\\w{32,}', { glued: true, accept: () => true }),
  prefixedKey('notion-token', 'ntn_', '[0-9A-Za-z]{40,}(?!\\w)'),
  prefixedKey('vault-token', 'hvs.', '[\\w-]{60,}'),
  prefixedKey('digitalocean-token', 'dop_v1_', '[0-9a-f]{64}(?!\\w)', { glued: true }),
  prefixedKey('1password-token', 'ops_eyJ', '[\\w+/-]{80,}={0,2}', { glued: true }),
  prefixedKey('supabase-key', 'sb_secret_', '[\\w-]{20,}', { glued: true }),
  prefixedKey('supabase-key', 'sbp_', '[0-9a-f]{40}(?!\\w)'),
];
