/** The one spelling of the requests of Gemini's interactions, whose fields have snake_case names. */

import { isCanonicalArray, isCanonicalObject } from '../../core/canonical.ts';
import {
  absentIf,
  absentIfEmpty,
  each,
  generatedId,
  inTurn,
  lazily,
  object,
  type Spelling,
  textAlone,
  userData,
} from '../body-spelling.ts';
import { fileUri } from './file-uri.ts';

/** A step of the conversation, or a piece of what one holds. */
const step: Spelling = object({
  id: generatedId,
  call_id: generatedId,
  signature: generatedId,
  uri: fileUri,
  content: inTurn(each(lazily(() => step)), textAlone),
  arguments: userData,
  result: userData,
});

/** What a list is that holds one step of the user's and nothing else: its content. */
const onlyUserInput: Spelling = (value) => {
  if (!isCanonicalArray(value) || value.length !== 1) return value;
  const [only = null] = value;
  if (!isCanonicalObject(only)) return value;
  const { type, role, content, ...rest } = only;
  const user = (type === 'user_input' && role === undefined) || (type === undefined && role === 'user');
  return user && content !== undefined && Object.keys(rest).length === 0 ? content : value;
};

const listOfOne: Spelling = (value) => (isCanonicalObject(value) ? [value] : value);

/** A text, one content, several, or steps. */
const input = inTurn(inTurn(listOfOne, each(step)), inTurn(inTurn(onlyUserInput, listOfOne), textAlone));

/** https://ai.google.dev/api/interactions-api */
export const interactionRequest: Spelling = object({
  input,
  previous_interaction_id: generatedId,
  continuation_token: generatedId,
  tools: absentIfEmpty(each(object({}))),
  generation_config: absentIfEmpty(object({})),
  stream: absentIf(false),
  background: absentIf(false),
  store: absentIf(true),
});
