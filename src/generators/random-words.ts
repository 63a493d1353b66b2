/** Common English words in random order: about one token a word, for loads whose length must be right. */

import type { Generator } from '../core/generator.ts';

const words =
  `about after again all also and any around ask back because before begin between big both call came can car change
city close cold come could country day different do down each early earth end enough even every eye far few find first follow
food form four from game give good great group grow hand hard have head hear help here high home house how idea just keep kind
know land large last late lead learn leave left letter life light like line list little live long look made main make man many
mark mean might money more morning most move much music must name near need never new next night north now number off often old
one only open order other our out over own page paper part pay people piece place plan play point power problem put question
quick rain read ready real right river road room run same school sea second see seem sentence set shape she short show side
simple sleep small snow some soon sound south space spell stand star start state stay still stop story street strong study sun
sure table take talk tell ten than them thing think three time together too town travel tree true try turn two under until use
very voice wait walk want warm watch water way week well west what when where white whole wind with word work world write year
yes young your`.split(/\s+/);

export const randomWords: Generator = {
  id: 'random-words',
  explanation: 'common English words in random order, one token each',
  freeLength: true,
  say: ({ random, tokens }) => ({
    kind: 'said',
    text: Array.from({ length: Math.max(1, tokens) }, () => words[random.below(words.length)] ?? '').join(' '),
    toolCalls: [],
  }),
};
