/** What llmsim counts of its answers. */

import type { AnswerFacts } from './answer-facts.ts';
import type { AnswerRecord } from './answer-record.ts';
import { BoundedNames } from './bounded-names.ts';
import { type Counter, CounterFamily, type Histogram, HistogramFamily, type Metric } from './metric.ts';

/** Clients choose these; what comes after the bound counts as `other`. */
const mostModels = 200;
const mostEndpoints = 200;
const mostCassettes = 200;
const mostFaults = 100;

/** Seconds: from an instant replay to a model that thinks for minutes. */
const latencyBounds = [0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** All counters of answers of one endpoint, model, source and status. */
interface Series {
  readonly source: AnswerRecord['source'];
  readonly status: number | undefined;
  readonly requests: Counter;
  readonly input: Counter;
  readonly output: Counter;
  readonly duration: Histogram;
  readonly firstToken: Histogram;
  readonly error: Counter | undefined;
  /** Of the look-up in cassettes, where there was one. */
  readonly found: Counter | undefined;
}

export class Metrics {
  readonly #requests = new CounterFamily(
    'llmsim_requests_total',
    'Answered requests, by who answered; source "none" is a miss, "llmsim" a refusal of its own.',
    ['endpoint', 'model', 'source', 'status'],
  );
  readonly #duration = new HistogramFamily(
    'llmsim_request_duration_seconds',
    'Time from the complete request to the end of its answer.',
    ['endpoint', 'source'],
    latencyBounds,
  );
  readonly #firstToken = new HistogramFamily(
    'llmsim_time_to_first_token_seconds',
    'Time from the complete request to the first bytes of a streamed answer.',
    ['endpoint', 'source'],
    latencyBounds,
  );
  readonly #tokens = new CounterFamily(
    'llmsim_tokens_total',
    'Tokens as the answers count them, those of replayed answers too.',
    ['model', 'source', 'direction'],
  );
  readonly #errors = new CounterFamily(
    'llmsim_errors_total',
    'Answers that are an error or did not come to their end, by kind.',
    ['endpoint', 'source', 'kind'],
  );
  readonly #faults = new CounterFamily('llmsim_faults_total', 'Faults that were put into answers.', ['fault']);
  readonly #hits = new CounterFamily('llmsim_cassette_hits_total', 'Requests that a recording answered.', ['cassette']);
  readonly #misses = new CounterFamily(
    'llmsim_cassette_misses_total',
    'Requests that no recording answered; "*" stands for a search in all cassettes.',
    ['cassette'],
  );
  readonly #searchesCassettes: boolean;
  readonly #models = new BoundedNames(mostModels);
  readonly #endpoints = new BoundedNames(mostEndpoints);
  readonly #cassettes = new BoundedNames(mostCassettes);
  readonly #faultNames = new BoundedNames(mostFaults);
  /** Facts are one object for a recording that is played again. */
  readonly #known = new WeakMap<AnswerFacts, Series>();

  /** @param searchesCassettes whether what no recording answers is a miss: not where everything goes upstream */
  constructor(searchesCassettes: boolean) {
    this.#searchesCassettes = searchesCassettes;
  }

  readonly all: readonly Metric[] = [
    this.#requests,
    this.#duration,
    this.#firstToken,
    this.#tokens,
    this.#errors,
    this.#faults,
    this.#hits,
    this.#misses,
  ];

  readonly count = (record: AnswerRecord): void => {
    const { facts, source, status, end, firstChunk, fault } = record;
    let series = this.#known.get(facts);
    if (series === undefined || series.source !== source || series.status !== status) {
      series = this.#seriesOf(record);
      this.#known.set(facts, series);
    }
    series.requests.value += 1;
    series.duration.observe(record.duration / 1000);
    if (facts.streamed && firstChunk !== undefined) series.firstToken.observe(firstChunk / 1000);
    const usage = facts.answer?.usage;
    if (usage !== undefined) {
      series.input.value += usage.input;
      series.output.value += usage.output;
    }
    if (series.error !== undefined) series.error.value += 1;
    else if (end !== 'complete') this.#errors.of(this.#endpoints.of(facts.endpoint), source, end).value += 1;
    if (fault !== undefined) this.#faults.of(this.#faultNames.of(faultId(fault))).value += 1;
    if (series.found !== undefined) series.found.value += 1;
  };

  #seriesOf({ facts, source, status, cassette }: AnswerRecord): Series {
    const endpoint = this.#endpoints.of(facts.endpoint);
    const model = this.#models.of(facts.model ?? 'none');
    const kind = errorKind(source, status);
    return {
      source,
      status,
      requests: this.#requests.of(endpoint, model, source, String(status ?? 'none')),
      input: this.#tokens.of(model, source, 'input'),
      output: this.#tokens.of(model, source, 'output'),
      duration: this.#duration.of(endpoint, source),
      firstToken: this.#firstToken.of(endpoint, source),
      error: kind === undefined ? undefined : this.#errors.of(endpoint, source, kind),
      found: this.#lookup(source)?.of(this.#cassettes.of(cassette ?? '*')),
    };
  }

  /** Rules come before cassettes, and what llmsim refuses is not looked up. */
  #lookup(source: AnswerRecord['source']): CounterFamily | undefined {
    if (source === 'cassette') return this.#hits;
    return this.#searchesCassettes && source !== 'rule' && source !== 'fault' && source !== 'llmsim'
      ? this.#misses
      : undefined;
  }
}

function errorKind(source: AnswerRecord['source'], status: number | undefined): string | undefined {
  if (source === 'none') return 'miss';
  if (source === 'llmsim') return 'refusal';
  if (status === undefined || status < 400) return undefined;
  return status < 500 ? 'status_4xx' : 'status_5xx';
}

/** `reset(after=3)` is the fault `reset`. */
function faultId(fault: string): string {
  const open = fault.indexOf('(');
  return open < 0 ? fault : fault.slice(0, open);
}
