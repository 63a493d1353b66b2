/** Puts together what there is to watch: counters, journal, log lines and spans, all told of the same answers. */

import type { Clock } from '../core/clock.ts';
import type { Redactor } from '../redaction/redactor.ts';
import type { ControlPage } from '../server/control-page.ts';
import { journalPage } from '../server/control-pages/journal.ts';
import { metricsPage } from '../server/control-pages/metrics.ts';
import { AnswerFactsReader } from '../telemetry/answer-facts.ts';
import { answerLines, chunkLines } from '../telemetry/answer-log.ts';
import type { AnswerObserver } from '../telemetry/answer-record.ts';
import { Log } from '../telemetry/log.ts';
import { gauge, type Metric } from '../telemetry/metric.ts';
import { Metrics } from '../telemetry/metrics.ts';
import { RecentAnswers } from '../telemetry/recent-answers.ts';
import type { MetricsText } from '../telemetry/render-metrics.ts';
import type { RequestIdOf } from '../telemetry/request-id.ts';
import { ShownRequest } from '../telemetry/shown-request.ts';
import type { Tracer } from '../telemetry/traces/tracer.ts';
import { AnswerWatcher } from '../telemetry/watch-answers.ts';
import { packageVersion } from './package-version.ts';
import type { TelemetryConfig } from './telemetry-config.ts';

export interface MonitoringParts {
  readonly clock: Clock;
  readonly redactor: Redactor;
  readonly requestId: RequestIdOf;
  /** Whether what no recording answers is a miss. */
  readonly searchesCassettes: boolean;
  readonly mode: string;
  /** Open connections of clients. */
  readonly connections: () => number;
  /** Of other parts of llmsim. */
  readonly metrics: readonly Metric[];
  readonly onProblem: (text: string) => void;
}

export interface Monitoring {
  readonly observer: AnswerObserver;
  readonly pages: readonly ControlPage[];
  /** Sends what is left. */
  close(): Promise<void>;
}

export async function startMonitoring(config: TelemetryConfig, parts: MonitoringParts): Promise<Monitoring> {
  const { clock, redactor, requestId } = parts;
  const metrics = new Metrics(parts.searchesCassettes);
  const recent = new RecentAnswers(config.journal);
  const tracer = await tracerOf(config, parts);
  const shown = new ShownRequest(redactor);
  const { log } = config;
  const lines = log === undefined ? undefined : { log: new Log({ ...log, clock }), skips: log.skips, paint: log.paint };
  const toLog = lines === undefined ? undefined : answerLines(lines);
  // Who never scrapes and never looks at the journal does not pay for reading what an upstream answers.
  let looked = tracer !== undefined;
  const watcher = new AnswerWatcher({
    clock,
    requestId,
    shown,
    facts: new AnswerFactsReader(shown),
    listeners: [metrics.count, recent.add, ...(toLog === undefined ? [] : [toLog])],
    onExchange: tracer?.trace,
    onChunk: lines === undefined ? undefined : chunkLines(lines),
    readsLive: () => looked,
  });
  let render: (() => Promise<MetricsText>) | undefined;
  return {
    observer: watcher,
    pages: [
      journalPage({
        get total() {
          return recent.total;
        },
        entries(filter) {
          looked = true;
          return recent.entries(filter);
        },
      }),
      metricsPage(async () => {
        looked = true;
        render ??= await openRenderer([...metrics.all, ...gauges(parts, watcher), ...parts.metrics], parts.mode);
        return render();
      }),
    ],
    close: async () => tracer?.close(),
  };
}

/** Its library is loaded with the first scrape. */
async function openRenderer(metrics: readonly Metric[], mode: string): Promise<() => Promise<MetricsText>> {
  const [{ metricsRenderer }, version] = await Promise.all([
    import('../telemetry/render-metrics.ts'),
    packageVersion(),
  ]);
  const build = { version, mode };
  return metricsRenderer([...metrics, gauge('llmsim_build_info', 'Which llmsim this is.', () => 1, build)]);
}

function gauges({ connections }: MonitoringParts, watcher: AnswerWatcher): readonly Metric[] {
  return [
    gauge('llmsim_active_connections', 'Open connections of clients.', connections),
    gauge('llmsim_active_streams', 'Answers that are being written now, piece by piece.', () => watcher.open),
  ];
}

/** Loaded only where a collector is configured. */
async function tracerOf({ otlp }: TelemetryConfig, { clock, onProblem }: MonitoringParts): Promise<Tracer | undefined> {
  if (otlp === undefined) return undefined;
  const [{ startTracer }, version] = await Promise.all([import('../telemetry/traces/tracer.ts'), packageVersion()]);
  return startTracer({ ...otlp, clock, version, onProblem });
}
