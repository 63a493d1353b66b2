/** The environment variables by which SDKs find their provider, and what `llmsim run` sets them to. */

export interface SdkVariable {
  readonly name: string;
  /** What follows the server's URL in its value; a first segment that names an upstream keeps providers of one protocol apart. */
  readonly path: string;
  /** Who reads it; with a version where that version was looked at. docs/run.md tells how each was checked. */
  readonly readBy: string;
}

export interface KeyVariable {
  readonly name: string;
  /** Variables that serve as well: where one of them is set, this one is left alone. */
  readonly or: readonly string[];
  /** The built-in upstream that the key is for. */
  readonly upstream: string;
}

export const sdkVariables: readonly SdkVariable[] = [
  variable('OPENAI_BASE_URL', '/v1', 'openai (npm) 6.49.0, openai (PyPI) 1 and 2, @ai-sdk/openai, LiteLLM'),
  variable('OPENAI_API_BASE', '/v1', 'LangChain, LiteLLM, openai (PyPI) 0'),
  variable('ANTHROPIC_BASE_URL', '', '@anthropic-ai/sdk (npm) 1.11.0, anthropic (PyPI), @ai-sdk/anthropic 4.0.58'),
  variable('GOOGLE_GEMINI_BASE_URL', '', '@google/genai (npm) 2.32.0, google-genai (PyPI)'),
  variable('AZURE_OPENAI_ENDPOINT', '/azure', 'openai (npm) 6.49.0 and openai (PyPI): AzureOpenAI'),
  variable('OLLAMA_HOST', '', 'ollama (PyPI)'),
  variable('MISTRAL_BASE_URL', '/mistral/v1', 'langchain-mistralai (PyPI)'),
  variable('MISTRAL_API_BASE', '/mistral/v1', 'LiteLLM'),
  variable('CO_API_URL', '', 'cohere (PyPI) 5'),
  variable('GROQ_BASE_URL', '/groq', 'groq (PyPI) 1.5.0, groq-sdk (npm)'),
  variable('TOGETHER_BASE_URL', '/together/v1', 'together (PyPI) 1 and 2'),
  variable('DEEPSEEK_API_BASE', '/deepseek/v1', 'langchain-deepseek (PyPI)'),
  variable('AWS_ENDPOINT_URL_BEDROCK_RUNTIME', '', 'all AWS SDKs'),
];

export const keyVariables: readonly KeyVariable[] = [
  key('OPENAI_API_KEY', 'openai'),
  key('ANTHROPIC_API_KEY', 'anthropic', 'ANTHROPIC_AUTH_TOKEN'),
  key('GEMINI_API_KEY', 'gemini', 'GOOGLE_API_KEY'),
  key('AZURE_OPENAI_API_KEY', 'azure'),
  key('MISTRAL_API_KEY', 'mistral'),
  key('CO_API_KEY', 'cohere', 'COHERE_API_KEY'),
  key('GROQ_API_KEY', 'groq'),
  key('TOGETHER_API_KEY', 'together'),
  key('DEEPSEEK_API_KEY', 'deepseek'),
];

/** What a key is set to where there is none: SDKs refuse to start without one. */
export const dummyKey = 'llmsim-dummy-key';

/** The upstream names that stand in the variables' values: the server must take them for prefixes. */
export const prefixNames: readonly string[] = sdkVariables.flatMap(({ path }) => {
  const first = path.split('/')[1] ?? '';
  return first === '' || first === 'v1' ? [] : [first];
});

type Environment = Readonly<Record<string, string | undefined>>;

/** The child's environment: base URLs of `url` (without a closing slash), dummy keys where none is set, no proxy on the way. */
export function sdkEnvironment(url: string, env: Environment): Record<string, string | undefined> {
  const child: Record<string, string | undefined> = { ...env, LLMSIM_URL: url };
  for (const { name, path } of sdkVariables) {
    if (!(name.startsWith('OPENAI_') && isAzureOnly(env))) child[name] = `${url}${path}`;
  }
  for (const { name, or } of keyVariables) {
    if ([name, ...or].every((one) => isEmpty(env[one]))) child[name] = dummyKey;
  }
  for (const name of ['NO_PROXY', 'no_proxy']) child[name] = withLoopback(env[name]);
  return child;
}

/** The built-in upstreams that the environment has keys for. */
export function upstreamsWithKeys(env: Environment): readonly string[] {
  return keyVariables.flatMap(({ name, or, upstream }) =>
    // Azure has no URL that everybody shares.
    upstream !== 'azure' && [name, ...or].some((one) => !isEmpty(env[one])) ? [upstream] : [],
  );
}

/** AzureOpenAI takes OPENAI_BASE_URL before its own endpoint, and refuses to have both. */
function isAzureOnly(env: Environment): boolean {
  return !isEmpty(env['AZURE_OPENAI_ENDPOINT']) && isEmpty(env['OPENAI_API_KEY']);
}

function withLoopback(value: string | undefined): string {
  const hosts = (value ?? '').split(',').filter((host) => host.trim() !== '');
  return [...hosts, ...['127.0.0.1', 'localhost'].filter((host) => !hosts.includes(host))].join(',');
}

function isEmpty(value: string | undefined): boolean {
  return value === undefined || value === '';
}

function variable(name: string, path: string, readBy: string): SdkVariable {
  return { name, path, readBy };
}

function key(name: string, upstream: string, ...or: readonly string[]): KeyVariable {
  return { name, or, upstream };
}
