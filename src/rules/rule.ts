/** The contract of a rule: when it answers, and with what. Conditions live in `conditions/`. */

import type { Usage } from '../core/answer.ts';
import type { FinishKind } from '../core/draft.ts';
import type { ChosenFault } from '../core/fault.ts';
import type { HeaderList } from '../core/headers.ts';
import type { RuleSubject } from './rule-subject.ts';

/** What the groups of a pattern matched, by number (`0` is all of it) and by name. */
export type Groups = Readonly<Record<string, string>>;

export type Verdict =
  | { readonly holds: true; readonly groups: Groups | undefined }
  /** A clause about the request: `the model is "gpt-4o"`. Put together only for who asks. */
  | { readonly holds: false; readonly why: () => string };

export interface Condition {
  /** As the file has it: `content_contains: "weather"`. */
  readonly text: string;
  check(subject: RuleSubject): Verdict;
}

/** Words in the model's place, written by the dialect of the request; texts are templates. */
export interface SpokenResponse {
  readonly kind: 'spoken';
  readonly content: string;
  /** `arguments` as JSON: each text in them is a template. A text in its place is taken for the arguments' JSON as it stands. */
  readonly toolCalls: readonly { readonly name: string; readonly arguments: unknown }[];
  readonly reasoning: string;
  readonly refusal: string;
  /** Undefined for the one that follows from the rest. */
  readonly finish: FinishKind | undefined;
  /** Tokens in place of those that are counted. */
  readonly usage: Partial<Usage>;
}

/** An error in the provider's own shape. */
export interface ErrorResponse {
  readonly kind: 'error';
  /** 400 to 599. */
  readonly status: number;
  /** Undefined for a sentence that names the status. */
  readonly message: string | undefined;
  readonly type: string | undefined;
  readonly code: string | undefined;
  readonly headers: HeaderList;
}

/** An answer as it goes on the wire, whatever the endpoint; header values and texts are templates. */
export interface RawResponse {
  readonly kind: 'raw';
  readonly status: number;
  readonly headers: HeaderList;
  /** A text, or what is written as JSON; undefined for none. */
  readonly body: unknown;
}

/** A fault in whatever would answer without the rule: a recording, a generator, an upstream. */
export interface FaultResponse {
  readonly kind: 'fault';
}

export type RuleResponse = (SpokenResponse | ErrorResponse | RawResponse | FaultResponse) & {
  /** Breaks what is said. */
  readonly fault?: ChosenFault;
};

export interface Rule {
  /** Of its definition: a rule that an edit of the file leaves alone keeps it, and with it how often it has answered. */
  readonly id: string;
  readonly name: string | undefined;
  /** In its file, from 1. */
  readonly position: number;
  /** Higher ones are asked first. */
  readonly priority: number;
  /** How often it answers a client's selection; undefined for always. */
  readonly times: number | undefined;
  /** All must hold. */
  readonly conditions: readonly Condition[];
  /** The n-th answer is the n-th of them; the last repeats. */
  readonly responses: readonly [RuleResponse, ...RuleResponse[]];
}

/** `rule 3 "flaky-then-fine"` */
export function ruleLabel({ name, position }: Pick<Rule, 'name' | 'position'>): string {
  return name === undefined ? `rule ${position}` : `rule ${position} "${name}"`;
}
