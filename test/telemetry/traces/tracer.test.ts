import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/core/clock.ts';
import type { HeaderList } from '../../../src/core/headers.ts';
import { startTracer } from '../../../src/telemetry/traces/tracer.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../../support/otlp-receiver.ts';
import { exchangeOf, recordOf } from '../answers.ts';

function tracing({ url }: OtlpReceiver, headers?: Record<string, string>) {
  const problems: string[] = [];
  const tracer = startTracer({
    clock: systemClock,
    url: `${url}/v1/traces`,
    headers,
    version: '1.2.3',
    onProblem: (text) => problems.push(text),
  });
  const traced = async (given: HeaderList = []) => {
    tracer.trace(recordOf({ received: Date.now() - 40, duration: 40 }), exchangeOf(given));
    await tracer.close();
  };
  return { traced, problems };
}

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

describe('the tracer', () => {
  it('sends a span with its times, attributes and who sends it', async () => {
    const receiver = await startOtlpReceiver();
    const before = Date.now();
    await tracing(receiver, { 'x-token': 'abc' }).traced();
    const [span] = await receiver.received(1);
    expect(span).toMatchObject({
      name: 'chat gpt-4o-mini',
      kind: 2, // SERVER
      parentSpanId: undefined,
      status: 0,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.usage.input_tokens': 11,
        'gen_ai.response.finish_reasons': ['stop'],
      },
      resource: { 'service.name': 'llmsim', 'service.version': '1.2.3' },
    });
    expect(Number((span?.end ?? 0n) - (span?.start ?? 0n)) / 1e6).toBeCloseTo(40, 2);
    expect(Math.abs(Number((span?.start ?? 0n) / 1_000_000n) - (before - 40))).toBeLessThan(5000);
    expect(receiver.requests[0]).toMatchObject({ path: '/v1/traces', headers: { 'x-token': 'abc' } });
  });

  it('continues the trace of the client', async () => {
    const receiver = await startOtlpReceiver();
    await tracing(receiver).traced([
      ['traceparent', `00-${traceId}-${spanId}-01`],
      ['tracestate', 'vendor=x'],
    ]);
    const [span] = await receiver.received(1);
    expect(span).toMatchObject({ traceId, parentSpanId: spanId, traceState: 'vendor=x' });
    expect(span?.spanId).not.toBe(spanId);
  });

  it('sends nothing of a trace that is not sampled', async () => {
    const receiver = await startOtlpReceiver();
    await tracing(receiver).traced([['traceparent', `00-${traceId}-${spanId}-00`]]);
    expect(receiver.requests).toEqual([]);
  });

  it('tells once that a collector does not take spans', async () => {
    const receiver = await startOtlpReceiver(400);
    const { traced, problems } = tracing(receiver);
    await traced();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^Traces cannot be delivered: /);
  });
});
