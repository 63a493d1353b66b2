/** `POST audio/speech`: a text as sound, in one file or as events. https://platform.openai.com/docs/api-reference/audio/createSpeech */

import { z } from 'zod';
import { encodeEvent } from '../../../codec/sse.ts';
import type { ApiError } from '../../../core/api-error.ts';
import type { Endpoint } from '../../../core/endpoint.ts';
import { readOpenaiBody, unknownParameter } from '../../openai-body.ts';
import { invalidRequest } from '../../openai-problem.ts';
import { audioError, audioProblem, notOneOf } from '../audio-problem.ts';
import { fileReply, streamReply } from '../json-reply.ts';
import { namedModel } from '../named-model.ts';
import { atSpeed, secondsOf, speechFormats } from '../speech-formats.ts';

const longestText = 4096;
/** A minute of sound costs so many tokens. */
const tokensPerMinute = 1250;
/** Bytes of one event, a multiple of three: put together, the events' base64 is the file's. */
const eventLength = 12_288;

const formats = ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'] as const;

const speechFields = z
  .object({
    model: z.string(),
    instructions: z.string().max(longestText),
    response_format: z.enum(formats),
    speed: z.number().min(0.25).max(4),
    stream_format: z.enum(['sse', 'audio']),
  })
  .partial()
  .extend({
    input: z.string().min(1).max(longestText),
    voice: z.union([z.string(), z.looseObject({ id: z.string() })]),
  });

const firstVoices = ['alloy', 'ash', 'coral', 'echo', 'fable', 'nova', 'onyx', 'sage', 'shimmer'];
const voices = [...firstVoices, 'ballad', 'verse', 'marin', 'cedar'];

export const createSpeech: Endpoint = {
  method: 'POST',
  path: 'audio/speech',
  streams: true,
  async answer(context) {
    const read = readOpenaiBody(context, speechFields, unknownParameter, audioProblem);
    if (read.kind === 'error') return read;
    const { body } = read;
    const named = namedModel(body.model, context);
    if (named.kind === 'error') return named;
    const voice = typeof body.voice === 'string' ? body.voice : body.voice.id;
    const problem = speechProblem(named.model, typeof body.voice === 'string' ? voice : undefined, body.stream_format);
    if (problem !== undefined) return { kind: 'error', error: problem };
    const { generate, ids } = context;
    const sound = atSpeed(await generate.speech(body.input, voice), body.speed ?? 1);
    const format = speechFormats[body.response_format ?? 'mp3'];
    const file = format.encode(sound);
    if (body.stream_format !== 'sse') return fileReply(file, format.contentType, ids);
    const [said = 0, instructed = 0] = await generate.tokens([body.input, body.instructions ?? ''], named.model);
    const output = Math.ceil((secondsOf(sound) / 60) * tokensPerMinute);
    return streamReply(speechEvents(file, said + instructed, output), ids);
  },
};

/** @param voice undefined for one of the client's own */
function speechProblem(model: string, voice: string | undefined, stream: string | undefined): ApiError | undefined {
  const first = model.startsWith('tts-1');
  const known = first ? firstVoices : voices;
  // Servers that are not OpenAI have other models, and those other voices.
  if ((first || model.startsWith('gpt-')) && voice !== undefined && !known.includes(voice)) {
    return audioError(notOneOf('voice', known));
  }
  if (!first || stream !== 'sse') return undefined;
  return invalidRequest(
    `stream_format 'sse' is not compatible with model '${model}'. Use 'audio' instead.`,
    'stream_format',
    'unsupported_value',
  );
}

function speechEvents(file: Uint8Array, input: number, output: number): readonly Uint8Array[] {
  const events: Uint8Array[] = [];
  for (let at = 0; at < file.length; at += eventLength) {
    const audio = Buffer.from(file.subarray(at, at + eventLength)).toString('base64');
    events.push(event({ type: 'speech.audio.delta', audio }));
  }
  const usage = { input_tokens: input, output_tokens: output, total_tokens: input + output };
  return [...events, event({ type: 'speech.audio.done', usage })];
}

/** The audio endpoints end their lines with CRLF. */
function event(value: object): Uint8Array {
  return encodeEvent({ data: JSON.stringify(value) }, '\r\n');
}
