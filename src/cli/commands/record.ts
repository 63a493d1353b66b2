/** `llmsim record`: a proxy that forwards to real providers and writes cassettes. */

import type { Command } from 'commander';
import { Option } from 'commander';
import { type Configuration, readConfiguration } from '../../app/configuration.ts';
import { type Mode, modeNames, modes } from '../../app/modes.ts';
import { checkCassetteName } from '../../cassette/cassette-name.ts';
import { systemClock } from '../../core/clock.ts';
import type { ExchangeReport } from '../../telemetry/exchange-report.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import { type AccessFlags, accessOf, withAccessOptions } from '../access-options.ts';
import type { CliCommand } from '../command.ts';
import { jsonLine, jsonMessages, prettyLine } from '../exchange-lines.ts';
import { exitCodes } from '../exit-codes.ts';
import { type FaultFlags, faultsOf, withFaultOptions } from '../fault-options.ts';
import { type MissFlags, tellMisses, withMissOptions } from '../miss-options.ts';
import { collect, duration, size } from '../option-values.ts';
import { type RedactionFlags, settingsFrom, withRedactionOptions } from '../redaction-options.ts';
import { rekeyLines } from '../rekey-lines.ts';
import { reloadOf } from '../reload-options.ts';
import { type RulesFlags, ruleFilesOf, rulesOf, withRulesOption } from '../rules-options.ts';
import { serveUntilStopped } from '../serve.ts';
import { type ServerFlags, serverOf, withAddressOptions, withCrossStreamOption } from '../server-options.ts';
import { type TelemetryFlags, watchedOf, withTelemetryOptions } from '../telemetry-options.ts';
import type { Terminal } from '../terminal.ts';
import { type UpstreamFlags, withUpstreams } from '../upstream-options.ts';

interface RecordFlags
  extends RedactionFlags,
    MissFlags,
    RulesFlags,
    FaultFlags,
    ServerFlags,
    AccessFlags,
    TelemetryFlags,
    UpstreamFlags {
  readonly mode?: Mode;
  readonly sign?: 'aws';
  readonly quiet: boolean;
}

export const record: CliCommand = {
  name: 'record',
  build(command: Command, run) {
    const explained = modeNames.map((mode) => `  ${mode}: ${modes[mode].explanation}`).join('\n');
    return withCrossStreamOption(
      withFaultOptions(
        withRulesOption(
          withMissOptions(withRedactionOptions(withTelemetryOptions(withAccessOptions(withAddressOptions(command))))),
        ),
      ),
    )
      .description('Forward to a real provider and record what it answers.')
      .option(
        '--upstream <name|name=url|url>',
        'where requests go; may be repeated (default: those of the configuration)',
        collect,
        [],
      )
      .option('--cassettes <dir>', 'folder that holds the cassettes (default: cassettes)')
      .option('--cassette <name>', 'cassette of requests that choose none (default: default)')
      .addOption(new Option('--mode <mode>', 'what is recorded and what is replayed (default: all)').choices(modeNames))
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
        new Option('--upstream-timeout <duration>', 'how long an upstream may stay silent (default: 10m)').argParser(
          duration,
        ),
      )
      .option('--record-auth-errors', 'record 401 and 403 answers too')
      .addOption(
        new Option(
          '--record-memory <size>',
          'bound on what all open recordings hold in memory (default: 256MiB)',
        ).argParser(size),
      )
      .option('--quiet', 'no line per exchange', false)
      .addHelpText('after', `\nModes:\n${explained}`)
      .action((flags: RecordFlags) => run((terminal) => recordUntilStopped(flags, terminal)));
  },
};

async function recordUntilStopped(flags: RecordFlags, terminal: Terminal): Promise<number> {
  const configuration = await readConfiguration(flags.config, process.env, ruleFilesOf(flags));
  const format = flags.logFormat ?? configuration?.telemetry.format;
  const log = format === 'json' ? jsonMessages(terminal, systemClock) : terminal;
  return withUpstreams(flags, configuration, log, (upstreams) =>
    recordFrom(upstreams, configuration, flags, { log, terminal }),
  );
}

async function recordFrom(
  upstreams: readonly Upstream[],
  configuration: Configuration | undefined,
  flags: RecordFlags,
  { log, terminal }: { readonly log: Terminal; readonly terminal: Terminal },
): Promise<number> {
  const { startSimulator } = await import('../../app/simulator.ts');
  const server = serverOf(flags, configuration);
  const [root] = server.cassettes;
  const cassette = server.cassette ?? 'default';
  checkCassetteName(cassette);
  const mode = flags.mode ?? server.mode ?? 'all';
  const tally = new Tally();
  const sections = { telemetry: configuration?.telemetry, access: server.access };
  const watched = watchedOf(flags, sections, process.env, {
    terminal,
    level: flags.quiet ? 'warn' : 'info',
    // Told by their reports, which say too what became of the recording.
    skips: new Set(['upstream', 'llmsim']),
    spendsKey: upstreams.some(({ apiKey }) => apiKey !== undefined),
  });
  const { telemetry, guard, format } = watched;
  const quiet = watched.level === 'error' || watched.level === 'warn';
  const simulator = await startSimulator({
    mode,
    host: server.host,
    port: server.port,
    root,
    paths: [root], // what mode none replays
    cassette,
    upstreams,
    sign: flags.sign,
    upstreamTimeout: server.upstreamTimeout,
    recordAuthErrors: server.recordAuthErrors,
    maxBody: server.maxBody,
    recordMemory: server.recordMemory,
    ...settingsFrom(
      configuration,
      flags,
      process.env,
      upstreams.flatMap(({ apiKey }) => apiKey ?? []),
    ),
    access: accessOf(flags, configuration, server.host, log),
    telemetry,
    guard,
    faults: await faultsOf(flags, configuration?.errors),
    rules: rulesOf(flags, configuration, log),
    reload: await reloadOf(flags, configuration, log),
    crossStream: server.crossStream,
    onRekey: rekeyLines(log),
    env: process.env,
    onReport(report) {
      tally.add(report);
      if (quiet && report.saved.kind !== 'lost' && !(report.saved.kind === 'skipped' && report.saved.warn)) return;
      terminal.say(format === 'json' ? jsonLine(report, systemClock.date()) : prettyLine(report, terminal.paint));
    },
    missStatus: server.missStatus,
    onMissStory: watched.level === 'error' ? () => {} : tellMisses(log),
    onProblem: (text) => log.say(log.paint.yellow(text)),
  });
  if (!quiet && format === 'pretty') {
    for (const upstream of upstreams) terminal.say(`Recording ${upstream.name} (${upstream.url})`);
    terminal.say(`Cassette ${root}/${cassette}, mode ${mode}. Point your SDK's base URL here; Ctrl-C stops.`);
  }
  if (flags.rules !== undefined && (mode === 'all' || mode === 'passthrough')) {
    log.say(log.paint.yellow(`Mode ${mode} sends every request upstream: ${flags.rules} is not asked.`));
  }
  await serveUntilStopped(simulator, log);
  log.say(tally.summary(root));
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
