/** The starter cassettes are what their descriptions make of them, whole, well formed, and of every wire format. */

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { openLibrary } from '../src/cassette/cassette-library.ts';
import { verifyCassettes } from '../src/cassette/verify.ts';
import { decodeFrames } from '../src/codec/aws-event-stream.ts';
import { headerOf } from '../src/core/headers.ts';
import type { Interaction } from '../src/core/interaction.ts';
import { dialectOf } from '../src/dialects/list.ts';
import { PROJECT_ROOT } from './support/run-cli.ts';
import { placedRecordings, starterCassettes, starterFiles } from './support/starter/starter-cassettes.ts';

const root = join(PROJECT_ROOT, 'cassettes');
const described = placedRecordings();
/** The recordings with what stands on the disk. */
const placed = await fromDisk();

describe('the starter cassettes', () => {
  it('hold exactly what scripts/write-starter-cassettes.js writes', () => {
    const written = starterFiles();
    expect(committedFiles()).toEqual([...written.keys()].sort());
    for (const [path, bytes] of written) {
      expect([path, readFileSync(join(root, path)).toString('latin1')]).toEqual([
        path,
        Buffer.from(bytes).toString('latin1'),
      ]);
    }
  });

  it('pass verify without a finding', async () => {
    const findings: string[] = [];
    for await (const finding of verifyCassettes([root])) findings.push(finding.message);
    expect(findings).toEqual([]);
  });

  it('are found as cassettes, and the README beside them as none', async () => {
    const { cassettes, strays, problems } = await openLibrary([root]);
    expect(cassettes.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(starterCassettes)));
    expect([strays, problems]).toEqual([[], []]);
  });

  it('keep no credential that a client sent', () => {
    for (const bytes of starterFiles().values()) expect(Buffer.from(bytes).includes('not-a-key')).toBe(false);
    expect(described.some(({ recording }) => JSON.stringify(recording.request).includes('not-a-key'))).toBe(true);
  });

  it('stay small, for they are in every package', () => {
    const size = [...starterFiles().values()].reduce((sum, bytes) => sum + bytes.length, 0);
    expect(size).toBeLessThan(200_000);
  });
});

describe('every interaction', () => {
  const schema: object = JSON.parse(readFileSync(join(PROJECT_ROOT, 'docs', 'interaction.schema.json'), 'utf8'));
  const ajv = new Ajv2020({ allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);

  it.each(placed)('conforms to the published schema: $cassette/$file', ({ cassette, file }) => {
    validate(JSON.parse(readFileSync(join(root, cassette, file), 'utf8')));
    expect(validate.errors ?? []).toEqual([]);
  });

  it.each(placed)('says what it should: $cassette, $recording.shows', ({ interaction, recording }) => {
    const { status, headers, bytes } = interaction.response;
    const { dialect } = dialectOf(interaction.request);
    expect(dialect.textOf({ status, headers, body: bytes })).toBe(recording.text);
  });

  it('is an example of something that no other is', () => {
    const shown = placed.map(({ cassette, recording }) => `${cassette}: ${recording.shows}`);
    expect(new Set(shown).size).toBe(shown.length);
  });
});

/** What must be among the recordings of a cassette, told from their bytes. */
const wireFormats: Readonly<Record<string, readonly (readonly [string, (interaction: Interaction) => boolean])[]>> = {
  openai: [
    ['the chat of the README', (i) => sent(i) === sayHello('') && i.response.status === 200],
    ['the streamed chat of the README', (i) => sent(i) === sayHello(',"stream":true') && i.response.ends.length > 45],
    ['a random-length field in every chunk', (i) => count(i, '"obfuscation":"') > 45],
    ['usage in a chunk without choices', (i) => text(i).includes('"choices":[],"usage":{')],
    ['the end mark', (i) => text(i).endsWith('data: [DONE]\n\n')],
    ['a streamed tool call', (i) => count(i, '"tool_calls":[{"index":0,') > 5],
    ['the Responses API', (i) => text(i).startsWith('event: response.created\n') && endsCompleted(i)],
    ['a base64 embedding', (i) => sent(i).includes('"encoding_format":"base64"')],
    ['an upload', (i) => headerOf(i.request.headers, 'content-type')?.startsWith('multipart/form-data') === true],
    ['a binary answer', (i) => text(i).startsWith('RIFF') && i.response.bytes.length > 2048],
    ['a rate limit', (i) => i.response.status === 429 && headerOf(i.response.headers, 'retry-after-ms') === '750'],
    ['a list', (i) => i.request.method === 'GET' && i.request.target === '/v1/models'],
    ['a cut stream', (i) => i.response.end === 'reset' && !text(i).endsWith('\n')],
    ['an error within a stream', (i) => i.response.status === 200 && text(i).includes('data: {"error":{')],
  ],
  anthropic: [
    ['a whole message', (i) => text(i).startsWith('{') && i.response.status === 200],
    ['a ping', (i) => text(i).includes('event: ping\ndata: {"type": "ping"}\n\n')],
    ['thinking', (i) => text(i).includes('"thinking_delta"') && text(i).includes('"signature_delta"')],
    ['a tool call in pieces', (i) => count(i, '"input_json_delta"') > 3],
    ['padding', (i) => / {2,}}\n\n/.test(text(i))],
    ['an overload', (i) => i.response.status === 529 && text(i).includes('"overloaded_error"')],
    ['results that are not there yet', (i) => i.response.status === 404 && i.request.target.endsWith('/results')],
    ['results', (i) => i.response.status === 200 && i.request.target.endsWith('/results')],
  ],
  gemini: [
    ['a pretty-printed answer', (i) => text(i).startsWith('{\n  "candidates"') && text(i).endsWith('}\n')],
    ['events with CRLF', (i) => /^(data: \{.*\}\r\n\r\n)+$/.test(text(i)) && i.response.ends.length > 1],
    ['an array in pieces', (i) => text(i).startsWith('[{\n') && i.response.ends.length > 2],
    ['a key in the query', (i) => i.request.target.endsWith('?key=[redacted:api-key]')],
  ],
  ollama: [['lines of JSON', (i) => /^(\{.*\}\n){10,}$/.test(text(i)) && text(i).includes('"done":true')]],
  cohere: [
    ['named events', (i) => text(i).startsWith('event: message-start\n') && text(i).endsWith('data: [DONE]\n\n')],
  ],
  bedrock: [
    ['an event stream', (i) => framesOf(i) > 5 && i.request.target.endsWith('%3A0/converse-stream')],
    ['an invoked model', (i) => i.request.target.endsWith('/invoke') && text(i).startsWith('{"id":"msg_bdrk_')],
  ],
  openrouter: [['comments first', (i) => text(i).startsWith(': OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n')]],
};

