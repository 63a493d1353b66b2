/** `llmsim demo`: simulated upstream → record → replay → compare → a picture of the stream; no key, no network. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { demonstrate } from '../../app/demonstration.ts';
import type { CliCommand } from '../command.ts';
import { byteText } from '../exchange-lines.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { drawTimeline, timeText } from '../timeline.ts';

const starterCassettes = fileURLToPath(new URL('../../../cassettes', import.meta.url));

export const demo: CliCommand = {
  name: 'demo',
  build(command: Command, run) {
    return command.description('See record and replay at work: no key, no network.').action(() => run(showDemo));
  },
};

async function showDemo(terminal: Terminal): Promise<number> {
  const { paintResult: paint } = terminal;
  const folder = await mkdtemp(join(tmpdir(), 'llmsim-demo-'));
  try {
    const { upstream, recorded, replayed, text, interaction, equal } = await demonstrate(starterCassettes, folder);
    const width = Math.min(terminal.width, 100) - 12;
    const span = Math.max(upstream.timing.end, recorded.timing.end, replayed.timing.end);
    terminal.result(paint.bold('A streamed chat completion, three times'));
    terminal.result('');
    for (const [name, stream] of [
      ['upstream', upstream],
      ['recorded', recorded],
      ['replayed', replayed],
    ] as const) {
      terminal.result(`${name.padEnd(10)}${paint.cyan(drawTimeline(stream, width, span))}`);
      const first = stream.timing.chunks[0] ?? stream.timing.end;
      const facts = `first chunk ${timeText(first)}, ${stream.ends.length} chunks, ${byteText(stream.ends.at(-1) ?? 0)}, end ${timeText(stream.timing.end)}`;
      terminal.result(`${' '.repeat(10)}${paint.dim(facts)}`);
    }
    terminal.result('');
    terminal.result(paint.dim(`"${text.trim()}"`));
    terminal.result('');
    const same = (yes: boolean): string => (yes ? paint.green('identical') : paint.red('DIFFERENT'));
    terminal.result(
      `status ${same(equal.status)} · headers ${same(equal.headers)} · bytes ${same(equal.bytes)} · chunk boundaries ${same(equal.boundaries)}`,
    );
    terminal.result(
      `chunk times differ by ${timeText(equal.medianLateness)} in the median, ${timeText(equal.worstLateness)} at most`,
    );
    terminal.result(paint.dim(`the recording was a file of its own: ${interaction}.json`));
    terminal.say('');
    terminal.say('With a real key: llmsim record --upstream openai');
    const all = equal.status && equal.headers && equal.bytes && equal.boundaries;
    return all ? exitCodes.done : exitCodes.failed;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
