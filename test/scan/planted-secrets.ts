/** Secrets of the real shapes, invented, and put together when the tests run, so that no scanner finds one in this repository. */

const alphabets = {
  base62: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  base64url: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
  hex: '0123456789abcdef',
  lower: 'abcdefghijklmnopqrstuvwxyz0123456789',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
};

/** The same `length` characters for the same `seed`; the first is a letter or digit, the last too. */
export function randomText(length: number, alphabet: keyof typeof alphabets = 'base62', seed = 1): string {
  const characters = alphabets[alphabet];
  let state = (seed * 2_654_435_761) >>> 0;
  let text = '';
  while (text.length < length) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const edge = text.length === 0 || text.length === length - 1;
    const from = edge ? characters.replace(/[-_]/g, '') : characters;
    text += from.charAt((state >>> 8) % from.length);
  }
  return text;
}

export interface PlantedSecret {
  readonly kind: string;
  /** The secret as it stands in a text. */
  readonly text: string;
  /** Its part that nobody may see. */
  readonly random: string;
}

function planted(kind: string, random: string, before: string, after = ''): PlantedSecret {
  return { kind, random, text: `${before}${random}${after}` };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

export const plantedSecrets: readonly PlantedSecret[] = [
  planted('openai-key', randomText(120, 'base64url'), 's' + 'k-proj-'),
  planted('openai-key', randomText(48), 's' + 'k-'),
  planted('anthropic-key', randomText(93, 'base64url'), 's' + 'k-ant-api03-', 'AA'),
  planted('openrouter-key', randomText(64, 'hex'), 's' + 'k-or-v1-'),
  planted('google-key', randomText(35, 'base64url'), 'AI' + 'za'),
  planted('groq-key', randomText(52), 'gs' + 'k_'),
  planted('xai-key', randomText(80), 'xa' + 'i-'),
  planted('huggingface-token', randomText(34), 'h' + 'f_'),
  planted('replicate-token', randomText(37), 'r' + '8_'),
  planted('stripe-key', randomText(24), 'sk' + '_live_'),
  planted('stripe-key', randomText(24, 'base62', 3), 'rk' + '_test_'),
  planted('aws-key-id', randomText(16, 'upper'), 'AK' + 'IA'),
  planted('aws-session-token', randomText(300), 'IQoJ' + 'b3JpZ2lu'),
  planted('aws-signature', randomText(64, 'hex'), 'X-Amz-' + 'Signature='),
  planted('jwt', `${randomText(60)}.${randomText(43, 'base64url')}`, `ey${'J'}${randomText(30)}.ey${'J'}`),
  planted('github-token', randomText(36), 'gh' + 'p_'),
  planted('gitlab-token', randomText(20), 'gl' + 'pat-'),
  planted('slack-token', `${randomText(12)}-${randomText(24)}`, 'xox' + 'b-1234-'),
  planted('twilio-key', randomText(32, 'hex'), 'S' + 'K'),
  planted('sendgrid-key', `${randomText(22)}.${randomText(43)}`, 'S' + 'G.'),
  planted('npm-token', randomText(36), 'np' + 'm_'),
  planted('url-password', randomText(20), 'postgres' + '://app:', '@db.internal:5432/main'),
  planted('bearer-token', randomText(40), 'Bear' + 'er '),
  planted('basic-auth', base64(`app:${randomText(18)}`), 'Bas' + 'ic '),
  planted('cookie', randomText(43, 'base64url'), '__cf' + '_bm='),
  planted('openai-project', randomText(24), 'pro' + 'j_'),
  planted('openai-organization', randomText(24), 'or' + 'g-'),
  planted('azure-key', randomText(86), 'Account' + 'Key=', '=='),
  planted('api-key', randomText(32), 'api' + '_key="', '"'),
  planted('secret', randomText(32, 'lower'), 'CLIENT' + '_SECRET='),
  planted('password', randomText(20), 'password' + ': '),
];

/** A private key is a shape of its own: several lines. */
export function privateKey(magic = 'MIIE'): string {
  const name = `${'RSA '}${'PRIVATE'} KEY-----`;
  const lines = [1, 2, 3, 4].map((seed) => randomText(64, 'base62', seed));
  return `-----BEGIN ${name}\n${magic}${lines.join('\n')}\n-----END ${name}\n`;
}
