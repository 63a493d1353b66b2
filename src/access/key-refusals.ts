/** What a provider says to a key that it does not accept, family by family, for the dialects to write. */

import type { ApiError } from '../core/api-error.ts';
import type { DialectFamily } from '../core/dialect.ts';
import { maskedKey } from './key-text.ts';

export type KeyProblem = 'missing' | 'unknown' | 'revoked' | 'expired' | 'budget used up';

/** Tells what the provider's words leave open: it says the same of a revoked key as of a wrong one. */
export const keyProblemHeader = 'x-llmsim-key';

interface Presented {
  /** The key as a message may repeat it; empty for none. */
  readonly masked: string;
  /** It came as `Authorization: Bearer`. */
  readonly bearer: boolean;
}

interface Words {
  missing(): ApiError;
  wrong(presented: Presented): ApiError;
  quota(): ApiError;
}

const words: Readonly<Record<DialectFamily, Words>> = {
  // https://platform.openai.com/docs/guides/error-codes
  openai: {
    missing: () => ({
      status: 401,
      code: null,
      type: 'invalid_request_error',
      message:
        "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
    }),
    wrong: ({ masked }) => ({
      status: 401,
      code: 'invalid_api_key',
      type: 'invalid_request_error',
      message: `Incorrect API key provided: ${masked}. You can find your API key at https://platform.openai.com/account/api-keys.`,
    }),
    quota: () => ({
      status: 429,
      code: 'insufficient_quota',
      type: 'insufficient_quota',
      message: 'You exceeded your current quota, please check your plan and billing details.',
    }),
  },

  // https://docs.anthropic.com/en/api/errors
  anthropic: {
    missing: () => authenticationError('x-api-key header is required'),
    wrong: ({ bearer }) => authenticationError(bearer ? 'Invalid bearer token' : 'invalid x-api-key'),
    quota: () => ({
      status: 429,
      code: 'insufficient_quota',
      type: 'rate_limit_error',
      message: 'You have reached your specified API usage limits.',
    }),
  },

  // https://ai.google.dev/gemini-api/docs/troubleshooting: a wrong key is 400, none is 403, a wrong token is 401.
  gemini: {
    missing: () => ({
      status: 403,
      code: null,
      message:
        "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
    }),
    wrong: ({ bearer }) =>
      bearer
        ? {
            status: 401,
            code: 'ACCESS_TOKEN_TYPE_UNSUPPORTED',
            message: 'Request had invalid authentication credentials. Expected OAuth 2 access token.',
          }
        : { status: 400, code: 'API_KEY_INVALID', message: 'API key not valid. Please pass a valid API key.' },
    quota: () => ({
      status: 429,
      code: 'insufficient_quota',
      message: 'You exceeded your current quota, please check your plan and billing details.',
    }),
  },

  cohere: {
    missing: () => ({ status: 401, code: null, message: 'no api key supplied' }),
    wrong: () => ({ status: 401, code: null, message: 'invalid api token' }),
    quota: () => ({ status: 429, code: 'insufficient_quota', message: 'The budget of this API key is used up.' }),
  },

  // https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html
  bedrock: {
    missing: () => ({
      status: 403,
      code: null,
      type: 'MissingAuthenticationTokenException',
      message: 'Missing Authentication Token',
    }),
    wrong: () => ({
      status: 403,
      code: null,
      type: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    }),
    quota: () => ({ status: 429, code: 'insufficient_quota', message: 'The budget of this API key is used up.' }),
  },

  ollama: {
    missing: () => ({ status: 401, code: null, message: 'unauthorized' }),
    wrong: () => ({ status: 401, code: null, message: 'unauthorized' }),
    quota: () => ({ status: 429, code: 'insufficient_quota', message: 'The budget of this API key is used up.' }),
  },

  generic: {
    missing: () => ({ status: 401, code: 'missing_api_key', message: 'This request carries no API key.' }),
    wrong: ({ masked }) => ({
      status: 401,
      code: 'invalid_api_key',
      message: `Incorrect API key provided: ${masked}.`,
    }),
    quota: () => ({ status: 429, code: 'insufficient_quota', message: 'The budget of this API key is used up.' }),
  },
};

function authenticationError(message: string): ApiError {
  return { status: 401, code: null, type: 'authentication_error', message };
}

/** The error of a provider of that family. @param key what was presented; it is repeated only in a masked form */
export function keyRefusal(
  family: DialectFamily,
  problem: KeyProblem,
  { key, bearer }: { readonly key: string; readonly bearer: boolean },
): ApiError {
  const said = words[family];
  const error =
    problem === 'missing'
      ? said.missing()
      : problem === 'budget used up'
        ? said.quota()
        : said.wrong({ masked: maskedKey(key), bearer });
  return { ...error, headers: [[keyProblemHeader, problem.replaceAll(' ', '-')]] };
}
