/** The commands of llmsim, in the order of `--help`. */

import type { CliCommand } from '../command.ts';
import { cassetteDiff } from './cassette-diff.ts';
import { cassetteFmt } from './cassette-fmt.ts';
import { cassetteLs } from './cassette-ls.ts';
import { cassettePrune } from './cassette-prune.ts';
import { cassetteRefresh } from './cassette-refresh.ts';
import { cassetteRekey } from './cassette-rekey.ts';
import { cassetteShow } from './cassette-show.ts';
import { cassetteVerify } from './cassette-verify.ts';
import { demo } from './demo.ts';
import { record } from './record.ts';
import { replay } from './replay.ts';
import { rulesTest } from './rules-test.ts';
import { run } from './run.ts';
import { scan } from './scan.ts';
import { serve } from './serve.ts';

export const commands: readonly CliCommand[] = [
  record,
  replay,
  serve,
  run,
  demo,
  cassetteLs,
  cassetteShow,
  cassetteVerify,
  cassetteFmt,
  cassetteDiff,
  cassettePrune,
  cassetteRefresh,
  cassetteRekey,
  rulesTest,
  scan,
];
