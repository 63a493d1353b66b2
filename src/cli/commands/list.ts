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
import { configCheck } from './config-check.ts';
import { configShow } from './config-show.ts';
import { demo } from './demo.ts';
import { init } from './init.ts';
import { keysCreate } from './keys-create.ts';
import { keysLs } from './keys-ls.ts';
import { keysRevoke } from './keys-revoke.ts';
import { keysShow } from './keys-show.ts';
import { profileCompare } from './profile-compare.ts';
import { profileFit } from './profile-fit.ts';
import { profileLs } from './profile-ls.ts';
import { profileShow } from './profile-show.ts';
import { record } from './record.ts';
import { replay } from './replay.ts';
import { rulesTest } from './rules-test.ts';
import { run } from './run.ts';
import { scan } from './scan.ts';
import { serve } from './serve.ts';
import { usage } from './usage.ts';

export const commands: readonly CliCommand[] = [
  record,
  replay,
  serve,
  run,
  demo,
  init,
  configCheck,
  configShow,
  cassetteLs,
  cassetteShow,
  cassetteVerify,
  cassetteFmt,
  cassetteDiff,
  cassettePrune,
  cassetteRefresh,
  cassetteRekey,
  rulesTest,
  profileLs,
  profileShow,
  profileFit,
  profileCompare,
  scan,
  keysCreate,
  keysLs,
  keysShow,
  keysRevoke,
  usage,
];
