/** The families of conditions, in the order in which the documentation tells of them. */

import type { ConditionFamily } from '../condition-family.ts';
import { content } from './content.ts';
import { header } from './header.ts';
import { json } from './json.ts';
import { lastMessage } from './last-message.ts';
import { method } from './method.ts';
import { model } from './model.ts';
import { path } from './path.ts';
import { provider } from './provider.ts';
import { system } from './system.ts';
import { tool } from './tool.ts';
import { toolResult } from './tool-result.ts';
import { turn } from './turn.ts';

export const conditionFamilies: readonly ConditionFamily[] = [
  model,
  provider,
  path,
  method,
  header,
  content,
  lastMessage,
  system,
  tool,
  toolResult,
  turn,
  json,
];
