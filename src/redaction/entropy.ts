/** Tells random characters from words, names and placeholders. */

/** Shannon entropy in bits per character (UTF-16 unit); 0 for the empty text. */
export function entropyOf(text: string): number {
  const counts = new Map<number, number>();
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** The hundred or so pairs of letters that make up three quarters of English text and of identifiers. */
const COMMON_PAIRS: ReadonlySet<string> = new Set(
  (
    'th he in er an re nd on en at ou ed ha to or it is hi es ng ar al se st as te le nt me ve ti io de ra ro ic ne ri li ' +
    'co ma ce ch ll ec be us ta el la no om so ur et si ca il ho ac pe ss ow ly un ut id ke wa wh ai mo lo sa po ea tr op ' +
    'pr pa ge tu ee ad ol ts em ir ns am ot pl ey ay vi iv mp ct rs su ni oo ul sh im ie ld wo tt ev fo ag sp do da ig rt ' +
    'mi od os ci ap ab cl gi pi rd xt ck rk sw ss fi fr dy qu ui gh sc br cr gr rr mm nn ft bl pp ff my yo ye ex oc ok'
  ).split(' '),
);

/** Words of three letters that names and placeholders are made of; other runs of three mean nothing. */
const SHORT_WORDS: ReadonlySet<string> = new Set(
  'api key env dev the for foo bar baz sdk url app aws gpt log max min get set run'.split(' '),
);

/**
 * Share of the text's letters that stand in words: runs of letters, split at changes of case, that read like words. 0
 * where words make up less than two fifths of the letters and digits: chance brings forth a word now and then.
 */
export function wordShare(text: string): number {
  let letters = 0;
  let inWords = 0;
  for (const [run] of text.matchAll(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[A-Z]/g)) {
    letters += run.length;
    const lower = run.toLowerCase();
    if (SHORT_WORDS.has(lower) || (run.length >= 4 && pairShare(lower) >= 0.6 && /[aeiouy]/.test(lower)))
      inWords += run.length;
  }
  const digits = text.replaceAll(/\D/g, '').length;
  return inWords < 0.4 * (letters + digits) ? 0 : inWords / letters;
}

/** Share of the neighbouring letters that are common pairs: random letters have a fifth, words of any language far more. */
function pairShare(lower: string): number {
  let common = 0;
  for (let i = 0; i + 1 < lower.length; i += 1) if (COMMON_PAIRS.has(lower.slice(i, i + 2))) common += 1;
  return common / (lower.length - 1);
}

/** Share of neighbours that go up, go down or stay the same: `abcdef`, `12345`, `xxxx`. */
function sequenceShare(text: string): number {
  let steps = 0;
  for (let i = 1; i < text.length; i += 1) {
    if (Math.abs(text.charCodeAt(i) - text.charCodeAt(i - 1)) <= 1) steps += 1;
  }
  return text.length < 2 ? 0 : steps / (text.length - 1);
}

/** Long texts are judged by their beginning. */
const SAMPLE = 512;

const TEMPLATE = /^(?:<.*>|\[.*\]|\{.*\}|\$\{?\w+\}?.*|%\w+%|\*+|\.+|•+|…+)$/s;

/** True for what nobody drew by lot: `xxxxxxxx`, `1234567890abcdef`, AWS's own `…EXAMPLE`. */
export function isFiller(text: string): boolean {
  const sample = text.length > SAMPLE ? text.slice(0, SAMPLE) : text;
  if (sample.length >= 8 && entropyOf(sample) < 2) return true;
  return sequenceShare(sample) > 0.6 || /[xX]{6}|\.{3}|EXAMPLE(?:KEY)?$/.test(sample);
}

/**
 * True for what stands in place of a secret: `<API_KEY>`, `${KEY}`, `xxxxxxxx`, `your-api-key-here`, `1234567890abcdef`.
 * Judged by the whole and not by words within: a random key that happens to hold `your` is still a key.
 */
export function isPlaceholder(text: string): boolean {
  return TEMPLATE.test(text) || isFiller(text) || wordShare(text.slice(0, SAMPLE)) >= 0.6;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** True for `123e4567-e89b-12d3-a456-426614174000`: mostly an id, at times a key. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/**
 * True for a text that chance may have made: 16 characters or more, no white space, letters and mostly digits too, much
 * entropy; not words, names, numbers, dates, versions or placeholders.
 */
export function looksRandom(text: string): boolean {
  if (text.length < 16 || /\s|<\w+>|\{\w+\}/.test(text)) return false;
  const sample = text.slice(0, SAMPLE);
  const letters = sample.replaceAll(/[^a-zA-Z]/g, '').length;
  if (letters < 2 || /^\d{4}-\d\d-\d\d[T ]/.test(sample)) return false;
  if (entropyOf(sample) < 2.75 || isPlaceholder(sample)) return false;
  return (
    /\d|[a-z][A-Z].*[a-z][A-Z]/.test(sample) || pairShare(sample.replaceAll(/[^A-Za-z]/g, '').toLowerCase()) < 0.35
  );
}

/** True for a password nobody reads as a word: 8 characters or more of three classes; or anything that looks random. */
export function looksLikePassword(text: string): boolean {
  if (text.length < 8 || /\s/.test(text)) return false;
  if (looksRandom(text)) return true;
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((each) => each.test(text)).length;
  return classes >= 3 && /\d/.test(text) && entropyOf(text) >= 2.5 && !isPlaceholder(text) && wordShare(text) < 0.5;
}
