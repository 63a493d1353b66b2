/** `llmsim run`: starts a server, runs a command whose SDKs it points there, and tells at the end what was answered and what not. */

import { existsSync } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Configuration, readConfiguration } from '../../app/configuration.ts';
import { chooseRunMode, isCi, type RunMode, runModes } from '../../app/run-mode.ts';
import { cassettesInPlay, type FailureKind, failureKinds, type RunFacts, runResult } from '../../app/run-result.ts';
import { prefixNames, sdkEnvironment } from '../../app/sdk-environment.ts';
import type { Simulator } from '../../app/simulator.ts';
import { defaultTelemetry, otlpOf } from '../../app/telemetry-config.ts';
import { checkCassetteName } from '../../cassette/cassette-name.ts';
import { writeRunNote } from '../../cassette/run-notes.ts';
import { systemClock } from '../../core/clock.ts';
import { LlmsimError } from '../../core/errors.ts';
import type { MissStory } from '../../pipeline/miss/story.ts';
import { storyText } from '../../pipeline/miss/story-text.ts';
import { Journal } from '../../telemetry/journal.ts';
import { githubAnnotations, githubSummary } from '../../telemetry/reports/github.ts';
import { jsonReport } from '../../telemetry/reports/json.ts';
import { junitReport } from '../../telemetry/reports/junit.ts';
import type { RunResult } from '../../telemetry/run-result.ts';
import { withKeys } from '../../upstream/keys-from-env.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import { type ChildEnd, runChild } from '../child-process.ts';
import type { CliCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { type FaultFlags, faultsOf, withFaultOptions } from '../fault-options.ts';
import { type LatencyFlags, pacingOf, withLatencyOptions } from '../latency-options.ts';
import { type MissFlags, withMissOptions } from '../miss-options.ts';
import { age, collect, port } from '../option-values.ts';
import { type RedactionFlags, settingsFrom, withRedactionOptions } from '../redaction-options.ts';
import { reloadOf } from '../reload-options.ts';
import { type RulesFlags, ruleFilesOf, rulesOf, withRulesOption } from '../rules-options.ts';
import { runSummary } from '../run-summary.ts';
import {
  type Server,
  type ServerFlags,
  serverOf,
  withCrossStreamOption,
  withOnMissOption,
  withRepeatOption,
} from '../server-options.ts';
import { keepPausesShort } from '../short-pauses.ts';
import { synthesisOf } from '../synthesis-options.ts';
import type { Terminal } from '../terminal.ts';
import { configuredNames, type UpstreamFlags, withUpstreams } from '../upstream-options.ts';

interface Report {
  readonly format: 'junit' | 'json';
  readonly file: string;
}

interface RunFlags extends RedactionFlags, MissFlags, RulesFlags, FaultFlags, LatencyFlags, ServerFlags, UpstreamFlags {
  readonly mode?: RunMode;
  readonly recordInCi: boolean;
  readonly failOn: readonly FailureKind[];
  readonly maxAge?: number;
  readonly report: readonly Report[];
}

export const run: CliCommand = {
  name: 'run',
  build(command: Command, run) {
    const replaying = withCrossStreamOption(withRepeatOption(withOnMissOption(withLatencyOptions(command, 'instant'))));
    return withFaultOptions(withRulesOption(withMissOptions(withRedactionOptions(replaying))))
      .description('Run a command against recordings: its SDKs find the server by their own variables.')
      .argument('<command...>', 'the command and its arguments, behind --')
      .option('--cassettes <dir>', 'folder that holds the cassettes (default: cassettes)')
      .option('--cassette <name>', 'cassette of requests that choose none (recording: default; replay: all)')
      .addOption(new Option('--mode <mode>', 'what is recorded (default: once, and none in CI)').choices(runModes))
      .option(
        '--upstream <name|name=url|url>',
        'where requests go; may be repeated (default: those of the configuration, or providers with a key in the environment)',
        collect,
        [],
      )
      .option(
        '--key-from-env <NAME|upstream=NAME>',
        "send this variable's key upstream instead of the client's",
        collect,
        [],
      )
      .option('--record-in-ci', 'allow modes that record although CI is set', false)
      .option('--port <number>', 'port to listen on; 0 picks a free one (default: 0)', port)
      .option('--fail-on <what>', `fail also on: ${failureKinds.join(', ')} (comma-separated)`, failures, [])
      .option('--max-age <duration>', 'tell about recordings older than this, such as 90d', age)
      .option('--report <format=file>', 'write a report: junit=FILE or json=FILE; may be repeated', reports, [])
      .addHelpText(
        'after',
        "\nExit codes: the command's own; 3 where it ended with 0 but a request found no recording (or --fail-on);" +
          '\n126 the command cannot be executed, 127 it was not found, 128+n it was ended by signal n, 2 wrong usage.',
      )
      .action((words: string[], flags: RunFlags) => run((terminal) => runCommand(words, flags, terminal)));
  },
};

function failures(text: string): readonly FailureKind[] {
  return text.split(',').map((word) => {
    const kind = failureKinds.find((one) => one === word.trim());
    if (kind === undefined)
      throw new InvalidArgumentError(`It takes ${failureKinds.join(' and ')}, separated by a comma.`);
    return kind;
  });
}

function reports(text: string, before: readonly Report[]): readonly Report[] {
  const [, format, file] = /^(junit|json)=(.+)$/.exec(text) ?? [];
  if (file === undefined || (format !== 'junit' && format !== 'json')) {
    throw new InvalidArgumentError('It takes junit=FILE or json=FILE.');
  }
  return [...before, { format, file }];
}

async function runCommand(words: readonly string[], flags: RunFlags, terminal: Terminal): Promise<number> {
  if (flags.cassette !== undefined) checkCassetteName(flags.cassette);
  const configuration = await readConfiguration(flags.config, process.env, ruleFilesOf(flags));
  const server = serverOf(flags, configuration);
  const [root] = server.cassettes;
  const synthesise = server.onMiss === 'synthesise';
  const wishes = {
    mode: flags.mode ?? runModeOf(server),
    upstreams: flags.upstream.length > 0 ? flags.upstream : configuredNames(configuration),
    recordInCi: flags.recordInCi,
    synthesise,
  };
  const { mode, upstreams: specs } = chooseRunMode(wishes, process.env, await hasRecordings(root, server.cassette));
  const problems: string[] = [];
  // While the command runs its output is its own.
  const atTheEnd: Terminal = { ...terminal, say: (text) => problems.push(text) };
  const wanted: WantedRun = { words, flags, configuration, server, mode, synthesise, problems, terminal, atTheEnd };
  if (specs.length === 0) return runWith(withKeys([], flags.keyFromEnv, process.env), wanted);
  return withUpstreams({ ...flags, upstream: specs }, configuration, atTheEnd, (upstreams) =>
    runWith(upstreams, wanted),
  );
}

interface WantedRun {
  readonly words: readonly string[];
  readonly flags: RunFlags;
  readonly configuration: Configuration | undefined;
  readonly server: Server;
  readonly mode: RunMode;
  readonly synthesise: boolean;
  /** What is said when the command has ended. */
  readonly problems: string[];
  readonly terminal: Terminal;
  /** Says it then. */
  readonly atTheEnd: Terminal;
}

async function runWith(upstreams: readonly Upstream[], wanted: WantedRun): Promise<number> {
  const { words, flags, configuration, server, mode, synthesise, problems, terminal, atTheEnd } = wanted;
  const { startSimulator } = await import('../../app/simulator.ts');
  const [root] = server.cassettes;
  const journal = new Journal();
  const misses: MissStory[] = [];
  const pacing = await pacingOf(flags, configuration?.latency, 'instant');
  keepPausesShort(pacing);
  const keys = upstreams.flatMap(({ apiKey }) => apiKey ?? []);
  const simulator = await startSimulator({
    mode,
    // Runs go side by side, on this machine: the address of the configuration is for servers.
    port: flags.port ?? 0,
    // Invented answers need no recordings.
    paths: synthesise && !existsSync(root) ? [] : [root],
    root,
    cassette: server.cassette,
    upstreams,
    ...pacing,
    repeat: server.repeat,
    maxBody: server.maxBody,
    recordMemory: server.recordMemory,
    recordAuthErrors: server.recordAuthErrors,
    upstreamTimeout: server.upstreamTimeout,
    reload: await reloadOf(flags, configuration, atTheEnd),
    crossStream: server.crossStream,
    prefixNames,
    ...settingsFrom(configuration, flags, process.env, keys),
    telemetry: { ...defaultTelemetry, otlp: otlpOf(configuration?.telemetry.otlp, process.env) },
    faults: await faultsOf(flags, configuration?.errors),
    rules: rulesOf(flags, configuration, atTheEnd),
    synthesis: synthesise
      ? synthesisOf({ strict: false, printMessages: false }, configuration?.synthesis, atTheEnd)
      : undefined,
    env: process.env,
    onOutcome: (_, outcome) => journal.outcome(outcome),
    onReport: (report) => journal.report(report),
    missStatus: server.missStatus,
    onMissStory: (story) => misses.push(story),
    onProblem: (text) => problems.push(text),
    onRekey: ({ cassette, from, to, done }) => {
      if (done === 0)
        problems.push(`Cassette ${cassette} was keyed by ${from}, this run by ${to}: \`llmsim cassette rekey\``);
    },
  });
  const [command = '', ...args] = words;
  const begun = systemClock.now();
  const end = await runChild(command, args, sdkEnvironment(simulator.url, process.env));
  const seconds = (systemClock.now() - begun) / 1000;
  await simulator.close();
  for (const problem of problems) terminal.say(terminal.paint.yellow(problem));
  if (end.kind === 'not-started') {
    terminal.say(`llmsim: ${end.why}`);
    return end.code;
  }
  const facts: RunFacts = {
    command: words.join(' '),
    mode,
    commandCode: end.code,
    seconds,
    journal,
    stories: misses.map((story) => ({ request: story.request, story: storyText(story) })),
    library: simulator.library,
    cassette: server.cassette,
    latency: pacing.latency,
    now: systemClock.date(),
    maxAge: flags.maxAge,
    failOn: flags.failOn,
  };
  const result = await runResult(facts);
  for (const story of misses) terminal.say(`${storyText(story, { paint: terminal.paint, width: terminal.width })}\n`);
  terminal.say(runSummary(result, terminal.paint));
  await writeReports(result, flags.report);
  await tellGithub(result, terminal);
  await noteUse(facts, simulator);
  return codeOf(end, result);
}

/** The command's own code unless it hid that the run failed. */
function codeOf(end: Extract<ChildEnd, { kind: 'ended' }>, { failures }: RunResult): number {
  return end.code === 0 && failures.length > 0 ? exitCodes.runFailed : end.code;
}

function runModeOf({ mode }: Server): RunMode | undefined {
  const known = runModes.find((one) => one === mode);
  if (mode === undefined || known !== undefined) return known;
  throw new LlmsimError(
    'usage',
    `llmsim run has no mode ${mode}, which the configuration wants.`,
    'Choose one with --mode.',
  );
}

async function hasRecordings(root: string, cassette: string | undefined): Promise<boolean> {
  if (!existsSync(root)) return false;
  const { openLibrary } = await import('../../cassette/cassette-library.ts');
  const library = await openLibrary([root]);
  return library.cassettes.some(({ name, size }) => size > 0 && (cassette === undefined || name === cassette));
}

async function writeReports(result: RunResult, wanted: readonly Report[]): Promise<void> {
  for (const { format, file } of wanted) {
    await writeFile(file, format === 'junit' ? junitReport(result) : jsonReport(result));
  }
}

async function tellGithub(result: RunResult, terminal: Terminal): Promise<void> {
  if (process.env['GITHUB_ACTIONS'] !== 'true' || !isCi(process.env)) return;
  for (const line of githubAnnotations(result)) terminal.say(line);
  const summary = process.env['GITHUB_STEP_SUMMARY'];
  if (summary !== undefined && summary !== '') await appendFile(summary, githubSummary(result));
}

/** For `llmsim cassette prune`; a folder that cannot be written to is no failure of the run. */
async function noteUse(facts: RunFacts, { library }: Simulator): Promise<void> {
  const inPlay = cassettesInPlay({ ...facts, library });
  for (const folder of new Set(inPlay.map((cassette) => dirname(cassette.folder)))) {
    const here = inPlay.filter((cassette) => dirname(cassette.folder) === folder).map(({ name }) => name);
    const used = [...facts.journal.played.keys()].filter((id) => here.includes(id.slice(0, id.indexOf('/'))));
    const note = { at: facts.now.toISOString(), mode: facts.mode, used, cassettes: here };
    await writeRunNote(folder, note, process.pid).catch(() => undefined);
  }
}