describe.each(Object.entries(wireFormats))('among the recordings of %s', (cassette, formats) => {
  const own = placed.filter((one) => one.cassette === cassette).map(({ interaction }) => interaction);

  it.each(formats)('is %s', (_name, isOne) => {
    expect(own.filter(isOne)).not.toEqual([]);
  });
});

describe('times', () => {
  it.each(placed)('are plausible: $cassette, $recording.shows', ({ interaction }) => {
    const { head, chunks, end } = interaction.response.timing;
    const all = [head, ...chunks, end];
    expect(all).toEqual([...all].sort((a, b) => a - b));
    expect(head).toBeGreaterThan(35);
    expect(end).toBeLessThan(2000);
  });

  it('of a long stream have events that came together and close behind each other', () => {
    const stream = placed.find(({ recording }) => recording.shows === 'chat completion, streamed');
    const { ends = [], timing } = stream?.interaction.response ?? {};
    const times = timing?.chunks ?? [];
    const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0));
    const sizes = ends.map((length, i) => length - (ends[i - 1] ?? 0));
    expect(gaps.filter((gap) => gap < 1).length).toBeGreaterThan(2);
    expect(gaps.filter((gap) => gap > 9 && gap < 41).length).toBeGreaterThan(30);
    expect(sizes.filter((size) => size > 600).length).toBeGreaterThan(2);
  });
});

async function fromDisk() {
  const { cassettes } = await openLibrary([root]);
  const entries = new Map(cassettes.flatMap((cassette) => [...cassette.entries()].map((entry) => [entry.path, entry])));
  return Promise.all(
    described.map(async ({ cassette, file, recording }) => {
      const entry = entries.get(join(root, cassette, file));
      if (entry === undefined)
        throw new Error(`${cassette}/${file} is missing: run scripts/write-starter-cassettes.js`);
      return { cassette, file, recording, interaction: await entry.load() };
    }),
  );
}

/** Files of the starter cassettes; a developer's own cassettes may stand beside them. */
function committedFiles(): string[] {
  const inside = Object.keys(starterCassettes).flatMap((cassette) =>
    readdirSync(join(root, cassette), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/')),
  );
  return ['README.md', ...inside].sort();
}

function sayHello(more: string): string {
  return `{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Say hello"}]${more}}`;
}

function sent(interaction: Interaction): string {
  return Buffer.from(interaction.request.body).toString('utf8');
}

function text(interaction: Interaction): string {
  return Buffer.from(interaction.response.bytes).toString('utf8');
}

function count(interaction: Interaction, piece: string): number {
  return text(interaction).split(piece).length - 1;
}

function framesOf(interaction: Interaction): number {
  const { frames, rest } = decodeFrames(interaction.response.bytes);
  return rest.length === 0 ? frames.length : 0;
}

/** Every event is numbered without a gap, and the last one says that all is done. */
function endsCompleted(interaction: Interaction): boolean {
  const numbers = [...text(interaction).matchAll(/"sequence_number":(\d+)\}\n\n/g)].map((match) => Number(match[1]));
  return (
    numbers.length > 10 && numbers.every((n, i) => n === i) && text(interaction).includes('event: response.completed')
  );
}
