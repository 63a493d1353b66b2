/** `llmsim cassette show`: one interaction for people: the request, the response text put together, the timeline. */

import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { type CassetteLibrary, type Entry, openLibrary } from '../../cassette/cassette-library.ts';
import { decodeUtf8 } from '../../codec/utf8.ts';
import { LlmsimError } from '../../core/errors.ts';
import type { HeaderList } from '../../core/headers.ts';
import type { Interaction } from '../../core/interaction.ts';
import { dialectOf } from '../../dialects/list.ts';
import type { CliCommand } from '../command.ts';
import { byteText } from '../exchange-lines.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { drawTimeline, timeText } from '../timeline.ts';

export const cassetteShow: CliCommand = {
  name: 'show',
  group: 'cassette',
  build(command: Command, run) {
    return command
      .description('Show one recording: request, response text put together, timeline of its chunks.')
      .argument('<interaction>', 'a file, an id as in x-llmsim-interaction, or a part of a name that only one has')
      .option('--cassettes <dir>', 'where to look for an id or a name', 'cassettes')
      .action((name: string, flags: { cassettes: string }) => run((terminal) => show(name, flags.cassettes, terminal)));
  },
};

async function show(name: string, folder: string, terminal: Terminal): Promise<number> {
  const entry = await find(name, folder);
  const interaction = await entry.load();
  for (const line of render(entry.id, interaction, terminal)) terminal.result(line);
  return exitCodes.done;
}

async function find(name: string, folder: string): Promise<Entry> {
  if (existsSync(name)) {
    const [entry] = entriesOf(await openLibrary([name]));
    if (entry !== undefined) return entry;
    throw new LlmsimError(
      'cassette-missing',
      `${name} holds no recording.`,
      'llmsim cassette ls lists the recordings.',
    );
  }
  const library = await openLibrary([folder]);
  const exact = library.entry(name.replace(/\.json$/, ''));
  if (exact !== undefined) return exact;
  const similar = entriesOf(library).filter((entry) => entry.id.includes(name));
  const [only, second] = similar;
  if (only !== undefined && second === undefined) return only;
  const hint = `llmsim cassette ls ${folder} lists them.`;
  if (only === undefined)
    throw new LlmsimError('cassette-missing', `No recording in ${folder} is called "${name}".`, hint);
  const names = similar.slice(0, 5).map((entry) => entry.id);
  throw new LlmsimError(
    'usage',
    `"${name}" fits ${similar.length} recordings: ${names.join(', ')}.`,
    'Give a longer part of the name.',
  );
}

function entriesOf(library: CassetteLibrary): Entry[] {
  return library.cassettes.flatMap((cassette) => [...cassette.entries()]);
}

function* render(id: string, interaction: Interaction, terminal: Terminal): Generator<string> {
  const { paintResult: paint, width } = terminal;
  const { request, response, upstream } = interaction;
  yield paint.bold(id);
  yield `${interaction.summary}`;
  yield paint.dim(`${upstream.name} ${upstream.url}, ${interaction.dialect}, recorded ${interaction.recordedAt}`);
  yield '';
  yield paint.bold(`${request.method} ${request.target}`);
  yield* headerLines(request.headers, paint);
  if (request.body.byteLength > 0) yield `\n${bodyText(request.body)}`;
  yield '';
  yield paint.bold(`${response.status} ${response.statusText}`.trimEnd());
  yield* headerLines(response.headers, paint);
  if (response.decodedFrom !== undefined) yield paint.dim(`(came as ${response.decodedFrom}, stored decoded)`);
  const { dialect } = dialectOf(request);
  const text = dialect.textOf({ status: response.status, headers: response.headers, body: response.bytes });
  if (text !== '') yield `\n${text}`;
  yield '';
  yield paint.bold('Timeline');
  yield paint.cyan(drawTimeline(response, Math.min(width, 100)));
  yield timelineFacts(interaction);
}

function timelineFacts({ response }: Interaction): string {
  const { timing, ends } = response;
  const first = timing.chunks[0];
  return [
    `head ${timeText(timing.head)}`,
    ...(first === undefined ? [] : [`first chunk ${timeText(first)}`]),
    `${ends.length} ${ends.length === 1 ? 'chunk' : 'chunks'}, ${byteText(response.bytes.byteLength)}`,
    `${response.end === 'complete' ? 'end' : response.end} ${timeText(timing.end)}`,
  ].join(' · ');
}

function* headerLines(headers: HeaderList, paint: Terminal['paintResult']): Generator<string> {
  for (const [name, value] of headers) yield paint.dim(`${name}: ${value}`);
}

/** JSON laid out for reading, other text as it is, binary by its size. */
function bodyText(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text === undefined) return `<${bytes.byteLength} bytes, not text>`;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
