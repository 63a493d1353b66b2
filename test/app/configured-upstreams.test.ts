import { describe, expect, it, onTestFinished } from 'vitest';
import { type ConfiguredUpstream, openUpstreams, type WantedUpstreams } from '../../src/app/configured-upstreams.ts';
import { systemClock } from '../../src/core/clock.ts';
import { usualMap } from '../../src/upstream/adapter/usual-map.ts';

const adapter: NonNullable<ConfiguredUpstream['adapter']> = {
  method: 'GET',
  target: '/q',
  headers: [],
  body: undefined,
  map: usualMap,
  citationHeading: undefined,
};
const configured: readonly ConfiguredUpstream[] = [
  { name: 'docs', spec: 'docs=http://127.0.0.1:8000', adapter, keyFromEnv: undefined },
  { name: 'mine', spec: 'mine=https://llm.example/v1', keyFromEnv: 'MINE' },
];

/** A server that is ready at once. */
const server: NonNullable<ConfiguredUpstream['server']> = {
  command: [
    process.execPath,
    '-e',
    'require("http").createServer((q, r) => r.end(process.env.MARK)).listen(+process.argv[1], "127.0.0.1")',
    '--',
    '{{port}}',
  ],
  values: new Map(),
  port: 0,
  env: { MARK: 'own' },
  folder: undefined,
  readyPath: '/',
  readyTimeout: 20_000,
  stopTimeout: 20_000,
};

async function opened(parts: Partial<WantedUpstreams>) {
  const news: string[] = [];
  const wanted = {
    configured,
    specs: [],
    keys: [],
    env: { MINE: 'secret' },
    clock: systemClock,
    onNews: (text: string) => news.push(text),
  };
  const open = await openUpstreams({ ...wanted, ...parts });
  onTestFinished(() => open.close());
  return { ...open, news };
}

describe('the upstreams of a run', () => {
  it('are all that are configured, in their order, where none is asked for', async () => {
    const { upstreams } = await opened({});
    expect(upstreams.map(({ name, url, families, apiKey }) => [name, url, families[0], apiKey])).toEqual([
      ['docs', 'http://127.0.0.1:8000', 'openai', undefined],
      ['mine', 'https://llm.example/v1', 'openai', 'secret'],
    ]);
    expect(upstreams[0]?.adapter).toBe(adapter);
  });

  it('are those that are asked for, by a configured name or as ever', async () => {
    const { upstreams } = await opened({ specs: ['groq', 'docs'] });
    expect(upstreams.map(({ name, adapter: own }) => [name, own === undefined])).toEqual([
      ['groq', true],
      ['docs', false],
    ]);
  });

  it('take the command line’s key before their own', async () => {
    const { upstreams } = await opened({ specs: ['mine'], keys: ['OTHER'], env: { MINE: 'a', OTHER: 'b' } });
    expect(upstreams[0]?.apiKey).toBe('b');
  });

  it('cannot be none', async () => {
    await expect(opened({ configured: [] })).rejects.toMatchObject({
      code: 'usage',
      hint: expect.stringContaining('--upstream'),
    });
  });

  it('are local servers that run while they are needed', async () => {
    const { upstreams, news, close } = await opened({
      configured: [{ name: 'small', server, keyFromEnv: undefined }],
      env: process.env,
    });
    const [local] = upstreams;
    expect(await (await fetch(`${local?.url}/`)).text()).toBe('own');
    expect(news).toEqual([
      'Starting the local server "small" …',
      expect.stringMatching(/^The local server "small" is ready \(http:\/\/127\.0\.0\.1:\d+, process \d+\)\.$/),
    ]);
    await close();
    await expect(fetch(`${local?.url}/`)).rejects.toThrow();
    expect(news).toHaveLength(2);
  });

  it('stop their servers again where another cannot be used', async () => {
    let pid = 0;
    const onNews = (text: string): void => {
      pid = Number(/process (\d+)/.exec(text)?.[1] ?? pid);
    };
    const broken = [
      { name: 'small', server, keyFromEnv: undefined },
      { name: 'mine', spec: 'mine=https://x', keyFromEnv: 'UNSET' },
    ];
    await expect(opened({ configured: broken, env: process.env, onNews })).rejects.toThrow(
      'the variable UNSET is not set',
    );
    expect(pid).toBeGreaterThan(0);
    expect(() => process.kill(pid, 0)).toThrow();
  });
});
