/** The commands of llmsim, in the order of `--help`. */

import type { CliCommand } from '../command.ts';
import { cassetteLs } from './cassette-ls.ts';
import { cassetteRekey } from './cassette-rekey.ts';
import { cassetteShow } from './cassette-show.ts';
import { cassetteVerify } from './cassette-verify.ts';
import { demo } from './demo.ts';
import { record } from './record.ts';
import { replay } from './replay.ts';
import { scan } from './scan.ts';

export const commands: readonly CliCommand[] = [
  record,
  replay,
  demo,
  cassetteLs,
  cassetteShow,
  cassetteVerify,
  cassetteRekey,
  scan,
];
