/** Where credentials and account identities are known to stand: header names and query parameters, each with its kind. */

/** Request headers whose whole value is a credential; lower-case name → kind in the marker. */
export const credentialRequestHeaders: ReadonlyMap<string, string> = new Map([
  ['authorization', 'authorization'],
  ['proxy-authorization', 'authorization'],
  ['x-api-key', 'api-key'],
  ['api-key', 'api-key'],
  ['x-goog-api-key', 'api-key'],
  ['ocp-apim-subscription-key', 'api-key'],
  ['x-goog-iam-authorization-token', 'token'],
  ['x-auth-token', 'token'],
  ['cookie', 'cookie'],
  ['openai-organization', 'organization'],
  ['openai-project', 'project'],
  ['anthropic-organization-id', 'organization'],
  ['x-goog-user-project', 'project'],
  ['x-amz-security-token', 'aws-session-token'],
  ['x-amz-date', 'sigv4'],
  ['x-amz-content-sha256', 'sigv4'],
  ['x-amz-signature', 'sigv4'],
]);

/** Response headers whose whole value is a credential or says whose account it is. */
export const credentialResponseHeaders: ReadonlyMap<string, string> = new Map([
  ['openai-organization', 'organization'],
  ['openai-project', 'project'],
  ['anthropic-organization-id', 'organization'],
  ['anthropic-workspace-id', 'project'],
  ['x-groq-organization', 'organization'],
  ['x-goog-user-project', 'project'],
  ['x-ms-client-request-id', 'account'],
  ['x-amz-security-token', 'aws-session-token'],
  ['authorization', 'authorization'],
  ['proxy-authorization', 'authorization'],
  ['x-api-key', 'api-key'],
  ['api-key', 'api-key'],
  ['x-goog-api-key', 'api-key'],
]);

/**
 * Query parameters that carry a credential or a signature; lower-case name → kind. Presigned URLs: AWS SigV4
 * (X-Amz-*), Google (X-Goog-*, GoogleAccessId), Azure SAS (sig), CloudFront (Signature, Key-Pair-Id).
 */
export const credentialQueryParameters: ReadonlyMap<string, string> = new Map([
  ['key', 'api-key'],
  ['api_key', 'api-key'],
  ['api-key', 'api-key'],
  ['apikey', 'api-key'],
  ['subscription-key', 'api-key'],
  ['access_token', 'token'],
  ['token', 'token'],
  ['auth', 'token'],
  ['client_secret', 'secret'],
  ['password', 'secret'],
  ['sig', 'signature'],
  ['signature', 'signature'],
  ['key-pair-id', 'signature'],
  ['awsaccesskeyid', 'aws-key-id'],
  ['googleaccessid', 'signature'],
  ['x-amz-signature', 'sigv4'],
  ['x-amz-credential', 'sigv4'],
  ['x-amz-security-token', 'aws-session-token'],
  ['x-amz-date', 'sigv4'],
  ['x-amz-expires', 'sigv4'],
  ['x-amz-algorithm', 'sigv4'],
  ['x-amz-signedheaders', 'sigv4'],
  ['x-goog-signature', 'signature'],
  ['x-goog-credential', 'signature'],
  ['x-goog-date', 'signature'],
  ['x-goog-expires', 'signature'],
  ['x-goog-algorithm', 'signature'],
  ['x-goog-signedheaders', 'signature'],
]);
