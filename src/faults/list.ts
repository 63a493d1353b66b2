/** The faults that llmsim can inject, in the order in which they are shown. */

import type { Fault } from '../core/fault.ts';
import { badArguments } from './bad-arguments.ts';
import { badUsage } from './bad-usage.ts';
import { contentFilter } from './content-filter.ts';
import { corruptEvent } from './corrupt-event.ts';
import { duplicateEvent } from './duplicate-event.ts';
import { emptyAnswer } from './empty-answer.ts';
import { emptyBody } from './empty-body.ts';
import { endlessRepetition } from './endless-repetition.ts';
import { httpErrors } from './http-error.ts';
import { inStreamError } from './in-stream-error.ts';
import { refusal } from './refusal.ts';
import { reset } from './reset.ts';
import { slowFirstByte } from './slow-first-byte.ts';
import { stall } from './stall.ts';
import { timeout } from './timeout.ts';
import { trickle } from './trickle.ts';
import { truncate } from './truncate.ts';
import { truncatedJson } from './truncated-json.ts';
import { unknownTool } from './unknown-tool.ts';
import { wrongContentType } from './wrong-content-type.ts';

export const builtInFaults: readonly Fault[] = [
  ...httpErrors,
  timeout,
  slowFirstByte,
  stall,
  reset,
  truncate,
  trickle,
  corruptEvent,
  duplicateEvent,
  inStreamError,
  wrongContentType,
  emptyBody,
  badUsage,
  unknownTool,
  badArguments,
  refusal,
  contentFilter,
  emptyAnswer,
  truncatedJson,
  endlessRepetition,
];
