/** Fields named like secrets give their values away, in each notation; fields that only sound alike do not. */

import { describe, expect, it } from 'vitest';
import { createFinder } from '../../src/redaction/finder.ts';
import { drawFrom } from './planted-secret.ts';

const finder = createFinder({ rules: [], known: [], secretFields: true, user: [] });
const found = (text: string) => finder.find(text).map(({ start, end, kind }) => [kind, text.slice(start, end)]);

const draw = drawFrom(21);
const value = `${draw(28)}7x`;
const uuid = '3f2b8c1d-9e4a-4b7c-8d6e-1a2b3c4d5e6f';

describe('a field named like a secret', () => {
  it.each([
    ['JSON', `{"api_key":"${value}"}`],
    ['JSON with spaces', `{ "api_key" : "${value}" }`],
    ['JSON over lines', `{\n  "api_key":\n    "${value}"\n}`],
    ['JSON within JSON', `{"arguments":"{\\"api_key\\": \\"${value}\\"}"}`],
    ['JSON within JSON within JSON', `"{\\\\\\"api_key\\\\\\":\\\\\\"${value}\\\\\\"}"`],
    ['JavaScript', `const client = new Client({ apiKey: '${value}' });`],
    ['Python', `client = Client(api_key="${value}")`],
    ['Ruby', `:api_key => '${value}'`],
    ['YAML', `api_key: ${value}\n`],
    ['an environment file', `SOME_API_KEY=${value}\nNEXT=1`],
    ['a shell', `export SOME_API_KEY="${value}"`],
    ['a form', `user=me&api_key=${value}&x=1`],
    ['JSON in a URL', `q=%7B%22api_key%22%3A%22${value}%22%7D`],
    ['a URL in a URL', `u=%3Fapi_key%3D${value}`],
    ['XML', `<apiKey>${value}</apiKey>`],
    ['a header', `X-Api-Key: ${value}\r\n`],
    ['a pair', `["x-api-key", "${value}"]`],
    ['a name and a value', `{"name": "X-Api-Key", "value": "${value}"}`],
    ['a sentence', `The API key: ${value}.`],
  ])('is found in %s', (_notation, text) => {
    expect(found(text)).toEqual([['api-key', value]]);
  });

  it.each([
    ['password', 'password'],
    ['db_passwd', 'password'],
    ['PGPASSWORD', 'password'],
    ['client_secret', 'secret'],
    ['clientSecret', 'secret'],
    ['secret_key', 'secret'],
    ['aws_secret_access_key', 'secret'],
    ['signing-key', 'secret'],
    ['private_key', 'private-key'],
    ['token', 'token'],
    ['access_token', 'token'],
    ['refreshToken', 'token'],
    ['id_token', 'token'],
    ['credential', 'credential'],
    ['credentials', 'credential'],
    ['Authorization', 'authorization'],
    ['subscription-key', 'api-key'],
    ['OPENAI_API_KEY_2', 'api-key'],
  ])('%s is one, of the kind %s', (name, kind) => {
    expect(found(`"${name}": "${value}"`)).toEqual([[kind, value]]);
  });

  it('keeps the scheme of an authorization out of what is replaced', () => {
    expect(found(`"authorization": "Token ${value}"`)).toEqual([['authorization', value]]);
  });

  it('may hold escaped slashes and codes, which belong to the value', () => {
    const escaped = `${draw(9)}\\/${draw(9)}\\u002b${draw(9)}`;
    expect(found(`{"client_secret":"${escaped}"}`)).toEqual([['secret', escaped]]);
  });

  it('may hold a UUID if its name says more than token', () => {
    expect(found(`{"api_key":"${uuid}"}`)).toEqual([['api-key', uuid]]);
    expect(found(`{"access_token":"${uuid}"}`)).toEqual([['token', uuid]]);
    expect(found(`{"token":"${uuid}"}`)).toEqual([]);
  });

  it('may hold a short password that nobody reads as a word', () => {
    expect(found('"password": "Xk9#mP2$vL"')).toEqual([['password', 'Xk9#mP2$vL']]);
    expect(found('"password": "mellon"')).toEqual([]);
  });

  it.each([
    ['a cursor', `"next_page_token": "${value}", "nextPageToken": "${value}", "continuationToken": "${value}"`],
    ['a number of tokens', '"max_tokens": 4096, "prompt_tokens": 1234567890123456789'],
    ['a logprob', '{"token": " Francisco", "bytes": [32]}'],
    ['a kind of token', '"token_type": "input", "tokenizer": "cl100k_base_extended_2024"'],
    ['a cache key', `"prompt_cache_key": "${value}", "idempotency_key": "${value}"`],
    ['an id that a later request refers to', `"token": "call_${value}", "credential": "file-${value}"`],
    [
      'a placeholder',
      '"api_key": "your-api-key-goes-here", "password": "<password>", "secret": "xxxxxxxxxxxxxxxxxxxx"',
    ],
    ['a variable', 'api_key=os.environ["OPENAI_API_KEY"], token: process.env.GITHUB_ACCESS_TOKEN'],
    ['a call', `token = createAccessToken4Users2(request9)`],
    ['a type', 'password: string; token: AccessTokenCredentialProvider | undefined'],
    ['a URL', '"token_endpoint": "https://x.org/t", "authorization": "https://login.x.org/0a1b2c3d4e5f/authorize"'],
    ['prose', 'The secret: practise every day. The password = something memorable and long.'],
    ['a schema', '{"password": {"type": "string", "description": "The password"}}'],
    ['the name of a signature', 'Authorization: AWS4-HMAC-SHA256 SignedHeaders=host'],
    ['a hash by another name', `"password_hash_algorithm": "${value}", "key": "${value}", "secretary": "${value}"`],
  ])('is not %s', (_what, text) => {
    expect(found(text)).toEqual([]);
  });
});
