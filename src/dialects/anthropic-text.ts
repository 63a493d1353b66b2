/** Text out of Anthropic messages, streamed or not; Claude on Bedrock and Vertex sends the same. */

import { compactJson, type JsonObject, labelIn, objectOf, objectsOf, textIn } from './json-shape.ts';
import type { Transcript } from './transcript.ts';

/**
 * Adds what one stream event, a whole message or a legacy completion holds. False for anything else.
 * https://docs.anthropic.com/en/docs/build-with-claude/streaming
 */
export function addAnthropic(value: JsonObject, transcript: Transcript): boolean {
  const index = labelIn(value['index']);
  switch (value['type']) {
    case 'message':
      for (const [at, block] of objectsOf(value['content']).entries()) addBlock(block, String(at), transcript, false);
      addEnd(value, transcript);
      return true;
    case 'content_block_start':
      addBlock(objectOf(value['content_block']) ?? {}, index, transcript, true);
      return true;
    case 'content_block_delta':
      addDelta(objectOf(value['delta']) ?? {}, index, transcript);
      return true;
    case 'message_delta':
      addEnd(objectOf(value['delta']) ?? {}, transcript);
      return true;
    case 'message_start':
    case 'message_stop':
    case 'content_block_stop':
    case 'ping':
      return true;
    default: {
      const { completion } = value;
      if (typeof completion !== 'string') return false;
      transcript.text(completion);
      addEnd(value, transcript);
      return true;
    }
  }
}

/** `starts`: the block's content follows in deltas, and an empty `input` stands for none yet. */
function addBlock(block: JsonObject, index: string, transcript: Transcript, starts: boolean): void {
  const type = textIn(block['type']) ?? '';
  if (type === 'text') transcript.text(textIn(block['text']) ?? '', index);
  else if (type === 'thinking') transcript.reasoning(textIn(block['thinking']) ?? '', index);
  else if (type === 'tool_use' || type === 'server_tool_use' || type === 'mcp_tool_use') {
    const input = compactJson(block['input']);
    transcript.call(index, textIn(block['name']), starts && input === '{}' ? '' : input);
  } else if (type !== '') transcript.note(type);
}

/** A reply that a safety classifier stopped has no block that says so. */
function addEnd(end: JsonObject, transcript: Transcript): void {
  const reason = textIn(end['stop_reason']);
  if (reason !== undefined) transcript.finish(reason);
  if (reason !== 'refusal') return;
  transcript.refusal(textIn(objectOf(end['stop_details'])?.['explanation']) ?? 'no explanation');
}

function addDelta(delta: JsonObject, index: string, transcript: Transcript): void {
  const { text, thinking, partial_json: json } = delta;
  if (typeof text === 'string') transcript.text(text, index);
  else if (typeof thinking === 'string') transcript.reasoning(thinking, index);
  else if (typeof json === 'string') transcript.call(index, undefined, json);
}
