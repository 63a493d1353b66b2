/** `llmsim record`: a proxy that forwards to real providers and writes cassettes. */

import type { Command } from 'commander';
import { Option } from 'commander';
import { readConfiguration } from '../../app/configuration.ts';
import { type Mode, modeNames, modes } from '../../app/modes.ts';
import { checkCassetteName } from '../../cassette/cassette-name.ts';
import { systemClock } from '../../core/clock.ts';
import type { ExchangeReport } from '../../telemetry/exchange-report.ts';
import { withKeys } from '../../upstream/keys-from-env.ts';
import { parseUpstream } from '../../upstream/named-upstreams.ts';
import type { CliCommand } from '../command.ts';
import { jsonLine, jsonMessages, type LogFormat, prettyLine } from '../exchange-lines.ts';
import { exitCodes } from '../exit-codes.ts';
import { type MissFlags, tellMisses, withMissOptions } from '../miss-options.ts';
import { collect, duration, port, size } from '../option-values.ts';
import { type RedactionFlags, settingsFrom, withRedactionOptions } from '../redaction-options.ts';
import { rekeyLines } from '../rekey-lines.ts';
import { type RulesFlags, rulesOf, withRulesOption } from '../rules-options.ts';
import { serveUntilStopped } from '../serve.ts';
import type { Terminal } from '../terminal.ts';

interface RecordFlags extends RedactionFlags, MissFlags, RulesFlags {
  readonly upstream: readonly string[];
  readonly cassettes: string;
  readonly cassette: string;
  readonly mode: Mode;
  readonly host: string;
  readonly port: number;
  readonly keyFromEnv: readonly string[];
  readonly sign?: 'aws';
  readonly upstreamTimeout: number;
  readonly recordAuthErrors: boolean;
  readonly maxBody: number;
  readonly recordMemory: number;
  readonly quiet: boolean;
  readonly logFormat: LogFormat;
  readonly crossStream: boolean;
}

export const record: CliCommand = {
  name: 'record',
  build(command: Command, run) {
    const explained = modeNames.map((mode) => `  ${mode}: ${modes[mode].explanation}`).join('\n');
    return withRulesOption(withMissOptions(withRedactionOptions(command)))
      .description('Forward to a real provider and record what it answers.')
      .requiredOption('--upstream <name|name=url|url>', 'where requests go; may be repeated', collect)
      .option('--cassettes <dir>', 'folder that holds the cassettes', 'cassettes')
      .option('--cassette <name>', 'cassette of requests that choose none', 'default')
      .addOption(new Option('--mode <mode>', 'what is recorded and what is replayed').choices(modeNames).default('all'))
      .option('--host <address>', 'address to listen on', '127.0.0.1')
      .option('--port <number>', 'port to listen on; 0 picks a free one', port, 8080)
      .option(
        '--key-from-env <NAME|upstream=NAME>',
        "send this variable's key upstream instead of the client's; may be repeated",
        collect,
        [],
      )
      .addOption(
        new Option('--sign <scheme>', 'sign requests anew with credentials of the environment').choices(['aws']),
      )
      .addOption(
        new Option('--upstream-timeout <duration>', 'how long an upstream may stay silent')
          .argParser(duration)
          .default(600_000, '10m'),
      )
      .option('--record-auth-errors', 'record 401 and 403 answers too', false)
      .addOption(
        new Option('--max-body <size>', 'largest body that is recorded; larger ones pass through')
          .argParser(size)
          .default(64 * 1024 ** 2, '64MiB'),
      )
      .addOption(
        new Option('--record-memory <size>', 'bound on what all open recordings hold in memory')
          .argParser(size)
          .default(256 * 1024 ** 2, '256MiB'),
      )
      .option('--cross-stream', 'let the recording of a stream answer without streaming, and the reverse', false)
      .option('--quiet', 'no line per exchange', false)
      .addOption(new Option('--log-format <format>', 'form of the log').choices(['pretty', 'json']).default('pretty'))
      .addHelpText('after', `\nModes:\n${explained}`)
      .action((flags: RecordFlags) => run((terminal) => recordUntilStopped(flags, terminal)));
  },
};

async function recordUntilStopped(flags: RecordFlags, terminal: Terminal): Promise<number> {
  const { startSimulator } = await import('../../app/simulator.ts');
  checkCassetteName(flags.cassette);
  const upstreams = withKeys(
    flags.upstream.map((spec) => parseUpstream(spec, process.env)),
    flags.keyFromEnv,
    process.env,
  );
  const configuration = await readConfiguration(flags.config);
  const tally = new Tally();
  const log = flags.logFormat === 'json' ? jsonMessages(terminal, systemClock) : terminal;
  const simulator = await startSimulator({
    mode: flags.mode,
    host: flags.host,
    port: flags.port,
    root: flags.cassettes,
    paths: [flags.cassettes], // what mode none replays
    cassette: flags.cassette,
    upstreams,
    sign: flags.sign,
    upstreamTimeout: flags.upstreamTimeout,
    recordAuthErrors: flags.recordAuthErrors,
    maxBody: flags.maxBody,
    recordMemory: flags.recordMemory,
    ...settingsFrom(
      configuration,
      flags,
      process.env,
      upstreams.flatMap(({ apiKey }) => apiKey ?? []),
    ),
    rules: rulesOf(flags, configuration, log),
    crossStream: flags.crossStream,
    onRekey: rekeyLines(log),
    env: process.env,
    onReport(report) {
      tally.add(report);
      if (flags.quiet && report.saved.kind !== 'lost' && !(report.saved.kind === 'skipped' && report.saved.warn))
        return;
      terminal.say(
        flags.logFormat === 'json' ? jsonLine(report, systemClock.date()) : prettyLine(report, terminal.paint),
      );
    },
    missStatus: flags.missStatus,
    onMissStory: tellMisses(log),
    onProblem: (text) => log.say(log.paint.yellow(text)),
  });
  if (!flags.quiet && flags.logFormat === 'pretty') {
    for (const upstream of upstreams) terminal.say(`Recording ${upstream.name} (${upstream.url})`);
    terminal.say(
      `Cassette ${flags.cassettes}/${flags.cassette}, mode ${flags.mode}. Point your SDK's base URL here; Ctrl-C stops.`,
    );
  }
  if (flags.rules !== undefined && (flags.mode === 'all' || flags.mode === 'passthrough')) {
    log.say(log.paint.yellow(`Mode ${flags.mode} sends every request upstream: ${flags.rules} is not asked.`));
  }
  await serveUntilStopped(simulator, log);
  log.say(tally.summary(flags.cassettes));
  return tally.lost > 0 ? exitCodes.failed : exitCodes.done;
}

class Tally {
  saved = 0;
  skipped = 0;
  lost = 0;

  add({ saved }: ExchangeReport): void {
    if (saved.kind === 'saved') this.saved += 1;
    else if (saved.kind === 'lost') this.lost += 1;
    else this.skipped += 1;
  }

  summary(folder: string): string {
    const parts = [`Recorded ${this.saved} ${this.saved === 1 ? 'interaction' : 'interactions'} in ${folder}`];
    if (this.skipped > 0) parts.push(`${this.skipped} not recorded`);
    if (this.lost > 0) parts.push(`${this.lost} NOT SAVED (see above)`);
    return `${parts.join(', ')}.`;
  }
}
