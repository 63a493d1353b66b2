/** The option that lets answers go wrong, and the faults that it and the configuration file make. */

import type { Command } from 'commander';
import { defaultFaults, type FaultsConfig } from '../app/faults-config.ts';
import { LlmsimError } from '../core/errors.ts';
import type { FaultRule, FaultSet } from '../pipeline/fault/fault-set.ts';
import { collect } from './option-values.ts';

export interface FaultFlags {
  readonly fault?: readonly string[];
  /** Of invented answers, and so of their faults. */
  readonly seed?: string;
}

export function withFaultOptions(command: Command): Command {
  return command.option(
    '--fault <fault[@rate]>',
    'let answers go wrong, such as 503@0.1, "reset(after=3)@5%" or stall; may be repeated (docs/faults.md)',
    collect,
  );
}

/** Options win over the configuration. Throws LlmsimError `usage` for a fault that does not exist. */
export async function faultsOf(
  { fault, seed }: FaultFlags,
  configured: { readonly seed: string | undefined; readonly set: FaultSet } | undefined,
): Promise<FaultsConfig> {
  return {
    seed: seed ?? configured?.seed ?? defaultFaults.seed,
    reloads: fault === undefined,
    ...(seed === undefined ? {} : { keepsSeed: true }),
    set: fault === undefined ? (configured?.set ?? defaultFaults.set) : await given(fault),
  };
}

async function given(texts: readonly string[]): Promise<FaultSet> {
  // Loaded only where there is one to read.
  const { readFault } = await import('../pipeline/fault/read-fault.ts');
  const set = texts.map((text): FaultRule => {
    const { fault, rate = 1 } = faultAndRate(text);
    const read = readFault(fault);
    if (read.kind === 'problem') throw refused(`--fault ${text}: ${read.what}`);
    if (rate > 1) throw refused(`--fault ${text}: a rate of ${rate} is more than every request`);
    return { fault: read.fault, rate, times: undefined, for: undefined, from: 0, until: Number.POSITIVE_INFINITY };
  });
  const sum = set.reduce((total, { rate }) => total + rate, 0);
  if (sum > 1.000_001) {
    const rates = `the rates of all faults together are ${Number(sum.toFixed(6))}, which is more than every request`;
    throw refused(`--fault ${texts.join(' --fault ')}: ${rates}`, 'Give each its share, such as --fault 503@0.1.');
  }
  return set;
}

function refused(message: string, hint = 'Write it as 503, 503@0.1 or "reset(after=3)@5%".'): LlmsimError {
  return new LlmsimError('usage', message, hint);
}

/** `503@10%` is a `503` with a rate of 0.1. */
export function faultAndRate(text: string): { readonly fault: string; readonly rate: number | undefined } {
  const [, fault = text, number, percent] = /^(.*?)(?:@(\d+(?:\.\d+)?)(%?))?$/s.exec(text) ?? [];
  return { fault, rate: number === undefined ? undefined : Number(number) / (percent === '%' ? 100 : 1) };
}
