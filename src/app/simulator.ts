/** Configuration in, running simulator out: the one place where everything is put together. */

import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { type CassetteLibrary, emptyLibrary, openLibrary } from '../cassette/cassette-library.ts';
import { keysByRecipe } from '../cassette/key-memo.ts';
import type { MatchRules } from '../cassette/match/match-rules.ts';
import type { Recipe } from '../cassette/recipe.ts';
import { currentRecipe } from '../cassette/recipes/list.ts';
import { type Repeat, Sequences } from '../cassette/sequences.ts';
import type { Selection } from '../core/exchange.ts';
import { headerOf } from '../core/headers.ts';
import { MemoryBudget } from '../core/memory-budget.ts';
import type { Responder, Stage } from '../core/outcome.ts';
import type { SimRequest } from '../core/request.ts';
import { compose } from '../pipeline/compose.ts';
import { MissJournal } from '../pipeline/miss/journal.ts';
import type { Storyteller } from '../pipeline/miss/storyteller.ts';
import { RequestReader } from '../pipeline/request-reading.ts';
import { cassette } from '../pipeline/responders/cassette.ts';
import { crossStream } from '../pipeline/responders/cross-stream.ts';
import { observe } from '../pipeline/stages/observe.ts';
import { createRedactor, type Redactor } from '../redaction/redactor.ts';
import { control } from '../server/control.ts';
import { faultsPage } from '../server/control-pages/faults.ts';
import { healthPage } from '../server/control-pages/health.ts';
import { missesPage } from '../server/control-pages/misses.ts';
import { readyPage } from '../server/control-pages/ready.ts';
import { resetPage } from '../server/control-pages/reset.ts';
import { timingPage } from '../server/control-pages/timing.ts';
import { listen } from '../server/listener.ts';
import type { OpenServer } from '../server/open-server.ts';
import { Lateness } from '../telemetry/lateness.ts';
import { latenessMetrics } from '../telemetry/lateness-metrics.ts';
import { requestIdHeader, requestIds } from '../telemetry/request-id.ts';
import type { Access } from './access.ts';
import { checkInBackground } from './check-in-background.ts';
import { explainer } from './explainer.ts';
import { type Faults, startFaults } from './faults.ts';
import type { Limits } from './limits.ts';
import { modes, usesUpstream } from './modes.ts';
import { startMonitoring } from './monitoring.ts';
import { type Pacing, startPacing } from './pacing.ts';
import { openAccessOf, openLimits, openRules, startSynthesis } from './parts-on-demand.ts';
import type { Recorder } from './recorder.ts';
import { checkForwardedKeys, checkUpstreams, defaultConfig, type SimulatorConfig } from './simulator-config.ts';
import { stayWithUs } from './stay-with-us.ts';
import { whoMayAsk } from './who-may-ask.ts';

/** After the last answer, in ms. */
const timeForStories = 1000;

/** A running server. */
export interface Simulator {
  /** `http://host:port`, without a closing slash. */
  readonly url: string;
  /** The cassettes that it replays from: what is recorded, and which sequences have begun. */
  readonly library: CassetteLibrary;
  /** How many requests had no recording, and the stories of the last of them. */
  readonly misses: Pick<MissJournal, 'total' | 'stories'>;
  /** Stops accepting, lets open answers end for `grace` milliseconds, then writes what is complete. */
  close(grace?: number): Promise<void>;
  /** Reads rules and the configuration again, whether they changed or not; does nothing where there are none. */
  reload(): void;
}

