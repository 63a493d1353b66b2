/** A made-up secret of each kind, drawn from a seed, with text around it and look-alikes; nothing here was ever issued. */

/** Draws characters: `draw(20, 'A-Za-z0-9')`. Equal seeds draw equal characters. */
export type Draw = (length: number, classes?: string) => string;

/** One shape of secret. The text holding it is `before`, `secret`, `after`. */
export interface PlantedSecret {
  readonly kind: string;
  readonly what: string;
  readonly make: (draw: Draw) => { readonly before?: string; readonly secret: string; readonly after?: string };
  /** Texts in which a rule of this kind must find nothing. */
  readonly lookAlikes: (draw: Draw) => readonly [string, string, ...string[]];
  readonly optIn?: 'pii';
}

const ALPHABETS: Readonly<Record<string, string>> = {
  'A-Z': 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  'a-z': 'abcdefghijklmnopqrstuvwxyz',
  'a-f': 'abcdef',
  '0-9': '0123456789',
};

/** The source of characters for a seed (a linear congruential generator; test data needs no more). */
export function drawFrom(seed: number): Draw {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  return (length, classes = 'A-Za-z0-9') => {
    const alphabet = classes.replaceAll(/.-./g, (range) => ALPHABETS[range] ?? range);
    let drawn = '';
    for (let i = 0; i < length; i += 1) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      drawn += alphabet.charAt(Math.floor((state / 2 ** 32) * alphabet.length));
    }
    return drawn;
  };
}

const HEX = '0-9a-f';
const URL_SAFE = 'A-Za-z0-9A-Za-z0-9_-';

const prefixed = (
  kind: string,
  prefix: string,
  length: number,
  classes: string,
  lookAlikes: PlantedSecret['lookAlikes'],
): PlantedSecret => ({
  kind,
  what: prefix,
  // A key that ends in `-` or `_` has no clear end in a text.
  make: (draw) => ({ secret: prefix + draw(length - 1, classes) + draw(1, classes.replace('_-', '')) }),
  lookAlikes,
});

