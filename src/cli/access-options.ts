/** The options of servers that ask for keys or write usage down. */

import { type Command, Option } from 'commander';
import { type AccessConfig, defaultAccess, usualDatabase } from '../app/access-config.ts';
import type { Terminal } from './terminal.ts';

export interface AccessFlags {
  readonly auth?: AccessConfig['auth'];
  readonly usage?: boolean;
  readonly db?: string;
}

export function withAccessOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--auth <mode>', 'whether clients need a key that llmsim keys create made (default: off)').choices([
        'off',
        'optional',
        'required',
      ]),
    )
    .option('--usage', 'write every request into the usage ledger; on with --auth')
    .option('--db <file>', `database of keys and usage (default: ${usualDatabase})`);
}

/** Options win over the configuration. Warns where anybody on the network may ask. @param host the address to listen on */
export function accessOf(
  flags: AccessFlags,
  configuration: { readonly access: Partial<AccessConfig> } | undefined,
  host: string,
  terminal: Pick<Terminal, 'say' | 'paint'>,
): AccessConfig {
  const { auth, usage, db } = flags;
  const access: AccessConfig = {
    ...defaultAccess,
    ...configuration?.access,
    ...(auth === undefined ? {} : { auth }),
    ...(usage === undefined ? {} : { usage }),
    ...(db === undefined ? {} : { db }),
  };
  if (access.auth !== 'required' && !isLoopback(host)) {
    const warning = `Listening on ${host} without --auth required: whoever reaches this machine can send requests.`;
    terminal.say(terminal.paint.bold.yellow(warning));
  }
  return access;
}

/** RFC 1122, 3.2.1.3, and RFC 4291, 2.5.3. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
