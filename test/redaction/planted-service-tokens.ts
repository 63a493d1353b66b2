/** Made-up tokens of code hosts, shops and messaging services, and account ids. */

import { HEX, type PlantedSecret, prefixed, URL_SAFE } from './planted-secret.ts';

export const plantedServiceTokens: readonly PlantedSecret[] = [
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'].map((prefix) =>
    prefixed('github-token', prefix, 36, 'A-Za-z0-9', (draw) => [
      `${prefix}${draw(20)}`,
      `x${prefix}${draw(36)}`,
      `${prefix}your_token_here`,
    ]),
  ),
  prefixed('github-token', 'github_pat_', 82, 'A-Za-z0-9', () => ['github_pat_token', 'github_pat_your_token_here']),
  ...['glpat-', 'gldt-', 'glrt-', 'glcbt-', 'glptt-', 'glft-', 'glagent-', 'gloas-'].map((prefix) =>
    prefixed('gitlab-token', prefix, 20, 'A-Za-z0-9', (draw) => [
      `${prefix}xxxxxxxxxxxxxxxxxxxx`,
      `x${prefix}${draw(20)}`,
    ]),
  ),
  prefixed('npm-token', 'npm_', 36, 'A-Za-z0-9', () => ['npm_config_registry', 'npm_package_config_port']),
  {
    kind: 'npm-token',
    what: 'in .npmrc',
    make: (draw) => ({ before: '//registry.internal/:_authToken=', secret: draw(24), after: '\n' }),
    lookAlikes: () => ['_authToken=\u0024{NPM_TOKEN}', '_authToken is read from .npmrc'],
  },
  prefixed('pypi-token', 'pypi-AgE', 160, URL_SAFE, () => [
    'pypi-AgEnt',
    'pypi-attestations-verification-of-published-packages',
  ]),
  prefixed('stripe-key', 'sk_live_', 24, 'A-Za-z0-9', (draw) => [
    `pk_live_${draw(24)}`,
    'sk_live_xxxxxxxxxxxxxxxxxxxxxxxx',
  ]),
  prefixed('stripe-key', 'rk_live_', 24, 'A-Za-z0-9', (draw) => [`rk_live_${draw(5)}`, `work_live_${draw(24)}`]),
  prefixed('stripe-key', 'sk_test_', 24, 'A-Za-z0-9', (draw) => ['sk_test_...', `task_test_${draw(24)}`]),
  prefixed('stripe-key', 'rk_test_', 24, 'A-Za-z0-9', (draw) => ['rk_test_', `mark_test_${draw(24)}`]),
  prefixed('stripe-webhook-secret', 'whsec_', 32, 'A-Za-z0-9', () => [
    'whsec_...',
    'whsec_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  ]),
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
  prefixed('organization', 'org-', 24, 'A-Za-z0-9', (draw) => [
    'org-mode',
    `org-${draw(8)}`,
    `/org-${draw(24)}-suffix`,
  ]),
  prefixed('project', 'proj_', 24, 'A-Za-z0-9', (draw) => ['proj_name', `proj_${draw(10)}`]),
  prefixed('account', 'user-', 24, 'A-Za-z0-9', () => ['user-mentioned', 'user-interfaceguidelinesforall']),
  {
    kind: 'cookie',
    what: "Cloudflare's",
    make: (draw) => ({
      before: 'set-cookie: __cf_bm=',
      secret: `${draw(43)}-1735689600-1.0.1.1-${draw(60)}`,
      after: '; path=/',
    }),
    lookAlikes: () => ['__cf_bm=none', 'the cookie __cf_bm is set'],
  },
];
