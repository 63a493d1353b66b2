import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText } from '../../src/codec/canonical-json.ts';
import { type CanonicalObject, type CanonicalValue, GeneratedId } from '../../src/core/canonical.ts';
import type { Dialect } from '../../src/core/dialect.ts';
import { anthropicMessages } from '../../src/dialects/anthropic-messages/dialect.ts';
import { bedrock } from '../../src/dialects/bedrock/dialect.ts';
import {
  absentIf,
  absentIfEmpty,
  doesNotCount,
  each,
  generatedId,
  jsonText,
  object,
  oneAlone,
  textAlone,
  toolName,
  userData,
} from '../../src/dialects/body-spelling.ts';
import { cohere } from '../../src/dialects/cohere/dialect.ts';
import { gemini } from '../../src/dialects/gemini/dialect.ts';
import { generic } from '../../src/dialects/generic/dialect.ts';
import { ollama } from '../../src/dialects/ollama/dialect.ts';
import { openaiAssistants } from '../../src/dialects/openai-assistants/dialect.ts';
import { openaiChat } from '../../src/dialects/openai-chat/dialect.ts';
import { openaiResponses } from '../../src/dialects/openai-responses/dialect.ts';
import { openaiRest } from '../../src/dialects/openai-rest/dialect.ts';

describe('a spelling', () => {
  it('takes out what does not count, what stands for itself, and null', () => {
    const spelling = object({ user: doesNotCount, stream: absentIf(false), args: userData });
    expect(spelling({ user: 'u', stream: false, top: null, args: null, model: 'm' })).toEqual({
      args: null,
      model: 'm',
    });
    expect(spelling({ stream: true })).toEqual({ stream: true });
  });

  it('does not look into what it does not name', () => {
    const schema = { default: null, stream: false };
    expect(object({ stream: absentIf(false) })({ schema })).toEqual({ schema });
  });

  it('returns the very value where nothing changes, and copies only what does', () => {
    const spelling = object({ items: each(object({ id: generatedId })), rest: object({}) });
    const same: CanonicalObject = { items: [{ a: 1 }, { b: 2 }], rest: { c: 3 } };
    expect(spelling(same)).toBe(same);
    const rest = { c: 3 };
    const kept = { a: 1 };
    const changed = spelling({ items: [kept, { id: 'x' }], rest }) as { items: CanonicalValue[]; rest: CanonicalValue };
    expect(changed.items[0]).toBe(kept);
    expect(changed.items[1]).toEqual({ id: new GeneratedId('x') });
    expect(changed.rest).toBe(rest);
  });

  it('renames fields, but never onto one that is there', () => {
    const spelling = object({}, { name: (name) => name.toUpperCase() });
    expect(spelling({ a: 1, b: 2, B: 3 })).toEqual({ A: 1, b: 2, B: 3 });
  });

  it('keeps a member that is called __proto__ or constructor', () => {
    const body = JSON.parse('{"__proto__":{"a":1},"constructor":2,"gone":null}');
    expect(JSON.stringify(object({})(body))).toBe('{"__proto__":{"a":1},"constructor":2}');
  });

  it('numbers strings only', () => {
    expect(generatedId('a')).toEqual(new GeneratedId('a'));
    expect(generatedId(1)).toBe(1);
    expect(generatedId('')).toBe('');
  });

  it('takes a list for empty when nothing in it counts', () => {
    expect(absentIfEmpty(each(doesNotCount))(['a'])).toBeUndefined();
    expect(absentIfEmpty(object({ a: doesNotCount }))({ a: 1 })).toBeUndefined();
    expect(absentIfEmpty()('')).toBe('');
  });

  it('sees JSON text by its value, and leaves other text', () => {
    expect(jsonText('{"b": 1, "a": 2}')).toBe('{"a":2,"b":1}');
    expect(jsonText('{"a":')).toBe('{"a":');
  });

  it('takes one text block for its text only when it has nothing else', () => {
    expect(textAlone([{ type: 'text', text: 'a' }])).toBe('a');
    for (const value of [
      [{ type: 'text', text: 'a', cache_control: {} }],
      [
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
      ],
      [{ type: 'input_text', text: 'a' }],
      [{ text: 'a' }],
      [],
    ]) {
      expect(textAlone(value)).toBe(value);
    }
  });

  it('takes one text in a list for the text', () => {
    expect(oneAlone(['a'])).toBe('a');
    expect(oneAlone(null)).toBeUndefined();
    for (const value of ['a', 1, [], [1], [['a']], ['a', 'b'], { a: 'b' }]) expect(oneAlone(value)).toBe(value);
  });

  it('finds a tool’s name, and leaves what has none', () => {
    expect(toolName({ type: 'function', function: { name: 'a' } })).toBe('a');
    expect(toolName({ type: 'custom', custom: { name: 'b' } })).toBe('b');
    expect(toolName({ type: 'mcp', server_label: 'wiki' })).toBe('wiki');
    expect(toolName({ type: 'web_search' })).toBe('web_search');
    expect(toolName({ codeExecution: {} })).toBe('codeExecution');
    const unknown = { a: 1, b: 2 };
    expect(toolName(unknown)).toBe(unknown);
  });
});

