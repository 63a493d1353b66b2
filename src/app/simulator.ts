/** Configuration in, running simulator out: the one place where everything is put together. */

import { hostname } from 'node:os';
import { type CassetteLibrary, emptyLibrary, openLibrary, type RekeyProgress } from '../cassette/cassette-library.ts';
import { keysByRecipe } from '../cassette/key-memo.ts';
import { defaultRules, type MatchRules } from '../cassette/match/match-rules.ts';
import type { Recipe } from '../cassette/recipe.ts';
import { currentRecipe } from '../cassette/recipes/list.ts';
import { type Repeat, Sequences } from '../cassette/sequences.ts';
import { type Clock, systemClock } from '../core/clock.ts';
import { LlmsimError } from '../core/errors.ts';
import type { Exchange, Selection } from '../core/exchange.ts';
import { MemoryBudget } from '../core/memory-budget.ts';
import type { Outcome, Responder, Stage } from '../core/outcome.ts';
import type { SimRequest } from '../core/request.ts';
import type { Latency } from '../latency/retime.ts';
import { compose } from '../pipeline/compose.ts';
import { MissJournal } from '../pipeline/miss/journal.ts';
import type { MissStory } from '../pipeline/miss/story.ts';
import type { Storyteller } from '../pipeline/miss/storyteller.ts';
import { cassette } from '../pipeline/responders/cassette.ts';
import { crossStream } from '../pipeline/responders/cross-stream.ts';
import { observe } from '../pipeline/stages/observe.ts';
import { pace } from '../pipeline/stages/pace.ts';
import { createRedactor, defaultPolicy, type RedactionPolicy, type Redactor } from '../redaction/redactor.ts';
import { control } from '../server/control.ts';
import { healthPage } from '../server/control-pages/health.ts';
import { missesPage } from '../server/control-pages/misses.ts';
import { resetPage } from '../server/control-pages/reset.ts';
import { type Listener, listen } from '../server/listener.ts';
import type { ExchangeReport } from '../telemetry/exchange-report.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { checkInBackground } from './check-in-background.ts';
import { explainer } from './explainer.ts';
import { type Mode, modes, usesUpstream } from './modes.ts';
import { type Recorder, startRecorder } from './recorder.ts';
import type { RuleFiles } from './rule-files.ts';
import type { RulesConfig } from './rules-config.ts';
import { stayWithUs } from './stay-with-us.ts';
import type { Synthesiser } from './synthesis.ts';
import type { SynthesisConfig } from './synthesis-config.ts';

export interface SimulatorConfig {
  readonly mode: Mode;
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Cassette folders, parents of cassettes or interaction files to replay from. */
  readonly paths: readonly string[];
  /** The folder in which cassettes are recorded. */
  readonly root: string;
  /** The cassette of requests that choose none; undefined searches all (replay) or is `default` (recording). */
  readonly cassette: string | undefined;
  readonly upstreams: readonly Upstream[];
  readonly sign: 'aws' | undefined;
  readonly upstreamTimeout: number;
  readonly latency: Latency;
  readonly repeat: Repeat;
  /** Bytes. */
  readonly maxBody: number;
  /** Bytes that all open recordings hold together. */
  readonly recordMemory: number;
  readonly recordAuthErrors: boolean;
  readonly redaction: RedactionPolicy;
  /** What counts when a request is matched with the recordings of a cassette; the same object for the same rules. */
  readonly match: (cassette: string) => MatchRules;
  /** Whether the recording of a stream may answer a request without streaming, and the reverse. */
  readonly crossStream: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly onReport: (report: ExchangeReport) => void;
  /** The status of the answer to a miss. */
  readonly missStatus: number;
  /** Hears of a miss at once, in the words that the client gets. */
  readonly onMiss: (explanation: string) => void;
  /** Hears the whole story of each miss, a little later. `storyText` makes lines for a terminal of it. */
  readonly onMissStory: (story: MissStory) => void;
  /** Something is wrong with a cassette; the rest is served. */
  readonly onProblem: (text: string) => void;
  /** Names that count as upstream prefixes beside those of the upstreams and the cassettes. */
  readonly prefixNames: readonly string[];
  /** Hears what became of each exchange. */
  readonly onOutcome: ((exchange: Exchange, outcome: Outcome) => void) | undefined;
  /** A cassette was recorded under other rules and is rekeyed in memory. */
  readonly onRekey: (progress: RekeyProgress) => void;
  /** Generators answer what no recording holds, in mode `none`; undefined for misses. */
  readonly synthesis: SynthesisConfig | undefined;
  /** Hand-written answers before recordings, in modes that replay; undefined for none. */
  readonly rules: RulesConfig | undefined;
}

