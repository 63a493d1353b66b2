/** The normalisers that a configuration can name. */

import type { Normaliser } from '../normaliser.ts';
import { dateInWords } from './date-in-words.ts';
import { isoDate } from './iso-date.ts';
import { tempPath } from './temp-path.ts';
import { unixTime } from './unix-time.ts';
import { uuid } from './uuid.ts';

/** In the order in which they are applied: what holds another's shape comes first. */
export const builtInNormalisers: readonly Normaliser[] = [tempPath, uuid, isoDate, dateInWords, unixTime];
