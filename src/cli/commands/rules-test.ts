/** `llmsim rules test`: which rule answers a request, with what, and why the others do not. */

import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { LlmsimError } from '../../core/errors.ts';
import { findEndpoint } from '../../dialects/endpoint-path.ts';
import { dialectOf } from '../../dialects/list.ts';
import { type RuleTrial, tryRules } from '../../rules/choose.ts';
import { filled, fillerOf } from '../../rules/fill-response.ts';
import { ruleLabel } from '../../rules/rule.ts';
import { ruleSet } from '../../rules/rule-set.ts';
import type { RuleSubject } from '../../rules/rule-subject.ts';
import type { CliCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { readRequestFile } from '../request-file.ts';
import type { Terminal } from '../terminal.ts';

interface TestFlags {
  readonly path?: string;
  readonly upstream?: string;
  readonly json: boolean;
}

export const rulesTest: CliCommand = {
  name: 'test',
  group: 'rules',
  build(command: Command, run) {
    return command
      .description('Tell which rule answers a request, and why the others do not.')
      .argument('<rules.yaml>', 'a file with rules; llmsim.yaml too')
      .argument('<request.json>', 'a body, or { "method", "target", "headers", "body" }')
      .option('--path <path>', 'where a body alone is sent (default: where such a body usually goes)')
      .option('--upstream <name>', 'the upstream that the path of the client names')
      .option('--json', 'print JSON', false)
      .addHelpText('after', '\nExit codes: 0 a rule answers, 1 none does, 2 wrong usage or a file that cannot be used.')
      .action((rules: string, request: string, flags: TestFlags) =>
        run((terminal) => test(rules, request, flags, terminal)),
      );
  },
};

async function test(file: string, requestFile: string, flags: TestFlags, terminal: Terminal): Promise<number> {
  const set = ruleSet(await rulesIn(file));
  const request = readRequestFile(requestFile, flags.path);
  const { dialect } = dialectOf(request);
  const found = findEndpoint(request, await dialect.endpoints());
  // What answers by rules is loaded only here: it is no part of the start of other commands.
  const { subjectOf } = await import('../../pipeline/responders/ruled.ts');
  const subject = subjectOf({ request, upstream: flags.upstream }, dialect, found);
  const trials = tryRules(set, subject, new Map());
  if (flags.json) terminal.result(asJson(trials, subject));
  else {
    terminal.result(terminal.paintResult.dim(`${request.method} ${request.target} (${dialect.id})`));
    for (const trial of trials) tell(trial, subject, terminal);
    if (trials.length === 0) terminal.result('There are no rules.');
    else if (!trials.some(answers)) terminal.result('No rule answers.');
  }
  return trials.some(answers) ? exitCodes.done : exitCodes.failed;
}

async function rulesIn(file: string) {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LlmsimError('configuration', `${file} cannot be read: ${reason}`, '', { cause });
  }
  const { readRules } = await import('../../app/rule-files.ts');
  const read = readRules(text, file);
  if (read.kind === 'rules') return read.rules;
  throw new LlmsimError(
    'configuration',
    `${file} cannot be used:\n${read.lines.map((line) => `  ${line}`).join('\n')}`,
    'docs/rules.md shows what it may say.',
  );
}

function answers(trial: RuleTrial): trial is Extract<RuleTrial, { kind: 'answers' }> {
  return trial.kind === 'answers';
}

function tell(trial: RuleTrial, subject: RuleSubject, terminal: Terminal): void {
  const { paintResult: paint } = terminal;
  const label = ruleLabel(trial.rule);
  if (trial.kind === 'answers') {
    const { length } = trial.rule.responses;
    terminal.result(paint.green(`${label} answers${length === 1 ? '' : ` (the first of ${length} responses)`}`));
    terminal.result(`  ${JSON.stringify(said(trial, subject))}`);
    return;
  }
  terminal.result(`${label} does not`);
  for (const reason of trial.reasons) terminal.result(paint.dim(`  ${reason}`));
}

/** What it says, templates filled, without what it says nothing of. */
function said({ response, groups }: Extract<RuleTrial, { kind: 'answers' }>, subject: RuleSubject): unknown {
  const empty = (value: unknown): boolean =>
    value === undefined ||
    value === '' ||
    (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
  const { kind, fault, ...fields } = response;
  const shown = Object.entries({ ...fields, fault: fault?.text }).filter(([, value]) => !empty(value));
  return filled({ kind, ...Object.fromEntries(shown) }, fillerOf(subject, groups));
}

function asJson(trials: readonly RuleTrial[], subject: RuleSubject): string {
  const about = ({ rule: { position, name } }: RuleTrial) => ({ rule: position, name: name ?? null });
  const answer = trials.find(answers);
  return JSON.stringify(
    {
      answer: answer === undefined ? null : { ...about(answer), response: said(answer, subject) },
      others: trials.flatMap((trial) => (answers(trial) ? [] : [{ ...about(trial), reasons: trial.reasons }])),
    },
    undefined,
    2,
  );
}
