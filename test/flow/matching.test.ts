/** Which recording a request finds over real runs: ids that differ, sessions side by side, rules of the user's own. */

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultRules, type MatchRules } from '../../src/cassette/match/match-rules.ts';
import { builtInNormalisers } from '../../src/cassette/match/normalisers/list.ts';
import { rawRequest } from '../support/raw-client.ts';
import { runCli, startCli } from '../support/run-cli.ts';
import { jsonType, numberedAnswers, textScript } from '../support/script.ts';
import { chatRequest, recordingsIn, scripted, startRecorder, startReplay } from '../support/simulators.ts';
import { tempFolder } from '../support/temp-folder.ts';

function post(target: string, body: unknown) {
  return { method: 'POST', target, headers: [jsonType], body: JSON.stringify(body) };
}

async function textOf(url: string, request: ReturnType<typeof post>): Promise<string> {
  const { status, body } = await rawRequest(url, request);
  return status === 200 ? body.toString() : `status ${status}`;
}

/** A turn of an agent: the tool call that the model made under `id`, and what the tool said. */
function afterTool(id: string, result = '21 degrees') {
  return post('/v1/chat/completions', {
    model: 'm',
    messages: [
      { role: 'user', content: 'Weather in Rome?' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id, type: 'function', function: { name: 'weather', arguments: '{"city":"Rome"}' } }],
      },
      { role: 'tool', tool_call_id: id, content: result },
    ],
  });
}

describe('an agent whose ids differ from run to run', () => {
  it('finds its recording all the same, but not with another tool result', async () => {
    const upstream = await scripted(textScript('It is warm.'));
    const recorder = await startRecorder(`openai=${upstream.url}`);
    await rawRequest(recorder.url, afterTool('call_recorded'));
    await recorder.reported(1);
    const { url } = await startReplay(recorder.root);
    expect(await textOf(url, afterTool('call_of_another_run'))).toBe('It is warm.');
    expect(await textOf(url, afterTool('call_of_another_run', '3 degrees'))).toBe('status 400');
  });

  it('is led by the id that it got to what followed it', async () => {
    const threads = ['thread_Aa1Bb2Cc3Dd4Ee5F', 'thread_Bb2Cc3Dd4Ee5Ff6G'];
    let made = 0;
    const upstream = await scripted(({ target }) => {
      if (target === '/v1/threads') {
        made += 1;
        return textScript(threads[made - 1] ?? '');
      }
      return textScript(`messages of ${target.split('/')[3]}`);
    });
    const recorder = await startRecorder(`openai=${upstream.url}`);
    const messagesOf = (thread: string) => post(`/v1/threads/${thread}/messages`, {});
    const create = post('/v1/threads', {});
    for (const _ of threads) await rawRequest(recorder.url, create);
    for (const thread of threads) await rawRequest(recorder.url, messagesOf(thread));
    await recorder.reported(4);
    const { url } = await startReplay(recorder.root);
    const second = [await textOf(url, create), await textOf(url, create)][1] ?? '';
    for (const thread of [second, threads[0] ?? '', second]) {
      expect(await textOf(url, messagesOf(thread))).toBe(`messages of ${thread}`);
    }
  });
});

describe('tests side by side on one server', () => {
  it('get the same answers in any order of arrival, each with its own selection', async () => {
    const upstream = await scripted(numberedAnswers());
    const recorder = await startRecorder(`openai=${upstream.url}`, { cassette: 'poll' });
    for (let i = 0; i < 3; i += 1) await rawRequest(recorder.url, chatRequest('poll'));
    await recorder.reported(3);
    const { url } = await startReplay(recorder.root);
    const ask = async (session: string) => {
      const target = `/@poll~${session}/v1/chat/completions`;
      return (await rawRequest(url, { ...chatRequest('poll'), target })).body.toString();
    };
    const sessions = ['a', 'b', 'c', 'd'];
    const seen = new Map<string, string[]>();
    await Promise.all(
      sessions.map(async (session) => {
        for (let i = 0; i < 3; i += 1) seen.set(session, [...(seen.get(session) ?? []), await ask(session)]);
      }),
    );
    for (const session of sessions) expect(seen.get(session)).toEqual(['answer 1', 'answer 2', 'answer 3']);
  });

  it('get recordings 1 and 2 of two identical requests at once, never the same one twice', async () => {
    const upstream = await scripted(numberedAnswers());
    const recorder = await startRecorder(`openai=${upstream.url}`);
    const request = afterTool('call_recorded');
    for (let i = 0; i < 2; i += 1) await rawRequest(recorder.url, request);
    await recorder.reported(2);
    for (let round = 0; round < 5; round += 1) {
      const { url } = await startReplay(recorder.root);
      const both = await Promise.all([textOf(url, request), textOf(url, request)]);
      expect(both.sort()).toEqual(['answer 1', 'answer 2']);
    }
  });
});

