/** What a run makes under the system's temporary folder, on Linux, macOS and Windows: `/tmp/tmpa1b2/report.txt` is `[temp]/report.txt`. */

import type { Normaliser } from '../normaliser.ts';

const segment = '[^/\\\\\\s"\'`,;:)\\]}>]+';
const pattern = new RegExp(
  `(?<![\\w.-])(?:/private)?(?:/var/folders/${segment}/${segment}/T|/var/tmp|/tmp)/(?:pytest-of-${segment}/pytest-${segment}|${segment})` +
    `|(?<!\\w)[A-Za-z]:(?:\\\\Users\\\\[^\\\\"]{1,64}\\\\AppData\\\\Local\\\\Temp|\\\\Windows\\\\Temp|\\\\Temp)\\\\${segment}`,
  'g',
);

export const tempPath: Normaliser = {
  name: 'temp-path',
  replace: (text) => (text.includes('mp') || text.includes('/T/') ? text.replace(pattern, '[temp]') : text),
};
