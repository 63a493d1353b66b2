/** `llmsim serve`: a simulated provider without recordings; every answer is invented, in each provider's own wire format. */

import type { Command } from 'commander';
import { readConfiguration } from '../../app/configuration.ts';
import { builtInUpstreams } from '../../upstream/built-in-upstreams.ts';
import { type AccessFlags, accessOf, withAccessOptions } from '../access-options.ts';
import type { CliCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { type FaultFlags, faultsOf, withFaultOptions } from '../fault-options.ts';
import { type LatencyFlags, pacingOf, withLatencyOptions } from '../latency-options.ts';
import { type RedactionFlags, settingsFrom, withRedactionOptions } from '../redaction-options.ts';
import { reloadOf } from '../reload-options.ts';
import { type RulesFlags, ruleFilesOf, rulesOf, withRulesOption } from '../rules-options.ts';
import { serveUntilStopped } from '../serve.ts';
import { type ServerFlags, serverOf, withAddressOptions } from '../server-options.ts';
import { keepPausesShort } from '../short-pauses.ts';
import { type SynthesisFlags, synthesisOf, withSynthesisOptions } from '../synthesis-options.ts';
import { type TelemetryFlags, watchedOf, withTelemetryOptions } from '../telemetry-options.ts';
import type { Terminal } from '../terminal.ts';

type ServeFlags = RedactionFlags &
  RulesFlags &
  FaultFlags &
  SynthesisFlags &
  LatencyFlags &
  ServerFlags &
  AccessFlags &
  TelemetryFlags;

export const serve: CliCommand = {
  name: 'serve',
  build(command: Command, run) {
    return withSynthesisOptions(
      withFaultOptions(
        withRulesOption(
          withRedactionOptions(
            withLatencyOptions(withTelemetryOptions(withAccessOptions(withAddressOptions(command))), 'instant'),
          ),
        ),
      ),
    )
      .description('Answer without recordings: a simulated provider.')
      .action((flags: ServeFlags) => run((terminal) => simulateUntilStopped(flags, terminal)));
  },
};

async function simulateUntilStopped(flags: ServeFlags, stderr: Terminal): Promise<number> {
  const { startSimulator } = await import('../../app/simulator.ts');
  const configuration = await readConfiguration(flags.config, process.env, ruleFilesOf(flags));
  const server = serverOf(flags, configuration);
  const sections = { telemetry: configuration?.telemetry, access: server.access };
  const watched = watchedOf(flags, sections, process.env, { terminal: stderr, level: 'warn' });
  const { terminal, telemetry, guard } = watched;
  const synthesis = synthesisOf(flags, configuration?.synthesis, terminal);
  const access = accessOf(flags, configuration, server.host, terminal);
  const pacing = await pacingOf(flags, configuration?.latency, 'instant');
  keepPausesShort(pacing);
  const simulator = await startSimulator({
    mode: 'none',
    host: server.host,
    port: server.port,
    paths: [],
    ...pacing,
    maxBody: server.maxBody,
    ...settingsFrom(configuration, flags, process.env),
    synthesis,
    access,
    telemetry,
    guard,
    faults: await faultsOf(flags, configuration?.errors),
    rules: rulesOf(flags, configuration, terminal, synthesis),
    // Every provider is simulated, so that each can be named in the path.
    prefixNames: builtInUpstreams.map(({ name }) => name),
    reload: await reloadOf(flags, configuration, terminal),
    missStatus: 404,
    onMiss: (text) => terminal.say(terminal.paint.yellow(text)),
    onProblem: (text) => terminal.say(terminal.paint.red(text)),
  });
  const asksForKey = access.auth === 'required';
  const keys = asksForKey ? 'Keys are made by llmsim keys create.' : 'Any key will do.';
  terminal.say(`Answering as OpenAI, Anthropic, Gemini, Ollama, Cohere and others do. ${keys} Ctrl-C stops.`);
  const serving = serveUntilStopped(simulator, terminal);
  terminal.say(
    `Try: curl ${simulator.url}/v1/chat/completions -H 'content-type: application/json'${asksForKey ? ' -H "authorization: Bearer $KEY"' : ''} -d '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Say hello"}]}'`,
  );
  await serving;
  return exitCodes.done;
}