describe('POST /__llmsim/reset', () => {
  async function polled() {
    const upstream = await scripted(numberedAnswers());
    const recorder = await startRecorder(`openai=${upstream.url}`, { cassette: 'poll' });
    for (let i = 0; i < 2; i += 1) await rawRequest(recorder.url, chatRequest('poll'));
    await recorder.reported(2);
    const { url } = await startReplay(recorder.root);
    const ask = async (session = '') => {
      const target = session === '' ? '/v1/chat/completions' : `/@poll~${session}/v1/chat/completions`;
      return (await rawRequest(url, { ...chatRequest('poll'), target })).body.toString();
    };
    const reset = async (query = '', method = 'POST') => {
      const { status, body } = await rawRequest(url, { method, target: `/__llmsim/reset${query}` });
      return [status, JSON.parse(body.toString())];
    };
    return { ask, reset };
  }

  it('begins all sequences anew', async () => {
    const { ask, reset } = await polled();
    expect([await ask(), await ask(), await ask('a')]).toEqual(['answer 1', 'answer 2', 'answer 1']);
    expect(await reset()).toEqual([200, { reset: 2 }]);
    expect([await ask(), await ask('a')]).toEqual(['answer 1', 'answer 1']);
  });

  it('begins those of one session anew, and of no other', async () => {
    const { ask, reset } = await polled();
    expect([await ask('a'), await ask('b')]).toEqual(['answer 1', 'answer 1']);
    expect(await reset('?cassette=poll~a')).toEqual([200, { reset: 1 }]);
    expect([await ask('a'), await ask('b')]).toEqual(['answer 1', 'answer 2']);
    expect(await reset('?cassette=other')).toEqual([200, { reset: 0 }]);
    expect(await reset('?cassette=poll')).toEqual([200, { reset: 2 }]);
  });

  it('says what it takes', async () => {
    const { reset } = await polled();
    expect(await reset('?cassette=Not%20a%20name')).toMatchObject([400, { error: { code: 'llmsim_bad_selection' } }]);
    expect(await reset('', 'GET')).toMatchObject([405, { error: { message: '/__llmsim/reset takes POST.' } }]);
  });
});

describe('rules of the user’s own', () => {
  const rules: MatchRules = {
    ...defaultRules,
    ignore: [{ kind: 'field', segments: ['metadata'] }],
    normalise: builtInNormalisers,
  };
  const asked = (date: string, run: number, question = 'What day is it?') =>
    post('/v1/chat/completions', {
      model: 'm',
      metadata: { run },
      messages: [
        { role: 'system', content: `Today is ${date}.` },
        { role: 'user', content: question },
      ],
    });

  it('let a request match on another day, and another question still miss', async () => {
    const upstream = await scripted(textScript('Friday.'));
    const recorder = await startRecorder(`openai=${upstream.url}`, { match: () => rules });
    await rawRequest(recorder.url, asked('November 20, 2026', 1));
    await recorder.reported(1);
    const { url } = await startReplay(recorder.root, { match: () => rules });
    expect(await textOf(url, asked('November 27, 2026', 2))).toBe('Friday.');
    expect(await textOf(url, asked('November 27, 2026', 2, 'What time is it?'))).toBe('status 400');
    const strict = await startReplay(recorder.root);
    expect(await textOf(strict.url, asked('November 27, 2026', 2))).toBe('status 400');
    expect(await textOf(strict.url, asked('November 20, 2026', 1))).toBe('Friday.');
  });

  it('may be other ones for each cassette', async () => {
    const upstream = await scripted(textScript('Friday.'));
    const match = (cassette: string) => (cassette === 'loose' ? rules : defaultRules);
    const recorder = await startRecorder(`openai=${upstream.url}`, { match });
    const to = (cassette: string, date: string) => {
      const request = asked(date, 1);
      return { ...request, target: `/@${cassette}${request.target}` };
    };
    for (const cassette of ['loose', 'strict']) await rawRequest(recorder.url, to(cassette, '2026-11-20'));
    await recorder.reported(2);
    const { url } = await startReplay(recorder.root, { match });
    expect(await textOf(url, to('loose', '2026-12-01'))).toBe('Friday.');
    expect(await textOf(url, to('strict', '2026-12-01'))).toBe('status 400');
  });
});