/** Starts a simulator; rejects with LlmsimError when the configuration cannot work. */
export async function startSimulator(given: Partial<SimulatorConfig> = {}): Promise<Simulator> {
  const config: SimulatorConfig = { ...defaultConfig, ...given };
  checkUpstreams(config);
  checkForwardedKeys(config);
  const recordingCassette = config.cassette ?? 'default';
  const redactor = createRedactor(config.redaction);
  const recipeOf = recipes(config.match);
  const replays = config.mode !== 'all' && config.mode !== 'passthrough';
  const library = replays ? await openLibraryFor(config, redactor, recipeOf) : emptyLibrary();
  const requestId = requestIds(`sim-${randomBytes(4).toString('hex')}`);
  const recorder: Recorder | undefined = usesUpstream(config.mode)
    ? await (await import('./recorder.ts')).startRecorder(config, {
        redactor,
        recipeOf,
        host: hostname(),
        requestId: ({ id, request }) => requestId(id, headerOf(request.headers, requestIdHeader)),
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
  const matchKey = keysOf(recipeOf(recordingCassette));
  const keyOf = (request: SimRequest): string => matchKey(request).sha256;
  const synthesiser = await startSynthesis(config, keyOf, redactor);
  // A proxy has no key to look for before the request is on its way.
  const reader = new RequestReader(recorder === undefined ? matchKey : undefined);
  const pacing = await startPacing(config.latency, config.pacing, keyOf, reader);
  const faults = startFaults(config.faults, config.clock, ruleFiles !== undefined, keyOf);
  if (config.faults.reloads)
    config.reload?.onReload('errors', ({ errors }) => faults.reconfigure(errors ?? { seed: undefined, set: [] }));
  const reset = (selection: Selection): number => {
    synthesiser?.reset(selection);
    faults.reset(selection);
    pacing.reset(selection);
    return sequences.reduce((count, counted) => count + counted.reset(selection), 0);
  };
  const needRecorder = (): Recorder => {
    if (recorder === undefined) throw new Error(`mode ${config.mode} has no recorder`);
    return recorder;
  };
  const answer = modes[config.mode].build({
    replaying: () => replaying(config.repeat),
    ruling: () => (ruleFiles === undefined ? undefined : synthesiser?.ruling(ruleFiles.inForce, faults.wish)),
    hasCassettes: () => config.paths.length > 0,
    synthesising: () => (config.synthesis === undefined ? undefined : synthesiser?.inventing),
    replayingEachOnce: () => replaying('miss'),
    recording: (into) => needRecorder().recording(into),
    passingThrough: () => needRecorder().passingThrough(),
    cassetteOf: (exchange) => exchange.selection.cassette ?? recordingCassette,
    existed: (name) => (library.cassette(name)?.size ?? 0) > 0,
  });
  const access = await openAccessOf(config, redactor, reader);
  const limits = await openLimits(config, reader);
  const respond = compose(stagesOf(config, { access, limits, faults, pacing }), answer);
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
  const lateness = new Lateness();
  let listener: OpenServer | undefined;
  let checked = false;
  let problems = 0;
  const monitoring = await startMonitoring(config.telemetry, {
    clock: config.clock,
    redactor,
    requestId,
    searchesCassettes: replays && (config.mode !== 'none' || config.paths.length > 0),
    mode: config.mode,
    connections: () => listener?.connections ?? 0,
    metrics: latenessMetrics(() => lateness.summary()),
    onProblem: config.onProblem,
  });
  listener = await listen({
    host: config.host,
    port: config.port,
    clock: config.clock,
    respond,
    explain: (exchange, outcome) => {
      const { reply, text } = explain(exchange, outcome);
      if (outcome.kind === 'miss') config.onMiss(text);
      return reply;
    },
    control: control([
      healthPage({ mode: config.mode }),
      missesPage(misses),
      resetPage(reset),
      timingPage(lateness),
      readyPage(() => ({ ready: checked, problems })),
      ...monitoring.pages,
      faultsPage(faults.switch),
    ]),
    isUpstream: (segment) => names.has(segment),
    unselected: { cassette: recorder === undefined ? config.cassette : recordingCassette, session: undefined },
    maxBody: config.maxBody,
    oversize: recorder === undefined ? 'refuse' : 'stream',
    budget: recorder === undefined ? undefined : new MemoryBudget(config.recordMemory),
    lateness,
    ...whoMayAsk(config),
    observer: monitoring.observer,
    adapt: stayWithUs(config.upstreams),
  });
  ruleFiles?.watch();
  config.reload?.watch();
  const check = checkInBackground(library, config.clock, (problem) => {
    problems += 1;
    config.onProblem(problem);
  });
  void check.done.then(() => {
    checked = true;
  });
  const { url, close: closeListener } = listener;
  return {
    url,
    library,
    misses,
    reload() {
      ruleFiles?.lookNow();
      config.reload?.now();
    },
    async close(grace = 10_000) {
      check.stop();
      ruleFiles?.stop();
      config.reload?.stop();
      await closeListener(grace);
      await monitoring.close();
      await misses.finish(timeForStories);
      await recorder?.drain();
      await recorder?.close();
      await synthesiser?.close();
      await access?.close();
    },
  };
}

interface StageParts {
  readonly access: Access | undefined;
  readonly limits: Limits | undefined;
  readonly faults: Faults;
  readonly pacing: Pacing;
}

/** What surrounds the responder, outermost first. */
function stagesOf({ onOutcome }: SimulatorConfig, { access, limits, faults, pacing }: StageParts): readonly Stage[] {
  return [
    ...(onOutcome === undefined ? [] : [observe(onOutcome)]),
    ...(access?.authenticate === undefined ? [] : [access.authenticate]),
    ...(limits === undefined ? [] : [limits.stage]),
    ...(access === undefined ? [] : [access.usage]),
    faults.stage,
    pacing.stage,
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