const base64Json = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The secrets that are looked for by default. */
const ordinary: readonly PlantedSecret[] = [
  prefixed('openai-key', 'sk-proj-', 124, URL_SAFE, () => ['sk-proj-your-openai-api-key-here', 'sk-proj-xxxxxxxxxxxxxxxxxxxxxxxx']),
  prefixed('openai-key', 'sk-svcacct-', 124, URL_SAFE, () => ['sk-svcacct-', 'sk-svcacct-<your service account key>']),
  prefixed('openai-key', 'sk-admin-', 124, URL_SAFE, () => ['sk-admin-keys are for administrators', 'sk-admin-your-admin-key-goes-here']),
  prefixed('openai-key', 'sk-', 48, 'A-Za-z0-9', (draw) => [
    'sk-learn-pipeline-with-custom-transformers',
    `data:image/png;base64,AAAA${draw(20)}sk${draw(40)}`,
    'sk-1234567890abcdef1234567890abcdef1234567890abcdef',
    `task-${draw(24, 'a-z0-9')}`,
  ]),
  prefixed('openai-key', 'ek_', 32, HEX, (draw) => [`week_${draw(32, HEX)}`, 'ek_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx']),
  prefixed('openai-key', 'sess-', 40, 'A-Za-z0-9', (draw) => [`sess-${draw(12)}`, 'sess-ion-storage-with-a-name-of-forty-letters']),
  prefixed('deepseek-key', 'sk-', 32, HEX, (draw) => [`sk_${draw(32, HEX)}`, `disk-${draw(32, HEX)}`, draw(32, HEX)]),
  prefixed('anthropic-key', 'sk-ant-api03-', 95, URL_SAFE, () => ['sk-ant-api03-your-anthropic-api-key-here', 'sk-ant-api03-...']),
  prefixed('anthropic-key', 'sk-ant-oat01-', 95, URL_SAFE, () => ['sk-ant-oat01-xxxxxxxxxxxxxxxxxxxxxxxxxx', 'sk-ant-hill']),
  prefixed('google-key', 'AIza', 35, URL_SAFE, (draw) => [`${draw(60)}AIza${draw(60)}`, `AIza${draw(20)}`, `AIza${draw(50)}`]),
  prefixed('google-key', 'AQ.Ab', 48, URL_SAFE, (draw) => ['AQ.About the questions asked most often', `FAQ.Ab${draw(50)}`]),
  prefixed('google-oauth-token', 'ya29.', 120, URL_SAFE, (draw) => ['ya29.', `himalaya29.${draw(40)}`]),
  prefixed('google-oauth-token', '1//0', 60, URL_SAFE, () => ['1//0 is no number', 'a[1//0] = floor(1//0.5)']),
  prefixed('google-client-secret', 'GOCSPX-', 28, URL_SAFE, () => ['GOCSPX-your-google-client-secret', 'GOCSPX-xxxxxxxxxxxxxxxxxxxxxxxxxxxx']),
  prefixed('openrouter-key', 'sk-or-v1-', 64, HEX, () => ['sk-or-v1-your-openrouter-key', `sk-or-v1-${'0'.repeat(64)}`]),
  prefixed('groq-key', 'gsk_', 52, 'A-Za-z0-9', (draw) => [`gsk_${draw(12)}`, `bgsk_${draw(52)}`, 'gsk_scene_graph_render_node_transform_matrix_update']),
  prefixed('xai-key', 'xai-', 80, 'A-Za-z0-9', () => ['xai-grok-beta-model-card', 'xai-your-key-your-key-your-key-your-key-your-key']),
  prefixed('huggingface-token', 'hf_', 34, 'A-Za-z', () => ['hf_hub_download_with_progress_and_retries', 'hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx']),
  prefixed('huggingface-token', 'api_org_', 34, 'A-Za-z', () => ['api_org_settings_page', `api_org_${'x'.repeat(34)}`]),
  prefixed('replicate-token', 'r8_', 37, 'A-Za-z0-9', (draw) => [`r8_${draw(20)}`, `var8_${draw(37)}`]),
  prefixed('perplexity-key', 'pplx-', 48, 'A-Za-z0-9', () => ['pplx-70b-online', 'pplx-embed-v1-0.6b']),
  prefixed('fireworks-key', 'fw_', 24, 'A-Za-z0-9', () => ['fw_firmwareUpdateInProgressNow', 'fw_version_2024_11_03_release']),
  prefixed('together-key', 'tgp_v1_', 43, URL_SAFE, () => ['tgp_v1_your_together_key', 'tgp_v1_your-together-api-key-goes-here-and-nowhere-else']),
  prefixed('nvidia-key', 'nvapi-', 64, URL_SAFE, () => ['nvapi-your-nvidia-key', 'nvapi-your-key-here-your-key-here-your-key-here']),
  prefixed('cerebras-key', 'csk-', 48, 'a-z0-9', (draw) => [`csk-${draw(20, 'a-z0-9')}`, `disc-csk_${draw(48, 'a-z0-9')}`]),
  prefixed('elevenlabs-key', 'sk_', 48, HEX, (draw) => [`sk_${draw(40, HEX)}`, `task_${draw(48, HEX)}`, `sk_${draw(47, HEX)}z`]),
  prefixed('voyage-key', 'pa-', 43, URL_SAFE, () => ['pa-rental-guidance-for-everybody-who-wants-to-know', 'pa-24']),
  prefixed('jina-key', 'jina_', 60, 'A-Za-z0-9', () => ['jina_embeddings_v3', 'jina_embeddings_reader_classifier_and_segmenter_all']),
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
  prefixed('pinecone-key', 'pcsk_', 70, 'A-Za-z0-9', () => ['pcsk_xxxx', 'pcsk_your_pinecone_secret_key_goes_right_here_please']),
  prefixed('databricks-token', 'dapi', 32, HEX, (draw) => [`dapi${draw(20, HEX)}`, `${draw(8)}dapi${draw(32, HEX)}`]),
  prefixed('linear-key', 'lin_api_', 40, 'A-Za-z0-9', () => ['lin_api_key', 'lin_api_your_linear_api_key_goes_here_and_here']),
  prefixed('notion-token', 'ntn_', 46, 'A-Za-z0-9', (draw) => [`ntn_${draw(12)}`, `mountntn_${draw(46)}`]),
  prefixed('vault-token', 'hvs.', 90, URL_SAFE, () => ['hvs.your-token', `hvs.${'your-vault-token-'.repeat(5)}`]),
  prefixed('digitalocean-token', 'dop_v1_', 64, HEX, (draw) => [`dop_v1_${draw(32, HEX)}`, `dop_v1_${'0'.repeat(64)}`]),
  prefixed('1password-token', 'ops_eyJ', 200, 'A-Za-z0-9', () => ['ops_eyJhbGciOi...', 'ops_event_handler']),
  prefixed('supabase-key', 'sb_secret_', 31, 'A-Za-z0-9', () => ['sb_secret_your_supabase_secret_key', 'sb_publishable_key']),
  prefixed('supabase-key', 'sbp_', 40, HEX, (draw) => [`sbp_${draw(39, HEX)}`, `isbp_${draw(40, HEX)}`]),
  prefixed('aws-key-id', 'AKIA', 16, 'A-Z', (draw) => [
    'AKIAIOSFODNN7EXAMPLE',
    `${draw(30)}AKIA${draw(40)}`,
    `AIDA${draw(16, 'A-Z')}`,
  ]),
  prefixed('aws-key-id', 'ASIA', 16, 'A-Z', () => ['ASIA-PACIFIC', 'ASIA AND OCEANIA TOGETHER']),
  {
    kind: 'aws-secret-key',
    what: 'a secret named',
    make: (draw) => ({ before: '"SecretAccessKey": "', secret: draw(40), after: '"' }),
    lookAlikes: (draw) => [
      'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      `commit ${draw(40, HEX)}`,
      `etag: "${draw(40)}"`,
    ],
  },
  {
    kind: 'aws-secret-key',
    what: 'a secret in an environment file, with slashes',
    make: (draw) => ({ before: 'AWS_SECRET_ACCESS_KEY=', secret: `${draw(12)}/${draw(12)}+${draw(14)}`, after: '\n' }),
    lookAlikes: () => ['AWS_SECRET_ACCESS_KEY=your-aws-secret-access-key-goes-here-ok', 'secret access key: see the vault'],
  },
  {
    kind: 'aws-secret-key',
    what: 'a secret behind its id',
    make: (draw) => ({ before: `AKIA${draw(16, 'A-Z')},`, secret: draw(40), after: '\n' }),
    lookAlikes: (draw) => [`AKIA${draw(16, 'A-Z')} in ${draw(40, HEX)}`, `AKIA${draw(16, 'A-Z')},${draw(30)}`],
  },
  {
    kind: 'aws-session-token',
    what: 'by its label',
    make: (draw) => ({ secret: `IQoJb3JpZ2lu${draw(300)}`, after: ' ' }),
    lookAlikes: (draw) => [`IQoJb3JpZ2lu${draw(20)}`, `data:image/png;base64,${draw(300)}`],
  },
  {
    kind: 'aws-session-token',
    what: 'by its name',
    make: (draw) => ({ before: 'aws_session_token = ', secret: draw(300), after: '\n' }),
    lookAlikes: (draw) => ['aws_session_token = <token>', `"embedding": "${draw(300)}"`],
  },
  {
    kind: 'sigv4',
    what: 'a signature in a header',
    make: (draw) => ({ before: 'SignedHeaders=host;x-amz-date, Signature=', secret: draw(64, HEX) }),
    lookAlikes: (draw) => ['Signature=null, arguments=64', `sha256: ${draw(64, HEX)}`],
  },
  {
    kind: 'sigv4',
    what: 'a credential scope',
    make: (draw) => ({ before: 'AWS4-HMAC-SHA256 Credential=', secret: `${draw(20, 'A-Z')}/20250102/us-east-1/bedrock/aws4_request`, after: ', S' }),
    lookAlikes: () => ['Credential=<your credential>', 'Credential=AccessKey/date/region'],
  },
  {
    kind: 'sigv4',
    what: 'a presigned URL',
    make: (draw) => ({ before: 'https://b.s3.amazonaws.com/k?X-Amz-Signature=', secret: draw(64, HEX), after: '&x=1' }),
    lookAlikes: (draw) => ['X-Amz-Signature=short', `X-Amz-SignedHeaders=host&etag=${draw(64, HEX)}`],
  },
  {
    kind: 'sigv4',
    what: 'the credential of a presigned URL, its ampersands escaped for JSON',
    make: (draw) => ({ before: '?a=b\\u0026X-Amz-Credential=', secret: `${draw(20, 'A-Z')}%2F20250102%2Fus-east-1%2Fs3%2Faws4_request`, after: '\\u0026c' }),
    lookAlikes: () => ['X-Amz-Credential=', 'X-Amz-Credential is a parameter'],
  },
  {
    kind: 'aws-session-token',
    what: 'the token of a presigned URL',
    make: (draw) => ({ before: '&X-Amz-Security-Token=', secret: `${draw(200)}%2B${draw(100)}%3D`, after: '&X-Amz-Date=20250102T030405Z' }),
    lookAlikes: () => ['X-Amz-Security-Token=none', 'X-Amz-Security-Token: see above'],
  },
  {
    kind: 'signature',
    what: 'a presigned URL of Google',
    make: (draw) => ({ before: '&X-Goog-Signature=', secret: draw(512, HEX), after: '"' }),
    lookAlikes: (draw) => ['X-Goog-Signature=', `X-Goog-Hash=${draw(64, HEX)}`],
  },
  {
    kind: 'signature',
    what: 'the account of a URL signed by Google',
    make: (draw) => ({ before: '?GoogleAccessId=', secret: `robot-${draw(6, 'a-z')}%40project.iam.gserviceaccount.com`, after: '&E' }),
    lookAlikes: () => ['GoogleAccessId=', 'GoogleAccessId is a parameter'],
  },
  {
    kind: 'signature',
    what: 'a shared access signature of Azure',
    make: (draw) => ({ before: '.blob.core.windows.net/c/i.png?se=2025&sr=b&sig=', secret: `${draw(20)}%2B${draw(22)}%3D`, after: '"' }),
    lookAlikes: (draw) => [`config=${draw(44)}`, `we say sig=${draw(44)}`, '&sig=none'],
  },
  {
    kind: 'signature',
    what: 'a key pair of CloudFront',
    make: (draw) => ({ before: '?Key-Pair-Id=', secret: `K${draw(15, 'A-Z0-9')}`, after: '&' }),
    lookAlikes: () => ['&Key-Pair-Id=KEXAMPLEKEYPAIR', 'Key-Pair-Id=K12'],
  },
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
  {
    kind: 'azure-key',
    what: 'named',
    make: (draw) => ({ before: 'Ocp-Apim-Subscription-Key: ', secret: draw(32, HEX), after: '\r\n' }),
    lookAlikes: (draw) => [`azure-openai ${draw(32, HEX)}`, `Subscription-Id: ${draw(32, HEX)}`],
  },
  {
    kind: 'azure-key',
    what: 'by its mark',
    make: (draw) => ({ secret: `${draw(52)}JQQJ99${draw(26)}` }),
    lookAlikes: (draw) => [`${draw(10)}JQQJ99${draw(26)}`, `${draw(120)}JQQJ99${draw(120)}`],
  },
  {
    kind: 'azure-connection-key',
    what: 'of a storage account',
    make: (draw) => ({ before: 'AccountName=x;AccountKey=', secret: `${draw(40)}+${draw(44)}/==`, after: ';EndpointSuffix=core.windows.net' }),
    lookAlikes: () => ['AccountKey=<key>;', 'AccountKey=secret'],
  },
  {
    kind: 'azure-connection-key',
    what: 'of a service bus',
    make: (draw) => ({ before: 'SharedAccessKeyName=Root;SharedAccessKey=', secret: `${draw(43)}=` }),
    lookAlikes: (draw) => [`SharedAccessKeyName=${draw(43)}`, 'SharedAccessKey=...'],
  },
  {
    kind: 'azure-client-secret',
    what: 'by its mark',
    make: (draw) => ({ secret: `${draw(3)}8Q~${draw(34)}` }),
    lookAlikes: (draw) => ['FAQ~about', `${draw(3)}xQ~${draw(34)}`],
  },
  {
    kind: 'jwt',
    what: 'signed',
    make: (draw) => ({ secret: `${base64Json({ alg: 'RS256', typ: 'JWT' })}.${base64Json({ sub: draw(8) })}.${draw(86, URL_SAFE)}`, after: ' ' }),
    lookAlikes: (draw) => [
      `"next":"${base64Json({ after: draw(20), limit: 20 })}.${draw(20)}.${draw(20)}"`,
      `{"bytes":"${Buffer.from(JSON.stringify({ type: 'message_start', id: draw(24) })).toString('base64')}"}`,
      'eyJhbGciOi...',
    ],
  },
  {
    kind: 'bearer-token',
    what: 'without a shape of its own',
    make: (draw) => ({ before: 'Authorization: Bearer ', secret: draw(32), after: '\n' }),
    lookAlikes: () => ['bearer authentication-schemes-explained', 'the bearer of bad news', 'Bearer your-access-token-here', 'Bearer <token>'],
  },
  {
    kind: 'basic-credentials',
    what: 'user and password',
    make: (draw) => ({ before: "-H 'Authorization: Basic ", secret: Buffer.from(`me:${draw(16)}`).toString('base64'), after: "'" }),
    lookAlikes: () => ['basic understanding of chemistry', 'Basic authentication', 'basic configuration'],
  },
  {
    kind: 'private-key',
    what: 'PEM',
    make: (draw) => ({ secret: `-----BEGIN RSA PRIVATE KEY-----\n${draw(64)}\n${draw(64)}\n${draw(30)}==\n-----END RSA PRIVATE KEY-----` }),
    lookAlikes: (draw) => [
      `-----BEGIN PUBLIC KEY-----\n${draw(64)}\n-----END PUBLIC KEY-----`,
      `-----BEGIN CERTIFICATE-----\n${draw(64)}\n-----END CERTIFICATE-----`,
    ],
  },
  {
    kind: 'private-key',
    what: 'PEM with escaped line ends, within JSON within JSON',
    make: (draw) => ({ before: '\\"private_key\\": \\"', secret: `-----BEGIN PRIVATE KEY-----\\\\n${draw(64)}\\\\n${draw(20)}\\\\n-----END PRIVATE KEY-----`, after: '\\\\n\\"' }),
    lookAlikes: () => ['private_key: a PEM file', '----- BEGIN OF THE PRIVATE KEY SECTION -----'],
  },
  {
    kind: 'private-key',
    what: 'encrypted PEM',
    make: (draw) => ({ secret: `-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,${draw(32, 'A-F0-9')}\n\n${draw(64)}\n-----END EC PRIVATE KEY-----` }),
    lookAlikes: () => ['-----BEGIN PRIVATE KEYS', '-----BEGIN PGP PUBLIC KEY BLOCK-----'],
  },
  {
    kind: 'database-password',
    what: 'in a URL',
    make: (draw) => ({ before: 'postgresql://app:', secret: draw(12), after: '@db.internal:5432/app' }),
    lookAlikes: () => ['postgres://localhost:5432/app', 'postgresql://app:${PASSWORD}@db/app', 'mongodb://user:<password>@host', 'redis://user:password@host'],
  },
  {
    kind: 'database-password',
    what: 'in a URL without a user',
    make: (draw) => ({ before: 'REDIS_URL=rediss://:', secret: draw(12), after: '@cache:6379/0' }),
    lookAlikes: () => ['rediss://cache:6379/0', 'redis://:****@cache:6379'],
  },
  {
    kind: 'database-password',
    what: 'in an ADO.NET connection string',
    make: (draw) => ({ before: 'Server=tcp:x,1433;User ID=me;Password=', secret: `${draw(8)}!9`, after: ';Encrypt=True' }),
    lookAlikes: () => ['Password=<password>;', 'the form; password=required'],
  },
  {
    kind: 'url-password',
    what: 'of any scheme',
    make: (draw) => ({ before: 'git clone https://me:', secret: draw(14), after: '@git.internal.net/r.git' }),
    lookAlikes: () => ['https://localhost:8080/path@v2', 'https://me@host.net/', 'https://user:{token}@host.net'],
  },
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'].map((prefix) =>
    prefixed('github-token', prefix, 36, 'A-Za-z0-9', (draw) => [`${prefix}${draw(20)}`, `x${prefix}${draw(36)}`, `${prefix}${'x'.repeat(36)}`]),
  ),
  prefixed('github-token', 'github_pat_', 82, 'A-Za-z0-9', () => ['github_pat_token', `github_pat_${'x'.repeat(82)}`]),
  ...['glpat-', 'gldt-', 'glrt-', 'glcbt-', 'glptt-', 'glft-', 'glagent-', 'gloas-'].map((prefix) =>
    prefixed('gitlab-token', prefix, 20, 'A-Za-z0-9', (draw) => [`${prefix}xxxxxxxxxxxxxxxxxxxx`, `x${prefix}${draw(20)}`]),
  ),
  prefixed('npm-token', 'npm_', 36, 'A-Za-z0-9', () => ['npm_config_registry', 'npm_package_dependencies_typescript_version']),
  {
    kind: 'npm-token',
    what: 'in .npmrc',
    make: (draw) => ({ before: '//registry.internal/:_authToken=', secret: draw(24), after: '\n' }),
    lookAlikes: () => ['_authToken=${NPM_TOKEN}', '_authToken is read from .npmrc'],
  },
  prefixed('pypi-token', 'pypi-AgE', 160, URL_SAFE, () => ['pypi-AgEnt', 'pypi-attestations-verification-of-published-packages']),
  prefixed('stripe-key', 'sk_live_', 24, 'A-Za-z0-9', (draw) => [`pk_live_${draw(24)}`, 'sk_live_xxxxxxxxxxxxxxxxxxxxxxxx']),
  prefixed('stripe-key', 'rk_live_', 24, 'A-Za-z0-9', (draw) => [`rk_live_${draw(5)}`, `work_live_${draw(24)}`]),
  prefixed('stripe-key', 'sk_test_', 24, 'A-Za-z0-9', (draw) => ['sk_test_...', `task_test_${draw(24)}`]),
  prefixed('stripe-key', 'rk_test_', 24, 'A-Za-z0-9', (draw) => ['rk_test_', `mark_test_${draw(24)}`]),
  prefixed('stripe-webhook-secret', 'whsec_', 32, 'A-Za-z0-9', () => ['whsec_...', 'whsec_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx']),
  ...['shpat_', 'shpca_', 'shppa_', 'shpss_'].map((prefix) =>
    prefixed('shopify-token', prefix, 32, HEX, (draw) => [`${prefix}${draw(16, HEX)}`, `x${prefix}${draw(32, HEX)}`]),
  ),
  {
    kind: 'slack-token',
    what: 'of a bot',
    make: (draw) => ({ secret: `xoxb-${draw(12, '0-9')}-${draw(13, '0-9')}-${draw(24)}` }),
    lookAlikes: () => ['xoxb-', 'foxoxb-1-2', 'xoxb-…'],
  },
  {
    kind: 'slack-webhook',
    what: 'its path',
    make: (draw) => ({ before: 'https://hooks.slack.com/services/', secret: `T${draw(8)}/B${draw(8)}/${draw(24)}` }),
    lookAlikes: () => ['https://hooks.slack.com/services/', 'https://slack.com/services/T00000000/B00000000/none'],
  },
  {
    kind: 'discord-token',
    what: 'of a bot',
    make: (draw) => ({ secret: `${Buffer.from(`1${draw(17, '0-9')}`).toString('base64')}.${draw(6)}.${draw(38)}` }),
    lookAlikes: (draw) => [`Nothing.${draw(6)}.${draw(38)}`, `M${draw(23, 'g-z')}.${draw(6)}.${draw(38)}`],
  },
  {
    kind: 'discord-webhook',
    what: 'its last part',
    make: (draw) => ({ before: `https://discord.com/api/webhooks/${draw(18, '0-9')}/`, secret: draw(68) }),
    lookAlikes: () => ['https://discord.com/api/webhooks/', 'https://discord.com/developers/docs/resources/webhook'],
  },
  {
    kind: 'telegram-token',
    what: 'of a bot',
    make: (draw) => ({ secret: `7${draw(9, '0-9')}:AA${draw(33, 'A-Za-z0-9')}` }),
    lookAlikes: (draw) => [`12:AA${draw(33)}`, `1234567890:AA${draw(20)}`],
  },
  {
    kind: 'sendgrid-key',
    what: 'SG.',
    make: (draw) => ({ secret: `SG.${draw(22)}.${draw(43)}` }),
    lookAlikes: (draw) => ['SG.com.example', `MSG.${draw(22)}.${draw(43)}`],
  },
  prefixed('organization', 'org-', 24, 'A-Za-z0-9', (draw) => ['org-mode', `org-${draw(8)}`, `/org-${draw(24)}-suffix`]),
  prefixed('project', 'proj_', 24, 'A-Za-z0-9', (draw) => ['proj_name', `proj_${draw(10)}`]),
  prefixed('account', 'user-', 24, 'A-Za-z0-9', () => ['user-mentioned', 'user-interfaceguidelinesforall']),
  {
    kind: 'cookie',
    what: "Cloudflare's",
    make: (draw) => ({ before: 'set-cookie: __cf_bm=', secret: `${draw(43)}-1735689600-1.0.1.1-${draw(60)}`, after: '; path=/' }),
    lookAlikes: () => ['__cf_bm=none', 'the cookie __cf_bm is set'],
  },
];

