/** Reads a fault as people write it: `503`, `reset(after=3)`, `stall(after=2, for=5s)`. */

import { argumentText, parseCall } from '../../codec/call-text.ts';
import { parseDuration } from '../../codec/duration-text.ts';
import type { ChosenFault, Fault, FaultArguments, FaultParameter } from '../../core/fault.ts';
import { builtInFaults } from '../../faults/list.ts';
import { nearestName } from '../../upstream/nearest-name.ts';

/** What a text means as a fault, or why it means none. */
export type ReadFault =
  | { readonly kind: 'fault'; readonly fault: ChosenFault }
  /** A clause: `"resett" is no fault; did you mean "reset"?` */
  | { readonly kind: 'problem'; readonly what: string };

/** What a timer can wait for. */
const longest = 86_400_000;

/** Other names of some. */
const alsoCalled: Readonly<Record<string, string>> = {
  'rate-limit': '429',
  'server-error': '500',
  overloaded: '529',
};

/** Reads what people write: `503`, `reset(after=3)`, `429(retry_after=2s)`. docs/faults.md has all of them. Never throws. */
export function readFault(text: string, faults: readonly Fault[] = builtInFaults): ReadFault {
  const call = parseCall(text);
  if (call === undefined)
    return problem(
      `"${text.slice(0, 100)}" is no fault: write its name, and in brackets what it takes, as in reset(after=3)`,
    );
  const id = alsoCalled[call.name.toLowerCase()] ?? call.name.toLowerCase();
  const fault = faults.find((one) => one.id === id);
  if (fault === undefined)
    return problem(
      unknown(
        `"${call.name}" is no fault`,
        call.name,
        faults.map((one) => one.id),
      ),
    );
  const args: Record<string, number | string> = {};
  for (const [name, value] of call.given) {
    const parameter = fault.parameters.find((one) => one.name === name);
    if (parameter === undefined) {
      const known = fault.parameters.map((one) => one.name);
      return problem(
        known.length === 0
          ? `${fault.id} takes nothing in brackets`
          : unknown(`${fault.id} takes no "${name}"`, name, known),
      );
    }
    const read = argumentOf(value, parameter);
    if (typeof read === 'object') return problem(`${name}=${value} of ${fault.id} ${read.what}`);
    args[name] = read;
  }
  return {
    kind: 'fault',
    fault: { id: fault.id, text: textOf(fault.id, call.given), action: fault.plan(args satisfies FaultArguments) },
  };
}

/** A fault whose arguments are known to be good. */
export function faultOf(text: string): ChosenFault {
  const read = readFault(text);
  if (read.kind === 'problem') throw new Error(read.what);
  return read.fault;
}

function argumentOf(text: string, { kind, choices }: FaultParameter): number | string | { readonly what: string } {
  if (kind === 'text') {
    return choices === undefined || choices.includes(text) ? text : { what: `is none of ${choices.join(', ')}` };
  }
  if (kind === 'duration') {
    const ms = parseDuration(text);
    if (ms === undefined) return { what: 'is no duration such as 500ms, 30s or 2m' };
    return ms > longest ? { what: 'is longer than a day' } : ms;
  }
  return /^\d{1,9}$/.test(text) ? Number(text) : { what: 'is no whole number' };
}

function unknown(what: string, name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? `${what}; there are ${known.join(', ')}` : `${what}; did you mean "${nearest}"?`;
}

function textOf(id: string, given: readonly (readonly [string, string])[]): string {
  return given.length === 0
    ? id
    : `${id}(${given.map(([name, value]) => `${name}=${argumentText(value)}`).join(', ')})`;
}

function problem(what: string): ReadFault {
  return { kind: 'problem', what };
}
