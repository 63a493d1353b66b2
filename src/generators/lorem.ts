/** Sentences of Latin words, the printers' filler since the 1500s: clearly no answer, and of any length. */

import type { Generator } from '../core/generator.ts';
import type { Random } from '../core/random.ts';

const words =
  `ad adipiscing aliqua aliquip amet anim aute cillum commodo consectetur consequat culpa cupidatat deserunt dolor
dolore duis ea eiusmod elit enim esse est et eu ex excepteur exercitation fugiat id in incididunt irure labore laboris laborum
magna minim mollit nisi non nostrud nulla occaecat officia pariatur proident qui quis reprehenderit sed sint sit sunt tempor
ullamco ut velit veniam voluptate`.split(/\s+/);
const opening = 'Lorem ipsum dolor sit amet, consectetur adipiscing elit.';

export const lorem: Generator = {
  id: 'lorem',
  explanation: 'Latin filler, "Lorem ipsum dolor sit amet …"',
  freeLength: true,
  say: ({ random, tokens }) => ({ kind: 'said', text: loremText(random, tokens), toolCalls: [] }),
};

/** At least `atLeast` words. */
function loremText(random: Random, atLeast: number): string {
  const sentences = [opening];
  for (let said = 8; said < atLeast; ) {
    const length = 5 + random.below(9);
    sentences.push(sentence(random, length));
    said += length;
  }
  return sentences.join(' ');
}

function sentence(random: Random, length: number): string {
  const said = Array.from({ length }, () => words[random.below(words.length)] ?? '');
  const comma = length > 8 ? 3 + random.below(3) : length;
  const text = said.map((word, i) => (i === comma ? `${word},` : word)).join(' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