export const defaultConfig: SimulatorConfig = {
  mode: 'none',
  host: '127.0.0.1',
  port: 0,
  paths: ['cassettes'],
  root: 'cassettes',
  cassette: undefined,
  upstreams: [],
  sign: undefined,
  upstreamTimeout: 600_000,
  latency: { kind: 'recorded', speed: 1 },
  repeat: 'last',
  maxBody: 64 * 1024 * 1024,
  recordMemory: 256 * 1024 * 1024,
  recordAuthErrors: false,
  redaction: defaultPolicy,
  match: () => defaultRules,
  crossStream: false,
  env: {},
  clock: systemClock,
  onReport() {},
  missStatus: 400,
  onMiss() {},
  onMissStory() {},
  onProblem() {},
  onRekey() {},
  prefixNames: [],
  onOutcome: undefined,
  synthesis: undefined,
  rules: undefined,
};

/** After the last answer, in ms. */
const timeForStories = 1000;

export interface Simulator {
  /** `http://host:port`, without a closing slash. */
  readonly url: string;
  readonly library: CassetteLibrary;
  /** How many requests had no recording, and the stories of the last of them. */
  readonly misses: Pick<MissJournal, 'total' | 'stories'>;
  /** Stops accepting, lets open answers end for `grace` milliseconds, then writes what is complete. */
  close(grace?: number): Promise<void>;
}

/** Starts a simulator; rejects with LlmsimError when the configuration cannot work. */
export async function startSimulator(given: Partial<SimulatorConfig> = {}): Promise<Simulator> {
  const config: SimulatorConfig = { ...defaultConfig, ...given };
  checkUpstreams(config);
  const recordingCassette = config.cassette ?? 'default';
  const redactor = createRedactor(config.redaction);
  const recipeOf = recipes(config.match);
  const replays = config.mode !== 'all' && config.mode !== 'passthrough';
  const library = replays ? await openLibraryFor(config, redactor, recipeOf) : emptyLibrary();
  const recorder: Recorder | undefined = usesUpstream(config.mode)
    ? await startRecorder(config, {
        redactor,
        recipeOf,
        host: hostname(),
        cassetteOf: (exchange) => exchange.selection.cassette ?? recordingCassette,
      })
    : undefined;

  const keysOf = keysByRecipe(redactor);
  const sequences: Sequences[] = [];
  const replaying = (repeat: Repeat): Responder => {
    const counted = new Sequences(repeat);
    sequences.push(counted);
    const replayed = cassette({ library, keysOf, sequences: counted });
    return config.crossStream ? crossStream(replayed) : replayed;
  };
  const ruleFiles = replays ? await openRules(config) : undefined;
  const synthesiser = await startSynthesis(
    config,
    (request) => keysOf(recipeOf(recordingCassette))(request).sha256,
    redactor,
  );
  const reset = (selection: Selection): number => {
    synthesiser?.reset(selection);
    return sequences.reduce((count, counted) => count + counted.reset(selection), 0);
  };
  const needRecorder = (): Recorder => {
    if (recorder === undefined) throw new Error(`mode ${config.mode} has no recorder`);
    return recorder;
  };
  const answer = modes[config.mode].build({
    replaying: () => replaying(config.repeat),
    ruling: () => (ruleFiles === undefined ? undefined : synthesiser?.ruling(ruleFiles.inForce)),
    hasCassettes: () => config.paths.length > 0,
    synthesising: () => (config.synthesis === undefined ? undefined : synthesiser?.inventing),
    replayingEachOnce: () => replaying('miss'),
    recording: (into) => needRecorder().recording(into),
    passingThrough: () => needRecorder().passingThrough(),
    cassetteOf: (exchange) => exchange.selection.cassette ?? recordingCassette,
    existed: (name) => (library.cassette(name)?.size ?? 0) > 0,
  });
  const respond = compose(stagesOf(config), answer);
  let storyteller: Storyteller | undefined;
  const misses = new MissJournal({
    // Loaded with the first miss: who has none starts without it.
    async tell(missed, happened) {
      const module = await import('../pipeline/miss/storyteller.ts');
      const { match, crossStream } = config;
      storyteller ??= new module.Storyteller({ library, redactor, rulesOf: match, crossStream });
      return storyteller.tell(missed, happened);
    },
    clock: config.clock,
    onStory: config.onMissStory,
  });
  const explain = explainer(config, library, (missed) => misses.add(missed));

  const names = new Set([
    ...config.prefixNames,
    ...config.upstreams.map((upstream) => upstream.name),
    ...library.upstreamNames(),
  ]);
  const listener: Listener = await listen({
    host: config.host,
    port: config.port,
    clock: config.clock,
    respond,
    explain: (exchange, outcome) => {
      const { reply, text } = explain(exchange, outcome);
      if (outcome.kind === 'miss') config.onMiss(text);
      return reply;
    },
    control: control([healthPage({ mode: config.mode }), missesPage(misses), resetPage(reset)]),
    isUpstream: (segment) => names.has(segment),
    unselected: { cassette: recorder === undefined ? config.cassette : recordingCassette, session: undefined },
    maxBody: config.maxBody,
    oversize: recorder === undefined ? 'refuse' : 'stream',
    budget: recorder === undefined ? undefined : new MemoryBudget(config.recordMemory),
    adapt: stayWithUs(config.upstreams),
  });
  ruleFiles?.watch();
  const check = checkInBackground(library, config.clock, config.onProblem);
  return {
    url: listener.url,
    library,
    misses,
    async close(grace = 10_000) {
      check.stop();
      ruleFiles?.stop();
      await listener.close(grace);
      await misses.finish(timeForStories);
      await recorder?.drain();
      await recorder?.close();
      await synthesiser?.close();
    },
  };
}

