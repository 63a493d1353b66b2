/** Whose account it is: OpenAI's organisation, project and user ids, which stand in error messages, and session cookies. */

import { looksRandom } from '../entropy.ts';
import type { ShapeRule } from '../shape-rule.ts';

export const accountRules: readonly ShapeRule[] = [
  account('organization', 'org-'),
  account('project', 'proj_'),
  account('account', 'user-'),
  // https://developers.cloudflare.com/fundamentals/reference/policies-compliances/cloudflare-cookies/
  {
    kind: 'cookie',
    anchors: ['__cf_bm', '_cfuvid', 'cf_clearance', '__cflb'],
    glued: true,
    pattern: /(?:__cf_bm|_cfuvid|cf_clearance|__cflb)(?:=|%3[Dd])([\w.%-]{16,})/dy,
    accept: (match) => looksRandom(match[1] ?? ''),
  },
];

function account(kind: string, prefix: string): ShapeRule {
  return {
    kind,
    anchors: [prefix],
    pattern: new RegExp(`${prefix}[0-9A-Za-z]{20,32}(?![\\w-])`, 'dy'),
    accept: (match) => looksRandom(match[0].slice(prefix.length)),
  };
}
