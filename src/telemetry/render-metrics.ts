/** Writes metrics in Prometheus' text format, with those of the process beside them; loads its library when the first text is asked for. */

import type { Metric } from './metric.ts';

export interface MetricsText {
  readonly contentType: string;
  readonly text: string;
}

type Library = typeof import('prom-client');
type Registered = Parameters<InstanceType<Library['Registry']>['registerMetric']>[0];

/** Gauges that are called like counters: checkers of the format complain, and the same is told by type beside them. */
const misnamed = ['nodejs_active_resources_total', 'nodejs_active_handles_total', 'nodejs_active_requests_total'];

/** @param metrics asked for their samples at each call */
export function metricsRenderer(metrics: readonly Metric[]): () => Promise<MetricsText> {
  let registry: Promise<InstanceType<Library['Registry']>> | undefined;
  const open = async (): Promise<InstanceType<Library['Registry']>> => {
    const { default: library } = await import('prom-client');
    const opened = new library.Registry();
    for (const metric of metrics) opened.registerMetric(registered(metric));
    library.collectDefaultMetrics({ register: opened });
    for (const name of misnamed) opened.removeSingleMetric(name);
    return opened;
  };
  return async () => {
    registry ??= open();
    const opened = await registry;
    return { contentType: opened.contentType, text: await opened.metrics() };
  };
}

/** What the registry asks of a metric at a scrape; its types only know the library's own classes. */
function registered(metric: Metric): Registered {
  const { name, help, type } = metric;
  const told = { name, help, type, aggregator: 'sum' };
  const get = async (): Promise<object> => ({
    ...told,
    values: metric.samples().map((sample) => ({ ...sample, metricName: sample.name })),
  });
  return { ...told, get } as unknown as Registered;
}