describe('a configuration that changed', () => {
  it('is said by replay, which rekeys in memory, and made permanent by cassette rekey', async () => {
    const upstream = await scripted(textScript('Hello.'));
    const folder = tempFolder();
    const root = join(folder, 'cassettes');
    mkdirSync(root);
    const recorder = await startRecorder(`openai=${upstream.url}`, { root });
    await rawRequest(recorder.url, chatRequest('Say hello'));
    await recorder.reported(1);
    await recorder.close();
    writeFileSync(join(folder, 'llmsim.yaml'), 'match:\n  ignore: ["/messages/*/content"]\n');
    const before = recordingsIn(root);

    const replay = await startCli(['replay', '--port', '0', '--latency', 'instant'], { cwd: folder });
    expect((await rawRequest(replay.url, chatRequest('Say goodbye'))).body.toString()).toBe('Hello.');
    await replay.stop();
    expect(replay.stderr).toMatch(
      /Cassette default was keyed by canonical-2, this run by canonical-2\/[0-9a-f]{8}: rekeying 1 in memory\. `llmsim cassette rekey` makes it permanent\./,
    );
    expect(recordingsIn(root)).toEqual(before);

    const rekeyed = await runCli(['cassette', 'rekey'], { cwd: folder });
    expect([rekeyed.code, rekeyed.stdout]).toEqual([
      0,
      expect.stringMatching(/^default: 1 of 1 rekeyed from canonical-2 to canonical-2\/[0-9a-f]{8}\n$/),
    ]);
    expect(recordingsIn(root)).not.toEqual(before);
    expect(await runCli(['cassette', 'verify'], { cwd: folder })).toMatchObject({ code: 0 });
    const again = await startCli(['replay', '--port', '0', '--latency', 'instant'], { cwd: folder });
    expect((await rawRequest(again.url, chatRequest('Say goodbye'))).body.toString()).toBe('Hello.');
    await again.stop();
    expect(again.stderr).not.toContain('rekeying');
  });

  it('is not recorded into a cassette of other keys: the recorder says how to go on', async () => {
    const upstream = await scripted(textScript('Hello.'));
    const recorder = await startRecorder(`openai=${upstream.url}`);
    await rawRequest(recorder.url, chatRequest('one'));
    await recorder.reported(1);
    await recorder.close();
    const match = () => ({ ...defaultRules, system: 'ignore' as const });
    const other = await startRecorder(`openai=${upstream.url}`, { root: recorder.root, match });
    expect((await rawRequest(other.url, chatRequest('two'))).status).toBe(200);
    const [report] = await other.reported(1);
    expect(report?.saved).toMatchObject({ kind: 'lost', why: expect.stringContaining('llmsim cassette rekey') });
    expect(readdirSync(join(recorder.root, 'default')).filter((name) => name.includes('two'))).toEqual([]);
  });

  it('that cannot be is told with file and line, and nothing starts', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'cassettes'));
    writeFileSync(join(folder, 'llmsim.yaml'), 'match:\n  normalise: [dates]\n  sgments: {}\n');
    const { code, stderr } = await runCli(['replay', '--port', '0'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain('llmsim.yaml:2: match.normalise.0: is none of temp-path, uuid');
    expect(stderr).toContain('llmsim.yaml:3: "match.sgments" is not a setting of llmsim');
    expect(stderr).toContain('docs/configuration.md');
  });
});
