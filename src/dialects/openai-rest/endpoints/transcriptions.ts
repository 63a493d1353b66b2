/** `POST audio/transcriptions` and `/translations`: what is said in an upload. https://platform.openai.com/docs/api-reference/audio */

import { z } from 'zod';
import { encodeEvent } from '../../../codec/sse.ts';
import { wordPieces } from '../../../codec/text-pieces.ts';
import type { ApiError } from '../../../core/api-error.ts';
import type { Endpoint, EndpointAnswer, EndpointContext, Transcribed } from '../../../core/endpoint.ts';
import { readOpenaiForm, unknownParameter } from '../../openai-body.ts';
import { type FormFile, formBoolean, formFile, formList, formNumber } from '../../openai-form.ts';
import { invalidRequest } from '../../openai-problem.ts';
import { audioError, audioProblem, notOneOf } from '../audio-problem.ts';
import { fileReply, jsonReply, streamReply } from '../json-reply.ts';
import { namedModel } from '../named-model.ts';
import { asSrt, asVtt, diarizedSegments, verboseSegments, wordsOf } from '../transcript-formats.ts';

const largestFile = 26_214_400;
const extensions = ['flac', 'm4a', 'mp3', 'mp4', 'mpeg', 'mpga', 'oga', 'ogg', 'wav', 'webm'];
/** Tokens that a second of sound costs. */
const tokensPerSecond = 10;

const formats = ['json', 'text', 'srt', 'verbose_json', 'vtt'] as const;
const strings = formList(z.array(z.string()));

const translationFields = z
  .object({
    model: z.string(),
    prompt: z.string(),
    response_format: z.enum(formats),
    temperature: formNumber(z.number().min(0).max(1)),
  })
  .partial()
  .extend({ file: formFile });

const transcriptionFields = translationFields.extend({
  response_format: z.enum([...formats, 'diarized_json']).optional(),
  language: z.string().optional(),
  languages: strings.optional(),
  keywords: strings.optional(),
  include: formList(z.array(z.enum(['logprobs']))).optional(),
  timestamp_granularities: formList(z.array(z.enum(['word', 'segment']))).optional(),
  stream: formBoolean.optional(),
  chunking_strategy: z.unknown().optional(),
  known_speaker_names: strings.optional(),
  known_speaker_references: strings.optional(),
});

type Asked = z.infer<typeof transcriptionFields>;

export const createTranscription: Endpoint = {
  method: 'POST',
  path: 'audio/transcriptions',
  streams: true,
  async answer(context) {
    const read = readOpenaiForm(context, transcriptionFields, unknownParameter, audioProblem);
    if (read.kind === 'error') return read;
    const { body } = read;
    const named = namedModel(body.model, context);
    if (named.kind === 'error') return named;
    const problem = fileProblem(body.file) ?? formatProblem(named.model, body.response_format);
    if (problem !== undefined) return { kind: 'error', error: problem };
    const heard = await context.generate.transcript(body.file.bytes, body.prompt);
    // whisper-1 does not stream, and is not told so.
    if (body.stream !== true || isWhisper(named.model)) return transcription(heard, body, named.model, context);
    return streamReply(await transcriptEvents(heard, body, named.model, context), context.ids);
  },
};

export const createTranslation: Endpoint = {
  method: 'POST',
  path: 'audio/translations',
  streams: false,
  async answer(context) {
    const read = readOpenaiForm(context, translationFields, unknownParameter, audioProblem);
    if (read.kind === 'error') return read;
    const { body } = read;
    const named = namedModel(body.model, context);
    if (named.kind === 'error') return named;
    const problem = fileProblem(body.file);
    if (problem !== undefined) return { kind: 'error', error: problem };
    const heard = await context.generate.transcript(body.file.bytes, body.prompt);
    if (body.response_format === 'verbose_json') {
      return jsonReply(await verbose('translate', heard, body, named.model, context), context.ids);
    }
    return plainForm(heard, body.response_format, context) ?? jsonReply({ text: heard.text }, context.ids);
  },
};

/** Azure's deployments, too, mostly have it in their name. */
function isWhisper(model: string): boolean {
  return /whisper/i.test(model);
}

function fileProblem({ filename, contentType, bytes }: FormFile): ApiError | undefined {
  if (bytes.length > largestFile) {
    const message = `Maximum content size limit (${largestFile}) exceeded (${bytes.length} bytes read)`;
    return { status: 413, code: null, message, type: 'server_error' };
  }
  const extension = /\.([^.]*)$/.exec(filename)?.[1]?.toLowerCase();
  // A name without an ending leaves the content type to tell.
  if (extension === undefined ? !/^(?:audio|video)\//.test(contentType) : !extensions.includes(extension)) {
    const known = extensions.map((one) => `'${one}'`).join(', ');
    return invalidRequest(`Invalid file format. Supported formats: [${known}]`, undefined, null);
  }
  if (bytes.length > 0) return undefined;
  return invalidRequest('Audio file is too short. Minimum audio length is 0.1 seconds.', 'file', 'audio_too_short');
}

