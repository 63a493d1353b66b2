/** Reads a line of a timeline: `at 30s for 10s: 503 for anthropic`, `at 2m: overloaded for claude-* with 50%`. */

import { parseDuration } from '../../codec/duration-text.ts';
import type { FaultRule } from './fault-set.ts';
import { readFault } from './read-fault.ts';

export type ReadLine =
  | { readonly kind: 'rule'; readonly rule: FaultRule }
  | { readonly kind: 'problem'; readonly what: string };

/** Longer ones mean nothing, and would only cost time. */
const longest = 1000;

const form = /^\s*at\s+(\S+?)(?:\s+for\s+(\S+?))?\s*:\s*(.+?)\s*$/;
/** What stands in the fault's brackets may hold any words. */
const whom = /^([^\s(]+(?:\s*\(.*\))?)(?:\s+for\s+(\S+))?(?:\s+with\s+(\d+(?:\.\d+)?)\s*%)?$/;

export function readTimelineLine(text: string): ReadLine {
  const [, at = '', length, rest] = text.length > longest ? [] : (form.exec(text) ?? []);
  if (rest === undefined)
    return problem(`"${text.slice(0, 100)}" is no line of a timeline: write "at 30s for 10s: 503 for anthropic"`);
  const from = parseDuration(at);
  const lasts = length === undefined ? Number.POSITIVE_INFINITY : parseDuration(length);
  if (from === undefined || lasts === undefined) {
    return problem(`"${from === undefined ? at : length}" is no duration such as 500ms, 30s or 2m`);
  }
  const [, fault = rest, wanted, percent = '100'] = whom.exec(rest) ?? [];
  const rate = Number(percent) / 100;
  if (rate > 1) return problem(`${percent}% is more than all requests`);
  const read = readFault(fault);
  if (read.kind === 'problem') return read;
  return { kind: 'rule', rule: { fault: read.fault, rate, times: undefined, for: wanted, from, until: from + lasts } };
}

/** The same as text. */
export function timelineLine({ fault, rate, for: wanted, from, until }: FaultRule): string {
  const lasts = until === Number.POSITIVE_INFINITY ? '' : ` for ${until - from}ms`;
  const share = rate === 1 ? '' : ` with ${rate * 100}%`;
  return `at ${from}ms${lasts}: ${fault.text}${wanted === undefined ? '' : ` for ${wanted}`}${share}`;
}

function problem(what: string): ReadLine {
  return { kind: 'problem', what };
}
