/** `llmsim cassette refresh`: sends recorded requests again, tells what has drifted, and renews the recordings. */

import { type Command, Option } from 'commander';
import { readConfiguration } from '../../app/configuration.ts';
import { systemClock } from '../../core/clock.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { CliCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { collect, duration, size } from '../option-values.ts';
import { type RedactionFlags, redactionPolicy, withRedactionOptions } from '../redaction-options.ts';
import { hasErrors, refreshJson, refreshLines, refreshSummary } from '../refresh-lines.ts';
import type { Terminal } from '../terminal.ts';
import { type UpstreamFlags, withUpstreams } from '../upstream-options.ts';

interface RefreshFlags extends RedactionFlags, UpstreamFlags {
  readonly check: boolean;
  readonly format: 'text' | 'json';
  readonly cassette?: string;
  readonly sign?: 'aws';
  readonly upstreamTimeout: number;
  readonly maxBody: number;
}

export const cassetteRefresh: CliCommand = {
  name: 'refresh',
  group: 'cassette',
  build(command: Command, run) {
    return withRedactionOptions(command)
      .description('Send recorded requests again, tell how the answers have drifted, and renew the recordings.')
      .argument('[paths...]', 'cassettes, folders of cassettes, or interaction files (default: cassettes)')
      .option(
        '--upstream <name|name=url|url>',
        'where requests go; may be repeated (default: those of the configuration)',
        collect,
        [],
      )
      .option('--check', 'write nothing; exit code 1 if a client could break', false)
      .addOption(new Option('--format <format>', 'form of the result').choices(['text', 'json']).default('text'))
      .option('--key-from-env <NAME|upstream=NAME>', 'the variable with the key; may be repeated', collect, [])
      .option('--cassette <name>', 'only this cassette')
      .addOption(
        new Option('--sign <scheme>', 'sign requests anew with credentials of the environment').choices(['aws']),
      )
      .option('--upstream-timeout <duration>', 'how long an upstream may stay silent', duration, 600_000)
      .option('--max-body <size>', 'largest body that is recorded', size, 64 * 1024 ** 2)
      .addHelpText(
        'after',
        '\nSeverities:' +
          '\n  error: a field is gone or of another type, another status or content type' +
          '\n  info: a new field' +
          '\n  note: another text, tool call, finish, model or usage' +
          '\nWhere nothing but ids, times and pace changed, the old recording stays and gets the date of the refresh.' +
          '\nExit codes: 0 done, 1 something could not be refreshed, or with --check an error was found, 2 wrong usage.',
      )
      .action((paths: string[], flags: RefreshFlags) =>
        run((terminal) => refreshAll(paths.length === 0 ? ['cassettes'] : paths, flags, terminal)),
      );
  },
};

async function refreshAll(paths: readonly string[], flags: RefreshFlags, terminal: Terminal): Promise<number> {
  const configuration = await readConfiguration(flags.config);
  return withUpstreams(flags, configuration, terminal, (upstreams) => refreshFrom(upstreams, paths, flags, terminal));
}

async function refreshFrom(
  upstreams: readonly Upstream[],
  paths: readonly string[],
  flags: RefreshFlags,
  terminal: Terminal,
): Promise<number> {
  const { refresh } = await import('../../app/refresh.ts');
  const keys = upstreams.flatMap(({ apiKey }) => apiKey ?? []);
  const refreshed = await refresh({
    paths,
    cassette: flags.cassette,
    upstreams,
    check: flags.check,
    redaction: await redactionPolicy(flags, process.env, keys),
    sign: flags.sign,
    upstreamTimeout: flags.upstreamTimeout,
    maxBody: flags.maxBody,
    env: process.env,
    clock: systemClock,
    onProgress(done, total) {
      // Twenty lines at most, and none for few recordings.
      const step = Math.max(10, Math.ceil(total / 20));
      if (done % step === 0 && done < total) terminal.say(`${done} of ${total}`);
    },
  });
  if (flags.format === 'json') terminal.result(refreshJson(refreshed, flags.check));
  else for (const line of refreshLines(refreshed, terminal.paintResult)) terminal.result(line);
  terminal.say(refreshSummary(refreshed, flags.check));
  const failed = refreshed.some(({ outcome }) => outcome.kind === 'failed');
  const broken = flags.check && refreshed.some(({ outcome }) => hasErrors(outcome));
  return failed || broken ? exitCodes.failed : exitCodes.done;
}
