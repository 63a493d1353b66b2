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
    set: fault === undefined ? (configured?.set ?? defaultFaults.set) : await given(fault),
  };
}

async function given(texts: readonly string[]): Promise<FaultSet> {
  // Loaded only where there is one to read.
  const { readFault } = await import('../pipeline/fault/read-fault.ts');
  return texts.map((text): FaultRule => {
    const [, name = text, number, percent] = /^(.*?)(?:@(\d+(?:\.\d+)?)(%?))?$/s.exec(text) ?? [];
    const read = readFault(name);
    const rate = number === undefined ? 1 : Number(number) / (percent === '%' ? 100 : 1);
    const problem =
      read.kind === 'problem' ? read.what : rate > 1 ? `a rate of ${rate} is more than every request` : undefined;
    if (problem !== undefined || read.kind === 'problem') {
      throw new LlmsimError('usage', `--fault ${text}: ${problem}`, 'Write it as 503, 503@0.1 or "reset(after=3)@5%".');
    }
    return { fault: read.fault, rate, times: undefined, for: undefined, from: 0, until: Number.POSITIVE_INFINITY };
  });
}