/** OpenAI's newer models have fewer formats; what models of other servers have is not known. */
function formatProblem(model: string, format: Asked['response_format']): ApiError | undefined {
  if (format === undefined) return undefined;
  if (isWhisper(model))
    return format === 'diarized_json' ? audioError(notOneOf('response_format', formats)) : undefined;
  if (!/^gpt-.*transcribe/.test(model)) return undefined;
  const known = model.includes('diarize') ? ['json', 'text', 'diarized_json'] : ['json', 'text'];
  if (known.includes(format)) return undefined;
  const names = known.map((one) => `'${one}'`);
  return invalidRequest(
    `response_format '${format}' is not compatible with model '${model}'. Use ${names.slice(0, -1).join(', ')} or ${names.at(-1)} instead.`,
    'response_format',
    'unsupported_value',
  );
}

async function transcription(
  heard: Transcribed,
  body: Asked,
  model: string,
  context: EndpointContext,
): Promise<EndpointAnswer> {
  const { response_format: format, known_speaker_names: names = [] } = body;
  const plain = plainForm(heard, format, context);
  if (plain !== undefined) return plain;
  if (format === 'verbose_json')
    return jsonReply(await verbose('transcribe', heard, body, model, context), context.ids);
  const usage = await usageOf(heard, body, model, context);
  const { text, duration, segments } = heard;
  if (format === 'diarized_json') {
    const diarized = { task: 'transcribe', duration, text, segments: diarizedSegments(segments, names), usage };
    return jsonReply(diarized, context.ids);
  }
  const logprobs = wantsLogprobs(body, model) ? { logprobs: logprobsOf(wordPieces(text), context) } : {};
  return jsonReply({ text, ...logprobs, usage }, context.ids);
}

/** Undefined for JSON. */
function plainForm(
  heard: Transcribed,
  format: string | undefined,
  { ids }: EndpointContext,
): EndpointAnswer | undefined {
  const write = format === undefined ? undefined : plainForms[format];
  return write === undefined ? undefined : fileReply(Buffer.from(write(heard)), 'text/plain; charset=utf-8', ids);
}

const plainForms: Readonly<Record<string, (heard: Transcribed) => string>> = {
  text: ({ text }) => `${text}\n`,
  srt: asSrt,
  vtt: asVtt,
};

async function verbose(
  task: 'transcribe' | 'translate',
  heard: Transcribed,
  { temperature = 0, ...body }: Partial<Asked>,
  model: string,
  { generate, ids }: EndpointContext,
): Promise<object> {
  const { segments, text, language, duration } = heard;
  const granularities = body.timestamp_granularities ?? ['segment'];
  const tokens = await generate.tokens(
    segments.map((segment) => segment.text),
    model,
  );
  return {
    task,
    language,
    duration,
    text,
    ...(granularities.includes('word') ? { words: wordsOf(heard) } : {}),
    ...(granularities.includes('segment')
      ? { segments: verboseSegments(segments, tokens, temperature, ids.fork('segments')) }
      : {}),
    ...(task === 'transcribe' ? { usage: { type: 'duration', seconds: Math.ceil(duration) } } : {}),
  };
}

/** Whisper is paid by the second, the newer models by the token. */
async function usageOf(
  { text, duration }: Transcribed,
  { prompt = '' }: Asked,
  model: string,
  { generate }: EndpointContext,
): Promise<object> {
  if (isWhisper(model)) return { type: 'duration', seconds: Math.ceil(duration) };
  const [output = 0, prompted = 0] = await generate.tokens([text, prompt], model);
  const audio = Math.ceil(duration * tokensPerSecond);
  return {
    type: 'tokens',
    total_tokens: audio + prompted + output,
    input_tokens: audio + prompted,
    input_token_details: { text_tokens: prompted, audio_tokens: audio },
    output_tokens: output,
  };
}

async function transcriptEvents(
  heard: Transcribed,
  body: Asked,
  model: string,
  context: EndpointContext,
): Promise<readonly Uint8Array[]> {
  const { known_speaker_names: names = [] } = body;
  const usage = await usageOf(heard, body, model, context);
  if (body.response_format === 'diarized_json') {
    return framed([
      ...diarizedSegments(heard.segments, names),
      { type: 'transcript.text.done', text: heard.text, usage },
    ]);
  }
  const pieces = wordPieces(heard.text);
  const logprobs = wantsLogprobs(body, model) ? logprobsOf(pieces, context) : undefined;
  const deltas = pieces.map((delta, i) => ({
    type: 'transcript.text.delta',
    delta,
    ...(logprobs === undefined ? {} : { logprobs: logprobs.slice(i, i + 1) }),
  }));
  const all = logprobs === undefined ? {} : { logprobs };
  return framed([...deltas, { type: 'transcript.text.done', text: heard.text, ...all, usage }]);
}

/** As recorded: no `event:`, lines that end in CRLF, and `[DONE]`. */
function framed(events: readonly object[]): readonly Uint8Array[] {
  return [...events.map((event) => JSON.stringify(event)), '[DONE]'].map((data) => encodeEvent({ data }, '\r\n'));
}

/** Only with JSON, and not of whisper-1 or the model that tells speakers apart. */
function wantsLogprobs({ include, response_format: format = 'json' }: Asked, model: string): boolean {
  return include?.includes('logprobs') === true && format === 'json' && !/whisper|diarize/.test(model);
}

function logprobsOf(pieces: readonly string[], { ids }: EndpointContext): readonly object[] {
  const random = ids.fork('logprobs');
  return pieces.map((token) => ({ token, logprob: -(random.next() ** 4), bytes: [...Buffer.from(token)] }));
}
