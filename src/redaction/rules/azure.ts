/** Azure's secrets: storage and service bus connection strings, client secrets, keys with the mark of Cognitive Services. */

import { isPlaceholder } from '../entropy.ts';
import type { ShapeRule } from '../shape-rule.ts';

const EQUALS = '(?:=|%3[Dd]|\\\\{1,4}u003[Dd])';
const BASE64 = '(?:[A-Za-z0-9+]|\\\\{0,4}/|\\\\{1,4}u002[Bb]|%2[BbFf])';

export const azureRules: readonly ShapeRule[] = [
  {
    kind: 'azure-connection-key',
    anchors: ['AccountKey', 'SharedAccessKey'],
    ignoreCase: true,
    glued: true,
    pattern: new RegExp(`(?:Account|SharedAccess)Key${EQUALS}(${BASE64}{40,}(?:${EQUALS}){0,2})`, 'diy'),
  },
  // Entra client secrets: `8Q~` from the fourth character on.
  {
    kind: 'azure-client-secret',
    anchors: ['Q~'],
    begin: (_text, anchor) => anchor - 4,
    pattern: /[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])/dy,
  },
  // 84 characters, of which those from the 53rd on are a fixed mark; the OpenAI service's new keys.
  {
    kind: 'azure-key',
    anchors: ['JQQJ9'],
    begin: (_text, anchor) => anchor - 52,
    pattern: /[A-Za-z0-9]{52}JQQJ9[A-Za-z0-9]{27}(?![A-Za-z0-9])/dy,
  },
  // ADO.NET: a password among other settings.
  {
    kind: 'database-password',
    anchors: ['password=', 'pwd='],
    ignoreCase: true,
    pattern: /(?:password|pwd)=([^;"'`\s\\\0]{4,128})/diy,
    accept: (match, text) =>
      /[\w)];\s?$/.test(text.slice(Math.max(0, match.index - 3), match.index)) && !isPlaceholder(match[1] ?? ''),
  },
];
