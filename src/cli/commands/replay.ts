/** `llmsim replay`: a server that answers from cassettes, without network or key. */

import type { Command } from 'commander';
import { Option } from 'commander';
import { readConfiguration } from '../../app/configuration.ts';
import { checkCassetteName } from '../../cassette/cassette-name.ts';
import type { Repeat } from '../../cassette/sequences.ts';
import type { CliCommand } from '../command.ts';
import { curlExample } from '../curl-example.ts';
import { exitCodes } from '../exit-codes.ts';
import { type MissFlags, tellMisses, withMissOptions } from '../miss-options.ts';
import { factor, port, size } from '../option-values.ts';
import { type RedactionFlags, settingsFrom, withRedactionOptions } from '../redaction-options.ts';
import { rekeyLines } from '../rekey-lines.ts';
import { type RulesFlags, rulesOf, withRulesOption } from '../rules-options.ts';
import { serveUntilStopped } from '../serve.ts';
import { checkUnused, type SynthesisFlags, synthesisOf, withSynthesisOptions } from '../synthesis-options.ts';
import type { Terminal } from '../terminal.ts';

interface ReplayFlags extends RedactionFlags, MissFlags, RulesFlags, SynthesisFlags {
  readonly host: string;
  readonly port: number;
  readonly cassette?: string;
  readonly latency: 'recorded' | 'instant';
  readonly speed: number;
  readonly onMiss: 'error' | 'synthesise';
  readonly repeat: Repeat;
  readonly maxBody: number;
  readonly crossStream: boolean;
}

export const replay: CliCommand = {
  name: 'replay',
  build(command: Command, run) {
    return withSynthesisOptions(withRulesOption(withMissOptions(withRedactionOptions(command))))
      .description('Answer from recordings, byte for byte.')
      .argument('[paths...]', 'cassette folders, folders of cassettes, or interaction files (default: cassettes)')
      .option('--host <address>', 'address to listen on', '127.0.0.1')
      .option('--port <number>', 'port to listen on; 0 picks a free one', port, 8080)
      .option('--cassette <name>', 'cassette of requests that choose none (default: all, in name order)')
      .addOption(
        new Option('--latency <pace>', 'pace of the answers').choices(['recorded', 'instant']).default('recorded'),
      )
      .option('--speed <factor>', 'scale recorded times: 2 is twice as fast', factor, 1)
      .addOption(
        new Option('--on-miss <policy>', 'what a request without a recording gets')
          .choices(['error', 'synthesise'])
          .default('error'),
      )
      .addOption(
        new Option('--repeat <policy>', 'what a request gets after its last recording')
          .choices(['last', 'cycle', 'miss'])
          .default('last'),
      )
      .addOption(
        new Option('--max-body <size>', 'largest request body').argParser(size).default(64 * 1024 ** 2, '64MiB'),
      )
      .option('--cross-stream', 'let the recording of a stream answer without streaming, and the reverse', false)
      .action((paths: string[], flags: ReplayFlags) => run((terminal) => replayUntilStopped(paths, flags, terminal)));
  },
};

async function replayUntilStopped(paths: readonly string[], flags: ReplayFlags, terminal: Terminal): Promise<number> {
  const { startSimulator } = await import('../../app/simulator.ts');
  if (flags.cassette !== undefined) checkCassetteName(flags.cassette);
  if (flags.onMiss === 'error') checkUnused(flags);
  const configuration = await readConfiguration(flags.config);
  const synthesis = synthesisOf(flags, configuration?.synthesis, terminal);
  const simulator = await startSimulator({
    mode: 'none',
    host: flags.host,
    port: flags.port,
    paths: paths.length === 0 ? ['cassettes'] : paths,
    cassette: flags.cassette,
    latency: flags.latency === 'instant' ? { kind: 'instant' } : { kind: 'recorded', speed: flags.speed },
    repeat: flags.repeat,
    maxBody: flags.maxBody,
    ...settingsFrom(configuration, flags, process.env),
    synthesis: flags.onMiss === 'synthesise' ? synthesis : undefined,
    rules: rulesOf(flags, configuration, terminal, synthesis),
    crossStream: flags.crossStream,
    onRekey: rekeyLines(terminal),
    missStatus: flags.missStatus,
    onMissStory: tellMisses(terminal),
    onProblem: (text) => terminal.say(terminal.paint.red(text)),
  });
  const { cassettes } = simulator.library;
  const count = cassettes.reduce((sum, cassette) => sum + cassette.size, 0);
  terminal.say(
    `Replaying ${count} ${count === 1 ? 'recording' : 'recordings'} from ${cassettes.length} ${cassettes.length === 1 ? 'cassette' : 'cassettes'}. Ctrl-C stops.`,
  );
  if (flags.cassette !== undefined && simulator.library.cassette(flags.cassette) === undefined) {
    const names = cassettes.map(({ name }) => name).join(', ') || 'none';
    terminal.say(
      terminal.paint.yellow(
        `There is no cassette "${flags.cassette}": requests that choose none will miss. Cassettes: ${names}.`,
      ),
    );
  }
  const serving = serveUntilStopped(simulator, terminal);
  const example = await curlExample(simulator.library, simulator.url, flags.cassette);
  if (example !== undefined) terminal.say(`Try: ${example}`);
  await serving;
  return exitCodes.done;
}
