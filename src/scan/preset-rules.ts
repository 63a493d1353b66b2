/**
 * The rules of `@secretlint/secretlint-rule-preset-recommend`, run by ourselves. `@secretlint/core` would keep performance
 * entries of every call for ever, and its preset's comment filter lets a text that says `secretlint-disable` pass.
 */

import type { Match } from './finding.ts';
import { isRealPassword } from './key-shapes.ts';

/** What is used of a rule's contract (`SecretLintRuleCreator` of `@secretlint/types`). */
interface PresetRule {
  readonly meta: { readonly id: string };
  create(context: RuleContext, options: Readonly<Record<string, unknown>>): { file?(source: RuleSource): unknown };
}

interface RuleContext {
  createTranslator(messages: unknown): (messageId: string) => { readonly messageId: string };
  report(report: { readonly message: { readonly messageId: string }; readonly range: readonly [number, number] }): void;
  ignore(): void;
}

/** No path and no extension: rules read no file and guess nothing by its name. */
interface RuleSource {
  readonly content: string;
  readonly filePath: undefined;
  readonly ext: '';
  readonly contentType: 'text';
}

/** What the rules call it, in our words. */
const kinds: Readonly<Record<string, string | undefined>> = {
  AWSSecretAccessKey: 'aws-secret-key',
  PrivateKey: 'private-key',
  PackageJSON_xOauthToken: 'github-token',
  Npmrc_authToken: 'npm-token',
  NPM_ACCESS_TOKEN: 'npm-token',
  BasicAuth: 'url-password',
  SLACK_TOKEN: 'slack-token',
  IncomingWebhook: 'slack-webhook',
  SENDGRID_KEY: 'sendgrid-key',
  SHOPIFY_KEY: 'shopify-key',
  GITHUB_TOKEN: 'github-token',
  OPENAI_TOKEN: 'openai-key',
  ANTHROPIC_API_KEY: 'anthropic-key',
  LINEAR_API_TOKEN: 'linear-key',
  OPS_TOKEN: '1password-token',
  MongoDBConnection: 'url-password',
  MySQLConnection: 'url-password',
  PostgreSQLConnection: 'url-password',
};

/** Reports what is no leak, but a way to silence the others. */
const unwanted = '@secretlint/secretlint-rule-filter-comments';
const prefix = '@secretlint/secretlint-rule-';

export type FindByPreset = (text: string) => Match[];

let loaded: Promise<FindByPreset> | undefined;

/** Loads the rules at the first call (about 12 ms). What it resolves to works synchronously and in linear time. */
export function loadPresetRules(): Promise<FindByPreset> {
  loaded ??= import('@secretlint/secretlint-rule-preset-recommend').then(({ rules }) => {
    const wanted = (rules as unknown as readonly PresetRule[]).filter(({ meta }) => meta.id !== unwanted);
    return (text) => wanted.flatMap((rule) => run(rule, text));
  });
  return loaded;
}

function run(rule: PresetRule, text: string): Match[] {
  const found: Match[] = [];
  const name = `secretlint/${rule.meta.id.replace(prefix, '')}`;
  const context: RuleContext = {
    createTranslator: () => (messageId) => ({ messageId }),
    report({ message, range: [from, to] }) {
      const { messageId } = message;
      const kind = kinds[messageId] ?? messageId;
      if (isHarmless(kind, text.slice(from, to))) return;
      const at = messageId === 'AWSSecretAccessKey' ? placeOfSecret(text, from, to) : { start: from, end: to };
      found.push({ rule: name, kind, ...at });
    },
    ignore() {},
  };
  rule.create(context, {}).file?.({ content: text, filePath: undefined, ext: '', contentType: 'text' });
  return found;
}

/** The rules know neither our markers nor that `postgres:postgres@` is in every example. */
function isHarmless(kind: string, value: string): boolean {
  const [, password] = kind === 'url-password' ? (/:\/\/[^:@/]*:([^@]*)@/.exec(value) ?? []) : [];
  return password === undefined ? value.includes('[redacted:') : !isRealPassword(password);
}

/** The rule gives the length of the value, but the place where its assignment begins. */
function placeOfSecret(text: string, from: number, to: number): { start: number; end: number } {
  const value = /[A-Za-z0-9/+=]{40}/.exec(text.slice(from, from + 200));
  const start = from + (value?.index ?? 0);
  return { start, end: start + (to - from) };
}
