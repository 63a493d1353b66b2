/** What commands that replay say about misses: the status that a client gets, and the story on the terminal. */

import { type Command, InvalidArgumentError } from 'commander';
import type { MissStory } from '../pipeline/miss/story.ts';
import { storyText } from '../pipeline/miss/story-text.ts';
import type { Terminal } from './terminal.ts';

export interface MissFlags {
  readonly missStatus?: number;
}

export function withMissOptions(command: Command): Command {
  return command.option('--miss-status <code>', 'status of the answer to a miss (default: 400)', status);
}

function status(text: string): number {
  const value = Number(text);
  if (!/^[45]\d\d$/.test(text)) throw new InvalidArgumentError('A miss is answered with a status from 400 to 599.');
  return value;
}

/** Tells each story when it is there, as a warning. */
export function tellMisses(terminal: Terminal): (story: MissStory) => void {
  const layout = { paint: terminal.paint, width: terminal.width };
  return (story) => {
    const [first = '', ...others] = storyText(story, layout).split('\n');
    terminal.say([terminal.paint.yellow(first), ...others].join('\n'));
  };
}
