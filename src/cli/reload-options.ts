/** How commands that serve take edits of the configuration file, and what they say about them. */

import { existsSync } from 'node:fs';
import { type Configuration, usualConfigurationFile } from '../app/configuration.ts';
import type { Reload } from '../app/reload.ts';
import { systemClock } from '../core/clock.ts';
import type { Terminal } from './terminal.ts';

/** Undefined where there is no file. */
export async function reloadOf(
  flags: { readonly config?: string },
  configuration: Configuration | undefined,
  terminal: Pick<Terminal, 'say' | 'paint'>,
): Promise<Reload | undefined> {
  const path = flags.config ?? usualConfigurationFile;
  if (configuration === undefined || !existsSync(path)) return undefined;
  const { openReload } = await import('../app/reload.ts');
  return openReload({
    path,
    env: process.env,
    clock: systemClock,
    onNews: ({ kind, text }) => terminal.say(kind === 'refused' ? terminal.paint.yellow(text) : text),
  });
}
