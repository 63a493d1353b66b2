/** Made-up tokens, private keys and passwords that belong to no provider in particular. */

import { type PlantedSecret, URL_SAFE } from './planted-secret.ts';

const base64Json = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

export const plantedWebSecrets: readonly PlantedSecret[] = [
  {
    kind: 'jwt',
    what: 'signed',
    make: (draw) => ({
      secret: `${base64Json({ alg: 'RS256', typ: 'JWT' })}.${base64Json({ sub: draw(8) })}.${draw(86, URL_SAFE)}`,
      after: ' ',
    }),
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
    lookAlikes: () => [
      'bearer authentication-schemes-explained',
      'the bearer of bad news',
      'Bearer your-access-token-here',
      'Bearer <token>',
    ],
  },
  {
    kind: 'basic-credentials',
    what: 'user and password',
    make: (draw) => ({
      before: "-H 'Authorization: Basic ",
      secret: Buffer.from(`me:${draw(16)}`).toString('base64'),
      after: "'",
    }),
    lookAlikes: () => ['basic understanding of chemistry', 'Basic authentication', 'basic configuration'],
  },
  {
    kind: 'private-key',
    what: 'PEM',
    make: (draw) => ({
      secret: `-----BEGIN RSA PRIVATE KEY-----\n${draw(64)}\n${draw(64)}\n${draw(30)}==\n-----END RSA PRIVATE KEY-----`,
    }),
    lookAlikes: (draw) => [
      `-----BEGIN PUBLIC KEY-----\n${draw(64)}\n-----END PUBLIC KEY-----`,
      `-----BEGIN CERTIFICATE-----\n${draw(64)}\n-----END CERTIFICATE-----`,
    ],
  },
  {
    kind: 'private-key',
    what: 'PEM with escaped line ends, within JSON within JSON',
    make: (draw) => ({
      before: '\\"private_key\\": \\"',
      secret: `-----BEGIN PRIVATE KEY-----\\\\n${draw(64)}\\\\n${draw(20)}\\\\n-----END PRIVATE KEY-----`,
      after: '\\\\n\\"',
    }),
    lookAlikes: () => ['private_key: a PEM file', '----- BEGIN OF THE PRIVATE KEY SECTION -----'],
  },
  {
    kind: 'private-key',
    what: 'encrypted PEM',
    make: (draw) => ({
      secret: `-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,${draw(32, 'A-F0-9')}\n\n${draw(64)}\n-----END EC PRIVATE KEY-----`,
    }),
    lookAlikes: () => ['-----BEGIN PRIVATE KEYS', '-----BEGIN PGP PUBLIC KEY BLOCK-----'],
  },
  {
    kind: 'database-password',
    what: 'in a URL',
    make: (draw) => ({ before: 'postgresql://app:', secret: draw(12), after: '@db.internal:5432/app' }),
    lookAlikes: () => [
      'postgres://localhost:5432/app',
      'postgresql://app:\u0024{PASSWORD}@db/app',
      'mongodb://user:{password}@host',
    ],
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
    make: (draw) => ({
      before: 'Server=tcp:x,1433;User ID=me;Password=',
      secret: `${draw(8)}!9`,
      after: ';Encrypt=True',
    }),
    lookAlikes: () => ['Password=<password>;', 'the form; password=required'],
  },
  {
    kind: 'url-password',
    what: 'of any scheme',
    make: (draw) => ({ before: 'git clone https://me:', secret: draw(14), after: '@git.internal.net/r.git' }),
    lookAlikes: () => ['https://localhost:8080/path@v2', 'https://me@host.net/', 'https://user:{token}@host.net'],
  },
];
