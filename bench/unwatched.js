/** llmsim with nobody watching: what `telemetry.js` compares with. Takes llmsim's arguments. */

import { AnswerWatcher } from '../dist/telemetry/watch-answers.js';

AnswerWatcher.prototype.follow = () => undefined;
AnswerWatcher.prototype.atOnce = () => {};
await import('../bin/llmsim.js');
