/** The parts that only some simulators have, each loaded where the configuration wants it: who replays alone starts without them. */

import type { SimRequest } from '../core/request.ts';
import type { RequestReader } from '../pipeline/request-reading.ts';
import type { Redactor } from '../redaction/redactor.ts';
import type { Access } from './access.ts';
import type { Limits } from './limits.ts';
import type { RuleFiles } from './rule-files.ts';
import type { SimulatorConfig } from './simulator-config.ts';
import type { Synthesiser } from './synthesis.ts';

/** Hand-written answers of files and of the configuration. */
export async function openRules({ rules, reload, clock }: SimulatorConfig): Promise<RuleFiles | undefined> {
  if (rules === undefined) return undefined;
  const { openRuleFiles } = await import('./rule-files.ts');
  const files = openRuleFiles(rules.files, clock, rules.onNews, rules.configured);
  reload?.onReload('rules', (configuration) => files.configure(configuration.rules ?? []));
  return files;
}

/** SQLite is loaded only where keys are asked for or usage is written. */
export async function openAccessOf(
  config: SimulatorConfig,
  redactor: Redactor,
  reader: RequestReader,
): Promise<Access | undefined> {
  const { access, clock, missStatus, onProblem } = config;
  if (access.auth === 'off' && !access.usage) return undefined;
  const { openAccess } = await import('./access.ts');
  return openAccess(access, { clock, missStatus, redactor, reader, onProblem });
}

/** Keys may have limits of their own, and a configuration may get some while llmsim runs: else there is no such stage. */
export async function openLimits(
  { limits, access, reload, clock }: SimulatorConfig,
  reader: RequestReader,
): Promise<Limits | undefined> {
  if (limits === undefined && access.auth === 'off' && reload === undefined) return undefined;
  const { startLimits } = await import('./limits.ts');
  const started = startLimits(limits, clock, reader);
  reload?.onReload('limits', (configuration) => started.reconfigure(configuration.limits));
  return started;
}

/** What invents answers, by rules or by generators. */
export async function startSynthesis(
  { synthesis, rules, mode, clock }: SimulatorConfig,
  keyOf: (request: SimRequest) => string,
  redactor: Redactor,
): Promise<Synthesiser | undefined> {
  const ruling = mode === 'all' || mode === 'passthrough' ? undefined : rules;
  const config = (mode === 'none' ? synthesis : undefined) ?? ruling?.answers;
  if (config === undefined) return undefined;
  const { startSynthesiser } = await import('./synthesis.ts');
  return startSynthesiser(config, keyOf, redactor, clock);
}