/** Personal data, looked for on request. Numbers that must pass a check are published test numbers. */
const personal: readonly PlantedSecret[] = [
  {
    kind: 'email',
    what: 'plain',
    make: (draw) => ({ secret: `ada.${draw(6, 'a-z')}+tag@mail.${draw(5, 'a-z')}.org` }),
    lookAlikes: () => ['npm i @scope/package', 'git@github.com:owner/repo.git', 'logo@2x.png', 'a @ b'],
  },
  {
    kind: 'email',
    what: 'in a URL, behind an escaped line end',
    make: (draw) => ({ before: '\\n', secret: `ada${draw(6, 'a-z')}%40mail.org`, after: '&x' }),
    lookAlikes: () => ['100%40of', 'decorator: @dataclass'],
  },
  {
    kind: 'phone',
    what: 'E.164',
    make: (draw) => ({ secret: `+49 30 ${draw(4, '0-9')}${draw(4, '0-9')}` }),
    lookAlikes: () => ['+1', '1+234567890', '+0 123 456 789', 'x = a +12345'],
  },
  {
    kind: 'phone',
    what: 'North America',
    make: (draw) => ({ before: 'call ', secret: `(415) 555-${draw(4, '0-9')}`, after: ' now' }),
    lookAlikes: () => ['2024-01-15', '415-5555-2671', '1.415-555-2671', '123-456-7890-12'],
  },
  {
    kind: 'phone',
    what: 'with a trunk zero',
    make: (draw) => ({ before: 'tel. ', secret: `01 42 68 ${draw(2, '0-9')} ${draw(2, '0-9')}` }),
    lookAlikes: () => ['0.0123 4567', '00:01:02', '01-02-2024'],
  },
  {
    kind: 'payment-card',
    what: 'grouped',
    make: () => ({ before: 'card ', secret: '4242 4242 4242 4242', after: ' exp' }),
    lookAlikes: () => ['4242 4242 4242 4243', '"created": 1735689600000000', '0.4242424242424242', 'chatcmpl-4242424242424242'],
  },
  {
    kind: 'payment-card',
    what: 'in one run',
    make: () => ({ secret: '378282246310005' }),
    lookAlikes: () => ['378282246310006', '4444444444444444444'],
  },
  {
    kind: 'iban',
    what: 'grouped',
    make: () => ({ secret: 'DE89 3704 0044 0532 0130 00' }),
    lookAlikes: () => ['DE88 3704 0044 0532 0130 00', 'DE89 is a motorway', 'MODE89370400440532013000'],
  },
  {
    kind: 'iban',
    what: 'in one run',
    make: () => ({ before: '"iban":"', secret: 'GB82WEST12345698765432', after: '"' }),
    lookAlikes: () => ['GB83WEST12345698765432', 'GB82WEST1234569876543'],
  },
  {
    kind: 'ip-address',
    what: 'IPv4',
    make: (draw) => ({ before: 'from ', secret: `93.184.${draw(2, '0-9').slice(0, 1)}1.34`, after: ':443' }),
    lookAlikes: () => ['127.0.0.1', '192.168.1.20', 'Chrome/120.1.6099.71', 'version 4.3.2.1', '1.2.3.4.5', '300.1.2.3'],
  },
  {
    kind: 'ip-address',
    what: 'IPv6',
    make: (draw) => ({ before: '[', secret: `2a00:1450:4001:82b::${draw(4, HEX)}`, after: ']' }),
    lookAlikes: () => ['2024:10:11', '::1', 'fe80::1', '2001:db8::1:2', 'std::string'],
  },
].map((row) => ({ ...row, optIn: 'pii' }) as const satisfies PlantedSecret);

export const plantedSecrets: readonly PlantedSecret[] = [...ordinary, ...personal];