async function openRules({ rules, clock }: SimulatorConfig): Promise<RuleFiles | undefined> {
  if (rules === undefined) return undefined;
  const { openRuleFiles } = await import('./rule-files.ts');
  return openRuleFiles(rules.files, clock, rules.onNews);
}

/** Loaded only where it is wanted: who replays alone starts without it. */
async function startSynthesis(
  { synthesis, rules, mode, clock }: SimulatorConfig,
  keyOf: (request: SimRequest) => string,
  redactor: Redactor,
): Promise<Synthesiser | undefined> {
  const config = (mode === 'none' ? synthesis : undefined) ?? rules?.answers;
  if (config === undefined) return undefined;
  const { startSynthesiser } = await import('./synthesis.ts');
  return startSynthesiser(config, keyOf, redactor, clock);
}

/** Two of one name could not be told apart; one that is this very address would forward for ever. */
function checkUpstreams({ upstreams, host, port, mode }: SimulatorConfig): void {
  if (usesUpstream(mode) && upstreams.length === 0) {
    throw new LlmsimError('usage', `Mode ${mode} needs an upstream.`, 'Give one with --upstream.');
  }
  const names = new Set<string>();
  for (const { name, origin } of upstreams) {
    if (names.has(name)) {
      throw new LlmsimError(
        'usage',
        `Two upstreams are called "${name}".`,
        'Name them: --upstream one=<url> --upstream two=<url>',
      );
    }
    names.add(name);
    const { hostname, port: theirs } = new URL(origin);
    const loopback = /^(?:localhost|127\.|\[::1\]|0\.0\.0\.0)/;
    if (
      port !== 0 &&
      theirs === String(port) &&
      (hostname === host || (loopback.test(hostname) && loopback.test(host)))
    ) {
      throw new LlmsimError(
        'usage',
        `Upstream "${name}" (${origin}) is the address that llmsim itself would listen on.`,
        'Choose another with --port, or 0 for a free one.',
      );
    }
  }
}

/** What surrounds the responder, outermost first. */
function stagesOf(config: SimulatorConfig): readonly Stage[] {
  const { latency, onOutcome } = config;
  return [
    ...(onOutcome === undefined ? [] : [observe(onOutcome)]),
    ...(latency.kind === 'recorded' && latency.speed === 1 ? [] : [pace(latency)]),
  ];
}

/** A recording run may begin without cassettes; a replay without them is a mistake. */
async function openLibraryFor(
  config: SimulatorConfig,
  redactor: Redactor,
  recipeOf: (cassette: string) => Recipe,
): Promise<CassetteLibrary> {
  const options = { redactor, recipeOf, onRekey: config.onRekey };
  if (config.mode === 'none') return config.paths.length === 0 ? emptyLibrary() : openLibrary(config.paths, options);
  const { existsSync } = await import('node:fs');
  return existsSync(config.root) ? openLibrary([config.root], options) : emptyLibrary();
}

/** One recipe for each set of rules. */
function recipes(match: SimulatorConfig['match']): (cassette: string) => Recipe {
  const known = new Map<MatchRules, Recipe>();
  return (cassette) => {
    const rules = match(cassette);
    let recipe = known.get(rules);
    if (recipe === undefined) {
      recipe = currentRecipe(rules);
      known.set(rules, recipe);
    }
    return recipe;
  };
}
