/** Gemini: whole, streamed as server-sent events with CRLF, and streamed as a JSON array in pieces. */

import { writeStyled } from '../../../src/codec/json-style.ts';
import type { HeaderList } from '../../../src/core/headers.ts';
import type { SimRequest } from '../../../src/core/request.ts';
import type { StarterRecording } from './recording.ts';
import { phrasesOf, type Seeded, seeded, tokensOf } from './seeded.ts';
import { httpDate, type Json, prettyJson } from './wire.ts';

const model = 'gemini-2.5-flash';

export function gemini(): StarterRecording[] {
  return [whole(), events(), array()];
}

function whole(): StarterRecording {
  const recordedAt = '2026-08-24T09:20:08.655Z';
  const random = seeded('gemini whole');
  const text = 'Hello! What would you like to replay?';
  return {
    shows: 'generateContent',
    upstream: 'gemini',
    recordedAt,
    request: fromSdk('generateContent', 'Say hello'),
    response: {
      headers: responseHeaders(random, recordedAt, 'application/json; charset=UTF-8'),
      pieces: replies(random, [text]).map((reply) => prettyJson(reply)),
      pace: { first: [330, 500], gap: [1, 2] },
    },
    text,
  };
}

function events(): StarterRecording {
  const recordedAt = '2026-08-24T09:20:52.019Z';
  const random = seeded('gemini events');
  const text = 'Hello! This stream ends its lines with a carriage return and a line feed, and it ends without a word.';
  return {
    shows: 'streamGenerateContent?alt=sse: events with CRLF, no [DONE]',
    upstream: 'gemini',
    recordedAt,
    request: fromSdk('streamGenerateContent?alt=sse', 'Say hello'),
    response: {
      headers: responseHeaders(random, recordedAt, 'text/event-stream', [['Content-Disposition', 'attachment']]),
      pieces: replies(random, phrasesOf(text, 6)).map(
        (reply) => `data: ${writeStyled(reply, { spaceAfter: ':' })}\r\n\r\n`,
      ),
      pace: { first: [320, 420], gap: [40, 120] },
    },
    text,
  };
}

function array(): StarterRecording {
  const recordedAt = '2026-08-24T09:21:33.472Z';
  const random = seeded('gemini array');
  const text = 'Hello! These are the elements of one array that arrives in pieces.';
  const elements = replies(random, phrasesOf(text, 5)).map((reply) => JSON.stringify(reply, null, 2));
  const headers: HeaderList = [
    ['user-agent', 'curl/8.5.0'],
    ['accept', '*/*'],
    ['content-type', 'application/json'],
  ];
  return {
    shows: 'streamGenerateContent: a JSON array in pieces; the key in the query',
    upstream: 'gemini',
    recordedAt,
    request: { ...ask('streamGenerateContent?key=not-a-key', 'Say hello'), headers },
    response: {
      headers: responseHeaders(random, recordedAt, 'application/json; charset=UTF-8'),
      // Cut in the middle of a line now and then, as a network does.
      pieces: elements
        .flatMap((element, i) => {
          const piece = i === 0 ? `[${element}` : `\n,\r\n${element}`;
          return i % 2 === 0 ? [piece] : [piece.slice(0, 73), piece.slice(73)];
        })
        .concat('\n]\n'),
      pace: { first: [320, 420], gap: [40, 120] },
    },
    text,
  };
}

function ask(verb: string, prompt: string): Omit<SimRequest, 'headers'> {
  const body = { contents: [{ parts: [{ text: prompt }], role: 'user' }] };
  return { method: 'POST', target: `/v1beta/models/${model}:${verb}`, body: Buffer.from(JSON.stringify(body)) };
}

function fromSdk(verb: string, prompt: string): SimRequest {
  const agent = 'google-genai-sdk/2.32.0 gl-node/v20.18.1';
  const headers: HeaderList = [
    ['user-agent', agent],
    ['x-goog-api-client', agent],
    ['content-type', 'application/json'],
    ['x-goog-api-key', 'not-a-key'],
    ['accept', '*/*'],
  ];
  return { ...ask(verb, prompt), headers };
}

/** One response object a piece; each counts the tokens so far, the last one says why it ends. */
function replies(random: Seeded, pieces: readonly string[]): Json[] {
  const responseId = random.id(23);
  let tokens = 0;
  return pieces.map((text, i) => {
    tokens += tokensOf(text).length;
    const finish = i === pieces.length - 1 ? { finishReason: 'STOP' } : {};
    return {
      candidates: [{ content: { parts: [{ text }], role: 'model' }, ...finish, index: 0 }],
      usageMetadata: {
        promptTokenCount: 3,
        candidatesTokenCount: tokens,
        totalTokenCount: 3 + tokens,
        promptTokensDetails: [{ modality: 'TEXT', tokenCount: 3 }],
      },
      modelVersion: model,
      responseId,
    };
  });
}

function responseHeaders(random: Seeded, recordedAt: string, contentType: string, more: HeaderList = []): HeaderList {
  return [
    ['Content-Type', contentType],
    ...more,
    ['Vary', 'Origin'],
    ['Vary', 'Referer'],
    ['Vary', 'X-Origin'],
    ['Date', httpDate(recordedAt)],
    ['Server', 'scaffolding on HTTPServer2'],
    ['X-XSS-Protection', '0'],
    ['X-Frame-Options', 'SAMEORIGIN'],
    ['X-Content-Type-Options', 'nosniff'],
    ['Server-Timing', `gfet4t7; dur=${Math.floor(random.between(280, 320))}`],
  ];
}
