/** Which values of a request are its credentials. */

import { describe, expect, it } from 'vitest';
import type { HeaderList } from '../../src/core/headers.ts';
import { clientCredentials } from '../../src/redaction/client-credentials.ts';

function of(headers: HeaderList, target = '/v1/x'): readonly string[] {
  return clientCredentials({ headers, target });
}

describe('the credentials of a request', () => {
  it('are the tokens of its authorization headers, without the scheme', () => {
    expect(
      of([
        ['Authorization', 'Bearer abc.def'],
        ['x-api-key', ' k '],
        ['API-Key', 'azure'],
      ]),
    ).toEqual(['abc.def', 'k', 'azure']);
    expect(of([['authorization', 'raw-token']])).toEqual(['raw-token']);
  });

  it('are the pair and the password of Basic', () => {
    const pair = Buffer.from('user:pass:word').toString('base64');
    expect(of([['authorization', `Basic ${pair}`]])).toEqual([pair, 'pass:word']);
  });

  it('are the values of cookies and of credential parameters, decoded', () => {
    expect(of([['cookie', 'a=1x; session=two ']])).toEqual(['1x', 'two']);
    expect(of([], '/v1/x?alt=sse&key=a%2Fb&Api%5Fkey=c&sig=%zz')).toEqual(['a/b', 'c', '%zz']);
  });

  it('are not what names an account, nor the parts of a SigV4 signature', () => {
    const signature = 'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/x/y/aws4_request, Signature=0abc';
    expect(
      of(
        [
          ['authorization', signature],
          ['openai-organization', 'org-1'],
          ['x-amz-date', '20260101T000000Z'],
        ],
        '/x?X-Amz-Signature=1',
      ),
    ).toEqual([]);
  });

  it('are none where nothing is sent', () => {
    expect(
      of(
        [
          ['authorization', ''],
          ['accept', '*/*'],
        ],
        '/x?key=',
      ),
    ).toEqual([]);
  });
});
