import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { traceContextOf } from '../../../src/telemetry/traces/trace-context.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

describe('the trace of a request', () => {
  it('is that of its headers', () => {
    expect(
      traceContextOf([
        ['Traceparent', `00-${traceId}-${spanId}-01`],
        ['tracestate', 'a=1'],
        ['tracestate', 'b=2'],
      ]),
    ).toEqual({ traceId, spanId, sampled: true, state: 'a=1,b=2' });
    expect(traceContextOf([['traceparent', `00-${traceId}-${spanId}-00`]])).toMatchObject({
      sampled: false,
      state: '',
    });
  });

  it('is read of later versions as far as it is known', () => {
    expect(traceContextOf([['traceparent', `cc-${traceId}-${spanId}-03-more`]])).toMatchObject({
      spanId,
      sampled: true,
    });
  });

  it.each([
    ['nothing', ''],
    ['upper-case digits', `00-${traceId.toUpperCase()}-${spanId}-01`],
    ['no trace', `00-${'0'.repeat(32)}-${spanId}-01`],
    ['no span', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['version ff', `ff-${traceId}-${spanId}-01`],
    ['more than version 00 has', `00-${traceId}-${spanId}-01-more`],
    ['a short id', `00-${traceId.slice(1)}-${spanId}-01`],
  ])('is a new one where the header holds %s', (_what, value) => {
    expect(traceContextOf([['traceparent', value]])).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => traceContextOf([['traceparent', value]]) === undefined),
    );
  });
});
