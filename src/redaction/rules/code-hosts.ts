/** Tokens of code hosts and package registries: GitHub, GitLab, npm, PyPI. */

import { prefixedKey, type ShapeRule } from '../shape-rule.ts';

/** Of a fixed shape, so that even `ghp_xxxx…` is replaced: other scanners report it. */
const anyOfItsShape = { accept: () => true };

export const codeHostRules: readonly ShapeRule[] = [
  // https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'].map((prefix) =>
    prefixedKey('github-token', prefix, '[0-9A-Za-z_]{36,}', anyOfItsShape),
  ),
  prefixedKey('github-token', 'github_pat_', '[0-9A-Za-z_]{60,}', { glued: true, ...anyOfItsShape }),
  // https://docs.gitlab.com/security/tokens/: personal, deploy, runner, job, trigger, feed and agent tokens.
  ...['glpat-', 'gldt-', 'glrt-', 'glcbt-', 'glptt-', 'glft-', 'glagent-', 'gloas-'].map((prefix) =>
    prefixedKey('gitlab-token', prefix, '[\\w-]{20,}(?:\\.[0-9a-z]{2}\\.[0-9a-z]{9})?'),
  ),
  prefixedKey('npm-token', 'npm_', '[0-9A-Za-z_]{36}(?!\\w)', anyOfItsShape),
  {
    kind: 'npm-token',
    anchors: ['_authToken='],
    glued: true,
    pattern: /_authToken=([\w.+/=-]{8,})/dy,
  },
  // The macaroon's location, `pypi.org` or `test.pypi.org`, stands encoded at the beginning.
  prefixedKey('pypi-token', 'pypi-AgE', '[\\w-]{50,}', { glued: true }),
];
