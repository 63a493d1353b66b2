/** Made-up keys of model providers and of the tools around them. */

import { HEX, type PlantedSecret, prefixed, URL_SAFE } from './planted-secret.ts';

export const plantedModelKeys: readonly PlantedSecret[] = [
  prefixed('openai-key', 'sk-proj-', 124, URL_SAFE, () => [
    'sk-proj-your-openai-api-key-here',
    'sk-proj-xxxxxxxxxxxxxxxxxxxxxxxx',
  ]),
  prefixed('openai-key', 'sk-svcacct-', 124, URL_SAFE, () => ['sk-svcacct-', 'sk-svcacct-<your service account key>']),
  prefixed('openai-key', 'sk-admin-', 124, URL_SAFE, () => [
    'sk-admin-keys are for administrators',
    'sk-admin-your-admin-key-goes-here',
  ]),
  prefixed('openai-key', 'sk-', 48, 'A-Za-z0-9', (draw) => [
    'sk-learn-pipeline-with-custom-transformers',
    `data:image/png;base64,AAAA${draw(20)}sk${draw(40)}`,
    'sk-1234567890abcdef1234567890abcdef1234567890abcdef',
    `task-${draw(24, 'a-z0-9')}`,
  ]),
  prefixed('openai-key', 'ek_', 32, HEX, (draw) => [`week_${draw(32, HEX)}`, 'ek_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx']),
  prefixed('openai-key', 'sess-', 40, 'A-Za-z0-9', (draw) => [
    `sess-${draw(12)}`,
    'sess-ion-storage-with-a-name-of-forty-letters',
  ]),
  prefixed('deepseek-key', 'sk-', 32, HEX, (draw) => [`sk_${draw(32, HEX)}`, `disk-${draw(32, HEX)}`, draw(32, HEX)]),
  prefixed('anthropic-key', 'sk-ant-api03-', 95, URL_SAFE, () => [
    'sk-ant-api03-your-anthropic-api-key-here',
    'sk-ant-api03-...',
  ]),
  {
    kind: 'anthropic-key',
    what: 'of its full shape',
    make: (draw) => ({ secret: `sk-ant-api03-${draw(93, URL_SAFE)}AA` }),
    lookAlikes: () => ['sk-ant-api03-', 'sk-ant-api03-your-key-AA'],
  },
  prefixed('anthropic-key', 'sk-ant-oat01-', 95, URL_SAFE, () => [
    'sk-ant-oat01-xxxxxxxxxxxxxxxxxxxxxxxxxx',
    'sk-ant-hill',
  ]),
  prefixed('google-key', 'AIza', 35, URL_SAFE, (draw) => [
    `${draw(60)}AIza${draw(60)}`,
    `AIza${draw(20)}`,
    `AIza${draw(50)}`,
  ]),
  prefixed('google-key', 'AQ.Ab', 48, URL_SAFE, (draw) => [
    'AQ.About the questions asked most often',
    `FAQ.Ab${draw(50)}`,
  ]),
  prefixed('google-oauth-token', 'ya29.', 120, URL_SAFE, (draw) => ['ya29.', `himalaya29.${draw(40)}`]),
  prefixed('google-oauth-token', '1//0', 60, URL_SAFE, () => ['1//0 is no number', 'a[1//0] = floor(1//0.5)']),
  prefixed('google-client-secret', 'GOCSPX-', 28, URL_SAFE, () => [
    'GOCSPX-your-google-client-secret',
    'GOCSPX-xxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  ]),
  prefixed('openrouter-key', 'sk-or-v1-', 64, HEX, () => [
    'sk-or-v1-your-openrouter-key',
    `sk-or-v1-${'0'.repeat(64)}`,
  ]),
  prefixed('groq-key', 'gsk_', 52, 'A-Za-z0-9', (draw) => [
    `gsk_${draw(12)}`,
    `bgsk_${draw(52)}`,
    'gsk_scene_graph_render_node_transform_matrix_update',
  ]),
  prefixed('xai-key', 'xai-', 80, 'A-Za-z0-9', () => [
    'xai-grok-beta-model-card',
    'xai-your-key-your-key-your-key-your-key-your-key',
  ]),
  prefixed('huggingface-token', 'hf_', 34, 'A-Za-z', () => [
    'hf_hub_download_with_progress_and_retries',
    'hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  ]),
  prefixed('huggingface-token', 'api_org_', 34, 'A-Za-z', () => ['api_org_settings_page', `api_org_${'x'.repeat(34)}`]),
  prefixed('replicate-token', 'r8_', 37, 'A-Za-z0-9', (draw) => [`r8_${draw(20)}`, `var8_${draw(37)}`]),
  prefixed('perplexity-key', 'pplx-', 48, 'A-Za-z0-9', () => ['pplx-70b-online', 'pplx-embed-v1-0.6b']),
  prefixed('fireworks-key', 'fw_', 24, 'A-Za-z0-9', () => [
    'fw_firmwareUpdateInProgressNow',
    'fw_version_2024_11_03_release',
  ]),
  prefixed('together-key', 'tgp_v1_', 43, URL_SAFE, () => [
    'tgp_v1_your_together_key',
    'tgp_v1_your-together-api-key-goes-here-and-nowhere-else',
  ]),
  prefixed('nvidia-key', 'nvapi-', 64, URL_SAFE, () => [
    'nvapi-your-nvidia-key',
    'nvapi-your-key-here-your-key-here-your-key-here',
  ]),
  prefixed('cerebras-key', 'csk-', 48, 'a-z0-9', (draw) => [
    `csk-${draw(20, 'a-z0-9')}`,
    `disc-csk_${draw(48, 'a-z0-9')}`,
  ]),
  prefixed('elevenlabs-key', 'sk_', 48, HEX, (draw) => [
    `sk_${draw(40, HEX)}`,
    `task_${draw(48, HEX)}`,
    `sk_${draw(47, HEX)}z`,
  ]),
  prefixed('voyage-key', 'pa-', 43, URL_SAFE, () => ['pa-rental-guidance-for-everybody-who-wants-to-know', 'pa-24']),
  prefixed('jina-key', 'jina_', 60, 'A-Za-z0-9', () => [
    'jina_embeddings_v3',
    'jina_embeddings_reader_classifier_and_segmenter_all',
  ]),
  prefixed('vercel-key', 'vck_', 56, 'A-Za-z0-9', (draw) => [`vck_${draw(8)}`, `havck_${draw(56)}`]),
  prefixed('langsmith-key', 'lsv2_pt_', 32, HEX, () => ['lsv2_pt_...', 'lsv2_your_langsmith_api_key']),
  prefixed('langsmith-key', 'ls__', 32, HEX, (draw) => ['ls__init__', `ls__${draw(33, HEX)}`]),
  {
    kind: 'langfuse-key',
    what: 'sk-lf-',
    make: (draw) => ({ secret: `sk-lf-${[8, 4, 4, 4, 12].map((length) => draw(length, HEX)).join('-')}` }),
    lookAlikes: () => ['pk-lf-123e4567-e89b-12d3-a456-426614174000', 'sk-lf-your-secret-key'],
  },
  prefixed('tavily-key', 'tvly-', 32, 'A-Za-z0-9', () => ['tvly-YOUR_API_KEY', 'tvly-your-tavily-api-key-here']),
  prefixed('firecrawl-key', 'fc-', 32, HEX, (draw) => [`fc-${draw(16, HEX)}`, `ufc-${draw(32, HEX)}`]),
  prefixed('pinecone-key', 'pcsk_', 70, 'A-Za-z0-9', () => [
    'pcsk_xxxx',
    'pcsk_your_pinecone_secret_key_goes_right_here_please',
  ]),
  prefixed('databricks-token', 'dapi', 32, HEX, (draw) => [`dapi${draw(20, HEX)}`, `${draw(8)}dapi${draw(32, HEX)}`]),
  prefixed('linear-key', 'lin_api_', 40, 'A-Za-z0-9', () => ['lin_api_key', 'lin_api_your_linear_api_key']),
  prefixed('notion-token', 'ntn_', 46, 'A-Za-z0-9', (draw) => [`ntn_${draw(12)}`, `mountntn_${draw(46)}`]),
  prefixed('vault-token', 'hvs.', 90, URL_SAFE, () => ['hvs.your-token', `hvs.${'your-vault-token-'.repeat(5)}`]),
  prefixed('digitalocean-token', 'dop_v1_', 64, HEX, (draw) => [`dop_v1_${draw(32, HEX)}`, `dop_v1_${'0'.repeat(64)}`]),
  prefixed('1password-token', 'ops_eyJ', 200, 'A-Za-z0-9', () => ['ops_eyJhbGciOi...', 'ops_event_handler']),
  prefixed('supabase-key', 'sb_secret_', 31, 'A-Za-z0-9', () => [
    'sb_secret_your_supabase_secret_key',
    'sb_publishable_key',
  ]),
  prefixed('supabase-key', 'sbp_', 40, HEX, (draw) => [`sbp_${draw(39, HEX)}`, `isbp_${draw(40, HEX)}`]),
  {
    kind: 'mistral-key',
    what: 'named',
    make: (draw) => ({ before: 'MISTRAL_API_KEY=', secret: draw(32), after: '\n' }),
    lookAlikes: (draw) => [`mistral-large-2411 ${draw(32)}`, `MISTRAL_API_KEY=${draw(20)}`, draw(32)],
  },
  {
    kind: 'cohere-key',
    what: 'named',
    make: (draw) => ({ before: "cohere_api_key: '", secret: draw(40), after: "'" }),
    lookAlikes: (draw) => [`cohere commit ${draw(40, HEX)}`, 'CO_API_KEY=your-cohere-api-key', draw(40)],
  },
  {
    kind: 'cohere-key',
    what: 'named as its clients do',
    make: (draw) => ({ before: 'export CO_API_KEY="', secret: draw(40), after: '"' }),
    lookAlikes: (draw) => [`CO_API_VERSION="${draw(40)}"`, `CO_API_KEY=${draw(12)}`],
  },
  {
    kind: 'together-key',
    what: 'named',
    make: (draw) => ({ before: '{"togetherApiKey":"', secret: draw(64, HEX), after: '"}' }),
    lookAlikes: (draw) => [`together with ${draw(64, HEX)}`, `sha256:${draw(64, HEX)}`],
  },
  {
    kind: 'wandb-key',
    what: 'named',
    make: (draw) => ({ before: 'WANDB_API_KEY=', secret: draw(40, HEX), after: ' ' }),
    lookAlikes: (draw) => [`wandb sha ${draw(40, HEX)}`, `git ${draw(40, HEX)}`],
  },
  {
    kind: 'twilio-key',
    what: 'named',
    make: (draw) => ({ before: 'TWILIO_AUTH_TOKEN=', secret: draw(32, HEX), after: '\n' }),
    lookAlikes: (draw) => [`twilio ${draw(32, HEX)}`, `AC${draw(32, HEX)}`],
  },
  prefixed('twilio-key', 'SK', 32, HEX, (draw) => [`TASK${draw(32, HEX)}`, `SK${draw(33, HEX)}`]),
];
