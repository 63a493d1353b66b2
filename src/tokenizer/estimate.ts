/** Token counts without counting: from the characters, and from samples of a text that is too long to count. */

/** Tokens to a character, near what o200k_base has: English and code; other alphabets; Chinese, Japanese, Korean, emoji. */
const ASCII = 0.25;
const ALPHABETIC = 0.35;
const IDEOGRAPHIC = 0.7;

const SAMPLES = 32;
const SAMPLE_LENGTH = 2_000;

/** At least 1 for a text with anything in it. Of a long text only the samples are looked at. */
export function estimateTokens(text: string): number {
  const samples = samplesOf(text);
  let tokens = 0;
  let length = 0;
  for (const sample of samples) {
    length += sample.length;
    for (let i = 0; i < sample.length; i += 1) {
      const code = sample.charCodeAt(i);
      tokens += code < 0x80 ? ASCII : code < 0x2e80 ? ALPHABETIC : IDEOGRAPHIC;
    }
  }
  return length === 0 ? 0 : Math.max(1, Math.round((tokens * text.length) / length));
}

/** 32 slices of 2,000 UTF-16 units, evenly spread, the first and the last at the ends; a shorter text whole. */
export function samplesOf(text: string): readonly string[] {
  if (text.length <= SAMPLES * SAMPLE_LENGTH) return [text];
  const step = (text.length - SAMPLE_LENGTH) / (SAMPLES - 1);
  return Array.from({ length: SAMPLES }, (_, i) => {
    const start = Math.floor(i * step);
    return text.slice(start, start + SAMPLE_LENGTH);
  });
}
