/** The categories of OpenAI's moderation and the plain words by which a text falls into one: enough to try both ways of an application. */

import { randomOf } from '../../core/random.ts';

interface Category {
  readonly name: string;
  /** Whether pictures are looked at too. */
  readonly images: boolean;
  readonly words: RegExp;
}

const sexual = /\b(?:porn\w*|erotic\w*|nudes?|nudity|sexually explicit|having sex|orgasm\w*)\b/i;
const minors = /\b(?:child\w*|minors?|underage|schoolgirls?|schoolboys?)\b/i;
const violence =
  /\b(?:kill\w*|murder\w*|stab(?:s|bed|bing)?|shoot(?:ing)? (?:him|her|them|you|people)|beat(?:ing)? (?:him|her|them|you) up|massacre\w*|strangl\w*)\b/i;
const hate =
  /\b(?:subhumans?|vermin|inferior race|ethnic cleansing|(?:all|those) (?:immigrants|foreigners) (?:are|should))\b/i;

/** In the order of the API's answers. Where two patterns meet, both must be found. */
const categories: readonly Category[] = [
  {
    name: 'harassment',
    images: false,
    words: /\b(?:idiots?|morons?|losers?|shut up|you are (?:stupid|ugly|worthless))\b/i,
  },
  {
    name: 'harassment/threatening',
    images: false,
    words:
      /\b(?:i(?:'ll| will| am going to|'m going to) (?:kill|hurt|beat|stab|find) (?:you|him|her|them)|watch your back)\b/i,
  },
  { name: 'sexual', images: true, words: sexual },
  { name: 'hate', images: false, words: hate },
  { name: 'hate/threatening', images: false, words: both(hate, violence) },
  {
    name: 'illicit',
    images: false,
    words:
      /\bhow (?:to|do i|can i) (?:shoplift|steal|launder money|forge|pick a lock|hack into|make a bomb|buy a gun)\b/i,
  },
  {
    name: 'illicit/violent',
    images: false,
    words: /\bhow (?:to|do i|can i) (?:(?:make|build) a bomb|buy a gun|poison (?:someone|him|her|them))\b/i,
  },
  {
    name: 'self-harm/intent',
    images: true,
    words: /\b(?:kill myself|end my life|hurt myself|cut myself|want to die)\b/i,
  },
  {
    name: 'self-harm/instructions',
    images: true,
    words: /\bhow (?:to|do i|can i) (?:kill myself|hurt myself|cut myself|end my life|commit suicide)\b/i,
  },
  {
    name: 'self-harm',
    images: true,
    words: /\b(?:suicid\w*|self-harm\w*|kill myself|end my life|hurt myself|cut myself|want to die)\b/i,
  },
  { name: 'sexual/minors', images: false, words: both(sexual, minors) },
  { name: 'violence', images: true, words: violence },
  {
    name: 'violence/graphic',
    images: true,
    words: /\b(?:gore|gory|blood everywhere|dismember\w*|behead\w*|disembowel\w*|torn limb)\b/i,
  },
];

/** Both in one text, in either order. */
function both(one: RegExp, other: RegExp): RegExp {
  return new RegExp(`(?=[\\s\\S]*(?:${one.source}))[\\s\\S]*(?:${other.source})`, 'i');
}

export interface Moderated {
  readonly flagged: boolean;
  readonly categories: Readonly<Record<string, boolean>>;
  readonly category_scores: Readonly<Record<string, number>>;
  readonly category_applied_input_types: Readonly<Record<string, readonly ('text' | 'image')[]>>;
}

/** Equal texts have equal scores: near 1 where the category's words are found, else near 0. */
export function moderated(texts: readonly string[], images: number): Moderated {
  const text = texts.join('\n');
  const found = categories.map((category) => ({ ...category, flagged: category.words.test(text) }));
  return {
    flagged: found.some(({ flagged }) => flagged),
    categories: byName(found, ({ flagged }) => flagged),
    category_scores: byName(found, ({ name, flagged }) => scoreOf(text, name, flagged)),
    category_applied_input_types: byName(found, (category) => [
      ...(texts.length > 0 ? (['text'] as const) : []),
      ...(images > 0 && category.images ? (['image'] as const) : []),
    ]),
  };
}

function scoreOf(text: string, category: string, flagged: boolean): number {
  const random = randomOf('moderation', category, text);
  return flagged ? 0.75 + 0.24 * random.next() : 10 ** -(3.5 + 3 * random.next());
}

function byName<C extends Category, T>(of: readonly C[], value: (category: C) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(of.map((category) => [category.name, value(category)]));
}