/** Names that mean something to some dialect, so that random bodies reach its rules; none that is another in camelCase. */
const names = fc.constantFrom(
  ...'model messages role content type text system tools name function parameters arguments tool_calls id tool_use_id input source metadata user_id stream null data citations signature contents parts inline_data function_call args generation_config requests request params batch options images keep_alive prompt input_schema documents chat_history toolConfig toolUse toolResult toolSpec json inferenceConfig converse properties items tool_call_id function_call annotations reasoning_details prediction response_format stream_options include_usage call_id output status instructions detail item_reference previous_response_id conversation truncation user attachments thread tool_resources file_ids additional_messages n logprobs __proto__ constructor a'.split(
    ' ',
  ),
);

const { body } = fc.letrec<{ value: CanonicalValue; body: CanonicalObject }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom<CanonicalValue>(
      null,
      true,
      false,
      0,
      1,
      '',
      'text',
      'user',
      'system',
      'assistant',
      'tool_use',
      'message',
      'input_text',
      'completed',
      'auto',
      '{"b":1,"a":[]}',
    ),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('body'),
  ),
  body: fc.dictionary(names, tie('value'), { maxKeys: 6, noNullPrototype: true }),
}));

const targets: readonly (readonly [Dialect, string])[] = [
  [openaiChat, '/v1/chat/completions'],
  [openaiResponses, '/v1/responses'],
  [openaiAssistants, '/v1/threads/runs'],
  [openaiAssistants, '/v1/assistants/asst_a'],
  [openaiRest, '/v1/embeddings'],
  [generic, '/v1/predictions'],
  [anthropicMessages, '/v1/messages'],
  [gemini, '/v1beta/models/m:generateContent'],
  [gemini, '/v1beta/interactions'],
  [ollama, '/api/chat'],
  [cohere, '/v2/chat'],
  [bedrock, '/model/amazon.nova-lite-v1%3A0/converse'],
  [bedrock, '/model/cohere.command-r-v1%3A0/invoke'],
];

describe.each(
  targets.map(([dialect, target]) => ({ name: `${dialect.id} ${target}`, canonical: dialect.canonical, target })),
)('the spelling of $name', ({ canonical, target }) => {
  it('takes any body whatever, and changes nothing in the body that it is given', () => {
    fc.assert(
      fc.property(body, (given) => {
        const before = canonicalText(given);
        const spelled = canonical.body(given, target);
        for (const part of [canonical.withoutSystem, canonical.withToolNames, canonical.withoutTools]) part(spelled);
        expect(canonicalText(given)).toBe(before);
      }),
    );
  });

  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(body, (given) => {
        expect(canonicalText(canonical.body(reversed(given), target))).toBe(
          canonicalText(canonical.body(given, target)),
        );
      }),
    );
  });

  it('is its own spelling', () => {
    fc.assert(
      fc.property(body, (given) => {
        const once = canonical.body(given, target);
        expect(canonicalText(canonical.body(once, target))).toBe(canonicalText(once));
      }),
    );
  });
});

/** The same object with its keys the other way round, at every depth. */
function reversed(object: CanonicalObject): CanonicalObject {
  const members = Object.entries(object).reverse();
  return Object.fromEntries(members.map(([name, value]) => [name, reversedValue(value)]));
}

function reversedValue(value: CanonicalValue): CanonicalValue {
  if (Array.isArray(value)) return value.map(reversedValue);
  return typeof value === 'object' && value !== null ? reversed(value as CanonicalObject) : value;
}
