/** The trace that a request is part of, as its headers say (W3C Trace Context, https://www.w3.org/TR/trace-context/). */

import { type HeaderList, headerOf, headersOf } from '../../core/headers.ts';

export interface TraceContext {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits: the caller's span. */
  readonly spanId: string;
  readonly sampled: boolean;
  /** `tracestate` as it came; empty where there is none. */
  readonly state: string;
}

const pattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Undefined where there is no `traceparent`, or one that the standard says to ignore. */
export function traceContextOf(headers: HeaderList): TraceContext | undefined {
  const [, version, traceId, spanId, flags, more] = pattern.exec(headerOf(headers, 'traceparent')?.trim() ?? '') ?? [];
  if (version === undefined || traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  // Version 00 ends with its flags; later ones may say more, and `ff` is none.
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  const state = headersOf(headers, 'tracestate').join(',');
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1, state };
}
