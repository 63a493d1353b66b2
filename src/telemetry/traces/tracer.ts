/** Sends a span for each answer to an OpenTelemetry collector, by OTLP over HTTP with JSON; loaded only where one is configured. */

import {
  type Attributes,
  createTraceState,
  type HrTime,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Clock } from '../../core/clock.ts';
import type { ExchangeListener } from '../answer-record.ts';
import { answerSpan } from './answer-span.ts';
import { traceContextOf } from './trace-context.ts';

export interface TracerOptions {
  readonly clock: Pick<Clock, 'after'>;
  /** Where spans go, for example `http://127.0.0.1:4318/v1/traces`; undefined leaves it to the variables `OTEL_EXPORTER_OTLP_…`. */
  readonly url: string | undefined;
  /** Sent with them; undefined leaves it to the variables too. */
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly version: string;
  /** Told once, when spans cannot be delivered. */
  readonly onProblem: (text: string) => void;
}

export interface Tracer {
  readonly trace: ExchangeListener;
  /** Sends what is left, for at most two seconds. */
  close(): Promise<void>;
}

/** A collector that is away must not hold up who stops llmsim. */
const timeToFlush = 2000;

export function startTracer(options: TracerOptions): Tracer {
  const { clock, url, headers, version } = options;
  const exporter = new OTLPTraceExporter({
    ...(url === undefined ? {} : { url }),
    ...(headers === undefined ? {} : { headers: { ...headers } }),
  });
  const named = resourceFromAttributes({ 'service.name': 'llmsim', 'service.version': version });
  const provider = new BasicTracerProvider({
    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
    resource: named.merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(complaining(exporter, options.onProblem))],
  });
  const tracer = provider.getTracer('llmsim', version);
  return {
    trace(record, exchange) {
      const { name, attributes, error } = answerSpan(record);
      const start = record.received;
      const parent = traceContextOf(exchange.request.headers);
      const context =
        parent === undefined
          ? ROOT_CONTEXT
          : trace.setSpanContext(ROOT_CONTEXT, {
              traceId: parent.traceId,
              spanId: parent.spanId,
              traceFlags: parent.sampled ? 1 : 0,
              isRemote: true,
              traceState: createTraceState(parent.state),
            });
      const span = tracer.startSpan(
        name,
        { kind: SpanKind.SERVER, startTime: spanTime(start), attributes: mutable(attributes) },
        context,
      );
      if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(spanTime(start + record.duration));
    },
    async close() {
      const flushed = provider.shutdown().catch(() => undefined);
      await new Promise<void>((resolve) => {
        const late = clock.after(timeToFlush, resolve);
        flushed.then(() => {
          late.cancel();
          resolve();
        });
      });
    },
  };
}

/** Milliseconds since 1970 as seconds and nanoseconds. A number would be read as one of the process's own clock where it is small. */
function spanTime(ms: number): HrTime {
  return [Math.floor(ms / 1000), Math.floor((ms % 1000) * 1_000_000)];
}

/** The exporter keeps its failures to itself: this tells the first of them. */
function complaining(exporter: SpanExporter, complain: (text: string) => void): SpanExporter {
  let told = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.code !== 0 && !told) {
          told = true;
          complain(`Traces cannot be delivered: ${result.error?.message ?? 'the collector does not take them'}.`);
        }
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

function mutable(attributes: Readonly<Record<string, string | number | readonly string[]>>): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, Array.isArray(value) ? [...value] : value]),
  ) as Attributes;
}
