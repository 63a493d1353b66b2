/** What the check makes of the text of a configuration. */

import { checkConfiguration } from '../../src/app/check-configuration.ts';
import type { Configuration } from '../../src/app/configuration.ts';

/** The configuration that it is; throws with what is wrong in it. */
export function configurationOf(text: string, folder?: string): Configuration {
  const checked = checkConfiguration(text, folder);
  if (checked.kind !== 'configuration') throw new Error(JSON.stringify(checked.problems));
  return checked.configuration;
}

/** What is wrong in it, as `<line>: <what>`. */
export function problemsOf(text: string, folder?: string): readonly string[] {
  const checked = checkConfiguration(text, folder);
  return checked.kind === 'problems' ? checked.problems.map(({ line, what }) => `${line}: ${what}`) : [];
}
