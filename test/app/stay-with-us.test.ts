import { describe, expect, it } from 'vitest';
import { stayWithUs } from '../../src/app/stay-with-us.ts';
import type { ClientAddress } from '../../src/core/exchange.ts';
import type { HeaderList } from '../../src/core/headers.ts';
import type { Hit } from '../../src/core/outcome.ts';
import { exchangeWith, hitOf, SpokenReply } from '../pipeline/exchanges.ts';

const gemini = { name: 'gemini', origin: 'https://generativelanguage.googleapis.com', basePath: '' };
const upload = 'https://generativelanguage.googleapis.com/upload/v1beta/files?upload_id=7';

function hitWith(headers: HeaderList): Hit {
  return { ...hitOf('', { headers }), answeredBy: gemini };
}

const from = (address: Partial<ClientAddress> = {}) =>
  exchangeWith({}, { address: { base: 'http://127.0.0.1:8080', selection: '', prefixed: false, ...address } });

describe('a URL in an answer', () => {
  it('leads back to llmsim where it pointed at the upstream', () => {
    const hit = hitWith([
      ['X-Goog-Upload-Url', upload],
      ['a', 'b'],
    ]);
    expect(stayWithUs([gemini])(from(), hit).reply.headers).toEqual([
      ['X-Goog-Upload-Url', 'http://127.0.0.1:8080/upload/v1beta/files?upload_id=7'],
      ['a', 'b'],
    ]);
  });

  it('leads back by the way that the client came', () => {
    const { reply } = stayWithUs([gemini])(
      from({ selection: '/@mine~1', prefixed: true }),
      hitWith([['location', upload]]),
    );
    expect(reply.headers[0]?.[1]).toBe('http://127.0.0.1:8080/@mine~1/gemini/upload/v1beta/files?upload_id=7');
  });

  it('leads back also in replay, where no upstream is configured but the recording names one', () => {
    const { reply } = stayWithUs([])(from(), hitWith([['location', upload]]));
    expect(reply.headers[0]?.[1]).toBe('http://127.0.0.1:8080/upload/v1beta/files?upload_id=7');
  });

  it('stays where it leads elsewhere', () => {
    const headers: HeaderList = [['location', 'https://storage.example.com/x']];
    expect(stayWithUs([gemini])(from(), hitWith(headers)).reply.headers).toEqual(headers);
  });

  it('is rewritten for each client by itself, and the recording is not touched', () => {
    const hit = hitWith([['location', upload]]);
    const adapt = stayWithUs([gemini]);
    const bases = ['http://one:1', 'http://two:2'].map((base) => adapt(from({ base }), hit).reply.headers[0]?.[1]);
    expect(bases).toEqual(
      [upload, upload].map((url, i) => url.replace(gemini.origin, ['http://one:1', 'http://two:2'][i] ?? '')),
    );
    expect(hit.reply.headers).toEqual([['location', upload]]);
  });
});

describe('an answer without such URLs', () => {
  it('is the same object', () => {
    const hit = hitWith([
      ['content-type', 'text/plain'],
      ['link', upload],
    ]);
    expect(stayWithUs([gemini])(from(), hit)).toBe(hit);
  });
});

describe('a live answer', () => {
  it('is rewritten and still flows', () => {
    const reply = new SpokenReply({ headers: [['Location', upload]] });
    const hit: Hit = { ...hitWith([]), source: 'upstream', reply };
    const adapted = stayWithUs([gemini])(from(), hit).reply;
    if (adapted.kind !== 'live') throw new Error('no live reply');
    expect(adapted.headers).toEqual([['Location', 'http://127.0.0.1:8080/upload/v1beta/files?upload_id=7']]);
    expect(adapted.status).toBe(200);
    const chunks: string[] = [];
    adapted.subscribe({ chunk: (bytes) => chunks.push(Buffer.from(bytes).toString()) > 0, end() {}, fail() {} });
    reply.say('a');
    adapted.abort();
    expect(chunks).toEqual(['a']);
    expect(reply.asked).toEqual(['abort']);
  });
});
