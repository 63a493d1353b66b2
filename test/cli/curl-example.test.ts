/** The curl line that a replay server offers. */

import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openLibrary } from '../../src/cassette/cassette-library.ts';
import { curlExample } from '../../src/cli/curl-example.ts';
import { rawRequest } from '../support/raw-client.ts';
import { chatRequest, scripted, startRecorder } from '../support/simulators.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('the curl line of a replay server', () => {
  it('asks for the shortest stream that is recorded', async () => {
    const library = await openLibrary(['cassettes/openai']);
    expect(await curlExample(library, 'http://127.0.0.1:1')).toBe(
      `curl -N http://127.0.0.1:1/v1/responses -H 'content-type: application/json' -d '{"model":"gpt-4o-mini","input":"Say hello","stream":true}'`,
    );
  });

  it('asks only for what the cassette of bare paths answers', async () => {
    const library = await openLibrary(['cassettes']);
    const target = async (cassette: string) => (await curlExample(library, 'http://x', cassette))?.split(' ')[2];
    expect(await target('anthropic')).toBe('http://x/v1/messages');
    expect(await target('openai')).toBe('http://x/v1/responses');
    expect(await target('no-such')).toBeUndefined();
  });

  it('is not made of a body that cannot be typed', async () => {
    const upstream = await scripted({ headers: [['Content-Type', 'application/json']], body: ['{}'] });
    const recorder = await startRecorder(`openai=${upstream.url}`);
    await rawRequest(recorder.url, { ...chatRequest(), body: gzipSync('{"model":"m"}') });
    await recorder.reported(1);
    expect(await curlExample(await openLibrary([recorder.root]), 'http://x')).toBeUndefined();
  });

  it('is left out where nothing is recorded', async () => {
    expect(await curlExample(await openLibrary([tempFolder()]), 'http://x')).toBeUndefined();
  });
});
