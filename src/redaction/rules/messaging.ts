/** Tokens of messaging services: Slack, Discord, Telegram, Twilio, SendGrid. */

import { isFiller } from '../entropy.ts';
import { prefixedKey, type ShapeRule } from '../shape-rule.ts';

/** Discord's tokens begin with a number in base64: the digit pairs 1x to 9x make these beginnings. */
const ENCODED_DIGITS = ['MT', 'Mj', 'Mz', 'ND', 'NT', 'Nj', 'Nz', 'OD', 'OT'];

export const messagingRules: readonly ShapeRule[] = [
  {
    kind: 'slack-token',
    anchors: ['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxo-', 'xoxe-', 'xoxe.', 'xoxc-', 'xoxd-', 'xapp-'],
    pattern: /x(?:ox[a-z]|app)[-.](?:[0-9A-Za-z.%]{1,200}-){1,6}[0-9A-Za-z.%]{1,300}/dy,
  },
  {
    kind: 'slack-webhook',
    anchors: ['hooks.slack.com'],
    glued: true,
    pattern: /hooks\.slack\.com\\{0,4}\/(?:services|workflows|triggers)\\{0,4}\/([0-9A-Za-z\\/]{20,})/dy,
  },
  {
    kind: 'discord-token',
    anchors: ENCODED_DIGITS,
    pattern: /[MNO][0-9A-Za-z]{22,27}\.[\w-]{6}\.[\w-]{27,38}(?![\w-])/dy,
    accept: (match) => /^\d+$/.test(Buffer.from(match[0].slice(0, match[0].indexOf('.')), 'base64').toString('latin1')),
  },
  {
    kind: 'discord-webhook',
    anchors: ['discord.com', 'discordapp.com'],
    glued: true,
    pattern:
      /discord(?:app)?\.com\\{0,4}\/api(?:\\{0,4}\/v\d+)?\\{0,4}\/webhooks\\{0,4}\/\d{17,20}\\{0,4}\/([\w-]{60,})/dy,
  },
  {
    kind: 'telegram-token',
    anchors: [':AA'],
    begin: beginOfNumber,
    glued: true,
    pattern: /\d{8,10}:AA[\w-]{33}(?![\w-])/dy,
    accept: (match) => !isFiller(match[0].slice(-33)),
  },
  {
    kind: 'twilio-key',
    anchors: ['SK'],
    pattern: /SK[0-9a-f]{32}(?!\w)/dy,
    accept: (match) => !isFiller(match[0].slice(2)),
  },
  prefixedKey('sendgrid-key', 'SG.', '[\\w-]{16,64}\\.[\\w-]{16,64}'),
];

function beginOfNumber(text: string, anchor: number): number {
  let start = anchor;
  while (anchor - start <= 10 && /\d/.test(text.charAt(start - 1))) start -= 1;
  return anchor - start >= 8 && anchor - start <= 10 ? start : -1;
}
