/** `llmsim serve`: a simulated provider without recordings; every answer is invented, in each provider's own wire format. */

import type { Command } from 'commander';
import { Option } from 'commander';
import { readConfiguration } from '../../app/configuration.ts';
import { builtInUpstreams } from '../../upstream/built-in-upstreams.ts';
import type { CliCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { port, size } from '../option-values.ts';
import { type RedactionFlags, settingsFrom, withRedactionOptions } from '../redaction-options.ts';
import { type RulesFlags, rulesOf, withRulesOption } from '../rules-options.ts';
import { serveUntilStopped } from '../serve.ts';
import { type SynthesisFlags, synthesisOf, withSynthesisOptions } from '../synthesis-options.ts';
import type { Terminal } from '../terminal.ts';

interface ServeFlags extends RedactionFlags, RulesFlags, SynthesisFlags {
  readonly host: string;
  readonly port: number;
  readonly maxBody: number;
}

export const serve: CliCommand = {
  name: 'serve',
  build(command: Command, run) {
    return withSynthesisOptions(withRulesOption(withRedactionOptions(command)))
      .description('Answer without recordings: a simulated provider.')
      .option('--host <address>', 'address to listen on', '127.0.0.1')
      .option('--port <number>', 'port to listen on; 0 picks a free one', port, 8080)
      .addOption(
        new Option('--max-body <size>', 'largest request body').argParser(size).default(64 * 1024 ** 2, '64MiB'),
      )
      .action((flags: ServeFlags) => run((terminal) => simulateUntilStopped(flags, terminal)));
  },
};

async function simulateUntilStopped(flags: ServeFlags, terminal: Terminal): Promise<number> {
  const { startSimulator } = await import('../../app/simulator.ts');
  const configuration = await readConfiguration(flags.config);
  const synthesis = synthesisOf(flags, configuration?.synthesis, terminal);
  const simulator = await startSimulator({
    mode: 'none',
    host: flags.host,
    port: flags.port,
    paths: [],
    latency: { kind: 'instant' },
    maxBody: flags.maxBody,
    ...settingsFrom(configuration, flags, process.env),
    synthesis,
    rules: rulesOf(flags, configuration, terminal, synthesis),
    // Every provider is simulated, so that each can be named in the path.
    prefixNames: builtInUpstreams.map(({ name }) => name),
    missStatus: 404,
    onMiss: (text) => terminal.say(terminal.paint.yellow(text)),
    onProblem: (text) => terminal.say(terminal.paint.red(text)),
  });
  terminal.say('Answering as OpenAI, Anthropic, Gemini, Ollama, Cohere and others do. Any key will do. Ctrl-C stops.');
  const serving = serveUntilStopped(simulator, terminal);
  terminal.say(
    `Try: curl ${simulator.url}/v1/chat/completions -H 'content-type: application/json' -d '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Say hello"}]}'`,
  );
  await serving;
  return exitCodes.done;
}
