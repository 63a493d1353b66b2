/** `llmsim replay`: a server that answers from cassettes, without network or key. */

import type { Command } from 'commander';
import { readConfiguration } from '../../app/configuration.ts';
import { checkCassetteName } from '../../cassette/cassette-name.ts';
import { type AccessFlags, accessOf, withAccessOptions } from '../access-options.ts';
import type { CliCommand } from '../command.ts';
import { curlExample } from '../curl-example.ts';
import { exitCodes } from '../exit-codes.ts';
import { type FaultFlags, faultsOf, withFaultOptions } from '../fault-options.ts';
import { type LatencyFlags, pacingOf, withLatencyOptions } from '../latency-options.ts';
import { type MissFlags, tellMisses, withMissOptions } from '../miss-options.ts';
import { type RedactionFlags, settingsFrom, withRedactionOptions } from '../redaction-options.ts';
import { rekeyLines } from '../rekey-lines.ts';
import { reloadOf } from '../reload-options.ts';
import { type RulesFlags, ruleFilesOf, rulesOf, withRulesOption } from '../rules-options.ts';
import { serveUntilStopped } from '../serve.ts';
import {
  type ServerFlags,
  serverOf,
  withAddressOptions,
  withCrossStreamOption,
  withOnMissOption,
  withRepeatOption,
} from '../server-options.ts';
import { keepPausesShort } from '../short-pauses.ts';
import { checkUnused, type SynthesisFlags, synthesisOf, withSynthesisOptions } from '../synthesis-options.ts';
import { type TelemetryFlags, watchedOf, withTelemetryOptions } from '../telemetry-options.ts';
import type { Terminal } from '../terminal.ts';

type ReplayFlags = RedactionFlags &
  MissFlags &
  RulesFlags &
  FaultFlags &
  SynthesisFlags &
  LatencyFlags &
  ServerFlags &
  AccessFlags &
  TelemetryFlags;

export const replay: CliCommand = {
  name: 'replay',
  build(command: Command, run) {
    const answering = withCrossStreamOption(
      withRepeatOption(withOnMissOption(withTelemetryOptions(withAccessOptions(withAddressOptions(command))))),
    );
    return withSynthesisOptions(
      withFaultOptions(
        withRulesOption(withMissOptions(withRedactionOptions(withLatencyOptions(answering, 'recorded')))),
      ),
    )
      .description('Answer from recordings, byte for byte.')
      .argument('[paths...]', 'cassette folders, folders of cassettes, or interaction files (default: cassettes)')
      .option('--cassette <name>', 'cassette of requests that choose none (default: all, in name order)')
      .action((paths: string[], flags: ReplayFlags) => run((terminal) => replayUntilStopped(paths, flags, terminal)));
  },
};

async function replayUntilStopped(paths: readonly string[], flags: ReplayFlags, stderr: Terminal): Promise<number> {
  const { startSimulator } = await import('../../app/simulator.ts');
  if (flags.cassette !== undefined) checkCassetteName(flags.cassette);
  const configuration = await readConfiguration(flags.config, process.env, ruleFilesOf(flags));
  const server = serverOf(flags, configuration);
  const sections = { telemetry: configuration?.telemetry, access: server.access };
  const watched = watchedOf(flags, sections, process.env, { terminal: stderr, level: 'warn' });
  const { terminal, telemetry, guard } = watched;
  if (server.onMiss === 'error') checkUnused(flags);
  const synthesis = synthesisOf(flags, configuration?.synthesis, terminal);
  const pacing = await pacingOf(flags, configuration?.latency, 'recorded');
  keepPausesShort(pacing);
  const simulator = await startSimulator({
    mode: 'none',
    host: server.host,
    port: server.port,
    paths: paths.length === 0 ? server.cassettes : paths,
    cassette: server.cassette,
    ...pacing,
    repeat: server.repeat,
    maxBody: server.maxBody,
    ...settingsFrom(configuration, flags, process.env),
    synthesis: server.onMiss === 'synthesise' ? synthesis : undefined,
    access: accessOf(flags, configuration, server.host, terminal),
    telemetry,
    guard,
    faults: await faultsOf(flags, configuration?.errors),
    rules: rulesOf(flags, configuration, terminal, synthesis),
    reload: await reloadOf(flags, configuration, terminal),
    crossStream: server.crossStream,
    onRekey: rekeyLines(terminal),
    missStatus: server.missStatus,
    onMissStory: watched.level === 'error' ? () => {} : tellMisses(terminal),
    onProblem: (text) => terminal.say(terminal.paint.red(text)),
  });
  const { cassettes } = simulator.library;
  const count = cassettes.reduce((sum, cassette) => sum + cassette.size, 0);
  terminal.say(
    `Replaying ${count} ${count === 1 ? 'recording' : 'recordings'} from ${cassettes.length} ${cassettes.length === 1 ? 'cassette' : 'cassettes'}. Ctrl-C stops.`,
  );
  if (server.cassette !== undefined && simulator.library.cassette(server.cassette) === undefined) {
    const names = cassettes.map(({ name }) => name).join(', ') || 'none';
    terminal.say(
      terminal.paint.yellow(
        `There is no cassette "${server.cassette}": requests that choose none will miss. Cassettes: ${names}.`,
      ),
    );
  }
  const serving = serveUntilStopped(simulator, terminal);
  const example = await curlExample(simulator.library, simulator.url, server.cassette);
  if (example !== undefined) terminal.say(`Try: ${example}`);
  await serving;
  return exitCodes.done;
}
