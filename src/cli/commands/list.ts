/** The commands of llmsim, in the order of `--help`; a command line loads its own only. */

import type { CliCommand } from '../command.ts';

export interface ListedCommand {
  /** As it is typed, with its group: `cassette ls`. */
  readonly name: string;
  readonly load: () => Promise<CliCommand>;
}

export const commands: readonly ListedCommand[] = [
  { name: 'record', load: async () => (await import('./record.ts')).record },
  { name: 'replay', load: async () => (await import('./replay.ts')).replay },
  { name: 'serve', load: async () => (await import('./serve.ts')).serve },
  { name: 'run', load: async () => (await import('./run.ts')).run },
  { name: 'demo', load: async () => (await import('./demo.ts')).demo },
  { name: 'init', load: async () => (await import('./init.ts')).init },
  { name: 'config check', load: async () => (await import('./config-check.ts')).configCheck },
  { name: 'config show', load: async () => (await import('./config-show.ts')).configShow },
  { name: 'cassette ls', load: async () => (await import('./cassette-ls.ts')).cassetteLs },
  { name: 'cassette show', load: async () => (await import('./cassette-show.ts')).cassetteShow },
  { name: 'cassette verify', load: async () => (await import('./cassette-verify.ts')).cassetteVerify },
  { name: 'cassette fmt', load: async () => (await import('./cassette-fmt.ts')).cassetteFmt },
  { name: 'cassette diff', load: async () => (await import('./cassette-diff.ts')).cassetteDiff },
  { name: 'cassette prune', load: async () => (await import('./cassette-prune.ts')).cassettePrune },
  { name: 'cassette refresh', load: async () => (await import('./cassette-refresh.ts')).cassetteRefresh },
  { name: 'cassette rekey', load: async () => (await import('./cassette-rekey.ts')).cassetteRekey },
  { name: 'rules test', load: async () => (await import('./rules-test.ts')).rulesTest },
  { name: 'profile ls', load: async () => (await import('./profile-ls.ts')).profileLs },
  { name: 'profile show', load: async () => (await import('./profile-show.ts')).profileShow },
  { name: 'profile fit', load: async () => (await import('./profile-fit.ts')).profileFit },
  { name: 'profile compare', load: async () => (await import('./profile-compare.ts')).profileCompare },
  { name: 'scan', load: async () => (await import('./scan.ts')).scan },
  { name: 'keys create', load: async () => (await import('./keys-create.ts')).keysCreate },
  { name: 'keys ls', load: async () => (await import('./keys-ls.ts')).keysLs },
  { name: 'keys show', load: async () => (await import('./keys-show.ts')).keysShow },
  { name: 'keys revoke', load: async () => (await import('./keys-revoke.ts')).keysRevoke },
  { name: 'usage', load: async () => (await import('./usage.ts')).usage },
];
