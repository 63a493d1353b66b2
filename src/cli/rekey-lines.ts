/** Tells that a cassette is rekeyed in memory, and how far it is. */

import type { RekeyProgress } from '../cassette/cassette-library.ts';
import type { Terminal } from './terminal.ts';

/** Recordings between two lines: a second or so. */
const step = 2_000;

export function rekeyLines(terminal: Terminal): (progress: RekeyProgress) => void {
  let next = step;
  return ({ cassette, from, to, done, total }) => {
    if (done === 0) {
      next = step;
      const why = `Cassette ${cassette} was keyed by ${from}, this run by ${to}: rekeying ${total} in memory.`;
      terminal.say(`${why} \`llmsim cassette rekey\` makes it permanent.`);
    } else if (done >= next && done < total) {
      next = done + step;
      terminal.say(`  ${done} of ${total}`);
    }
  };
}
