/** Lets the model of a run take its turn: it says something, calls tools, or fails. */

import type { Draft, DraftChoice, FinishKind } from '../../core/draft.ts';
import type { Drafted, EndpointContext } from '../../core/endpoint.ts';
import type { Prompt, PromptMessage } from '../../core/prompt.ts';
import type { Random } from '../../core/random.ts';
import { openaiId } from '../openai-ids.ts';
import { textPart } from './new-thread.ts';
import type { Message, Run, RunStep, RunUsage, StepCall, StepDetails } from './objects.ts';
import { runPrompt } from './run-prompt.ts';
import { added, nextTime, noUsage, type RunState, type ThreadState, type Turn } from './state.ts';

export interface TakenTurn extends Turn {
  /** Where the model's events are cut. */
  readonly cut: Draft['cut'];
}

/** Changes nothing yet but the thread's time: `settle` does. */
export async function takeTurn(
  state: ThreadState,
  running: RunState,
  context: Pick<EndpointContext, 'generate' | 'ids' | 'created'>,
): Promise<TakenTurn> {
  const { run } = running;
  const now = nextTime(state, context);
  const started: Run = { ...run, status: 'in_progress', required_action: null, started_at: run.started_at ?? now };
  const drafted = await draftOf(runPrompt(state, running), run, context.generate);
  const nothing = { started, said: undefined, called: undefined, usage: noUsage, cut: (text: string) => [text] };
  const over: Run = { ...started, expires_at: null, usage: running.usage };
  if (drafted.kind === 'too-much') {
    return {
      ...nothing,
      ended: { ...over, status: 'incomplete', incomplete_details: { reason: 'max_prompt_tokens' } },
    };
  }
  if (drafted.kind !== 'draft') {
    const last_error = { code: 'invalid_prompt', message: problemOf(drafted) };
    return { ...nothing, ended: { ...over, status: 'failed', failed_at: now, last_error } };
  }
  const { draft } = drafted;
  const [choice] = draft.choices;
  const random = context.ids.fork('turn');
  const usage = usageOf(draft);
  const called = choice.toolCalls.length > 0 ? callingStep(choice, run, now, random.fork('calls')) : undefined;
  const silent = called !== undefined && choice.text === '' && choice.refusal === '';
  const said = silent
    ? undefined
    : spoken(choice, run, now, random.fork('message'), called === undefined ? usage : noUsage);
  const ended =
    called === undefined ? endedRun(over, choice.finish, added(running.usage, usage), now) : waiting(started, called);
  return { started, said, called, usage, ended, cut: draft.cut };
}

type DraftOrTooMuch = Drafted | { readonly kind: 'too-much' };

/** What the oldest messages make too long is asked without them, as a thread of any length can be run. */
async function draftOf(
  prompt: Prompt,
  { max_prompt_tokens: most }: Run,
  generate: EndpointContext['generate'],
): Promise<DraftOrTooMuch> {
  let asked = prompt;
  for (;;) {
    const fits = most === null || (await generate.promptTokens(asked)) <= most;
    const drafted: DraftOrTooMuch = fits ? await generate.draft(asked) : { kind: 'too-much' };
    if (drafted.kind !== 'too-much' && drafted.kind !== 'too-long') return drafted;
    const messages = withoutOldest(asked.messages);
    if (messages.length === asked.messages.length) return drafted;
    asked = { ...asked, messages };
  }
}

/** Without the older half of what is not the system's; the last message stays. */
function withoutOldest(messages: readonly PromptMessage[]): readonly PromptMessage[] {
  const system = messages.filter(({ role }) => role === 'system');
  const others = messages.filter(({ role }) => role !== 'system');
  return [...system, ...others.slice(Math.floor(others.length / 2))];
}

function problemOf(drafted: Exclude<Drafted, { kind: 'draft' }>): string {
  if (drafted.kind === 'impossible') return `Invalid schema: ${drafted.why}`;
  return `This model's maximum context length is ${drafted.contextWindow} tokens. However, your messages resulted in ${drafted.promptTokens} tokens. Please reduce the length of the messages.`;
}

function usageOf({ usage: { input, output } }: Draft): RunUsage {
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
}

function spoken(
  { text, refusal, finish }: DraftChoice,
  run: Run,
  now: number,
  random: Random,
  usage: RunUsage,
): NonNullable<Turn['said']> {
  const reason = incompleteWords[finish];
  const message: Message = {
    id: openaiId('msg_', 24, random),
    object: 'thread.message',
    created_at: now,
    thread_id: run.thread_id,
    status: reason === undefined ? 'completed' : 'incomplete',
    incomplete_details: reason === undefined ? null : { reason },
    completed_at: reason === undefined ? now : null,
    incomplete_at: reason === undefined ? null : now,
    role: 'assistant',
    content: [
      ...(text === '' && refusal !== '' ? [] : [textPart(text)]),
      ...(refusal === '' ? [] : [{ type: 'refusal', refusal }]),
    ],
    assistant_id: run.assistant_id,
    run_id: run.id,
    attachments: [],
    metadata: {},
  };
  const details: StepDetails = { type: 'message_creation', message_creation: { message_id: message.id } };
  const step = stepOf(details, run, now, random);
  return { message, step: { ...step, status: 'completed', completed_at: now, usage } };
}

const incompleteWords: Partial<Record<FinishKind, string>> = {
  length: 'max_tokens',
  'content-filter': 'content_filter',
};

/** In progress until all calls are answered. */
function callingStep({ toolCalls }: DraftChoice, run: Run, now: number, random: Random): RunStep {
  const calls = toolCalls.map(
    ({ name, arguments: text }): StepCall => ({
      id: openaiId('call_', 24, random),
      type: 'function',
      function: { name, arguments: text, output: null },
    }),
  );
  return stepOf({ type: 'tool_calls', tool_calls: calls }, run, now, random);
}

function stepOf(details: StepDetails, run: Run, now: number, random: Random): RunStep {
  return {
    id: openaiId('step_', 24, random),
    object: 'thread.run.step',
    created_at: now,
    run_id: run.id,
    assistant_id: run.assistant_id,
    thread_id: run.thread_id,
    type: details.type,
    status: 'in_progress',
    cancelled_at: null,
    completed_at: null,
    expired_at: null,
    failed_at: null,
    last_error: null,
    step_details: details,
    usage: null,
    metadata: {},
  };
}

function endedRun(over: Run, finish: FinishKind, usage: RunUsage, now: number): Run {
  if (finish === 'length') {
    return { ...over, status: 'incomplete', incomplete_details: { reason: 'max_completion_tokens' }, usage };
  }
  return { ...over, status: 'completed', completed_at: now, usage };
}

function waiting(started: Run, { step_details: details }: RunStep): Run {
  const calls = details.type === 'tool_calls' ? details.tool_calls : [];
  const tool_calls = calls.map(({ id, type, function: { name, arguments: text } }) => ({
    id,
    type,
    function: { name, arguments: text },
  }));
  return {
    ...started,
    status: 'requires_action',
    required_action: { type: 'submit_tool_outputs', submit_tool_outputs: { tool_calls } },
  };
}
