import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigurationFile } from '../../src/app/configuration-file.ts';
import type { ConfiguredUpstream } from '../../src/app/configured-upstreams.ts';
import { upstreamsOf, upstreamsSection } from '../../src/app/upstreams-section.ts';
import { adaptedRequest } from '../../src/upstream/adapter/adapted-request.ts';
import { usualMap } from '../../src/upstream/adapter/usual-map.ts';
import { promptOf } from '../support/prompts.ts';
import { PROJECT_ROOT } from '../support/run-cli.ts';

function read(yaml: string): {
  readonly upstreams: readonly ConfiguredUpstream[];
  readonly problems: readonly string[];
} {
  const file = new ConfigurationFile(yaml);
  const values = file.read(z.strictObject({ upstreams: upstreamsSection }));
  const upstreams = values === undefined ? [] : upstreamsOf(values.upstreams, { file, folder: '/work/here' });
  return { upstreams, problems: file.problems.map(({ line, what }) => `${line}: ${what}`) };
}

function only(yaml: string): ConfiguredUpstream {
  const { upstreams, problems } = read(yaml);
  expect(problems).toEqual([]);
  const [first] = upstreams;
  if (first === undefined) throw new Error('there is none');
  return first;
}

describe('the section upstreams', () => {
  it('names providers, with and without a URL', () => {
    const { upstreams } = read('upstreams: { groq: {}, mine: { url: "https://llm.example/v1", key_from_env: MINE } }');
    expect(upstreams).toEqual([
      { name: 'groq', spec: 'groq', keyFromEnv: undefined },
      { name: 'mine', spec: 'mine=https://llm.example/v1', keyFromEnv: 'MINE' },
    ]);
  });

  it('keeps an adapter’s target as it is written', () => {
    const { spec, adapter } = only(
      'upstreams: { docs: { kind: adapter, url: "http://127.0.0.1:8000/a%2Fb//c?q={{ last_user_message }}&x=ü y" } }',
    );
    expect([spec, adapter?.method, adapter?.target]).toEqual([
      'docs=http://127.0.0.1:8000',
      'GET',
      '/a%2Fb//c?q={{last_user_message}}&x=%C3%BC%20y',
    ]);
    expect(adapter?.map).toBe(usualMap);
    if (adapter === undefined) throw new Error('no adapter');
    expect(adaptedRequest(adapter, promptOf('a b&c')).target).toContain('q=a%20b%26c&x=');
  });

  it('reads a map, the most telling rules first', () => {
    const { adapter } = only(
      'upstreams:\n  a:\n    kind: adapter\n    url: http://h\n    body: { q: "{{user}}" }\n    map:\n      delta:\n        - { when: { type: [a, 1], /x/y: null }, text: [/d/t, t] }\n        - { text: w }\n      error: { event: bad, message: "" }\n',
    );
    expect([adapter?.method, adapter?.target]).toEqual(['POST', '/']);
    expect(adapter?.map).toEqual([
      { kind: 'error', event: 'bad', when: [], fields: { message: [[]] } },
      {
        kind: 'delta',
        event: undefined,
        when: [
          { path: ['type'], values: ['a', 1] },
          { path: ['x', 'y'], values: [null] },
        ],
        fields: { text: [['d', 't'], ['t']] },
      },
      { kind: 'delta', event: undefined, when: [], fields: { text: [['w']] } },
    ]);
  });

  it('starts llama-server where a model is all that is given', () => {
    const { server, spec } = only(
      'upstreams: { llama: { kind: command, model_path: m.gguf, n_ctx: 512, ready: { timeout: 90s } } }',
    );
    expect(spec).toBeUndefined();
    expect(server).toMatchObject({
      port: 0,
      folder: resolve('/work/here'),
      readyPath: '/health',
      readyTimeout: 90_000,
      stopTimeout: 10_000,
    });
    expect(server?.command[0]).toBe('llama-server');
    expect([...(server?.values ?? [])]).toEqual([
      ['model_path', 'm.gguf'],
      ['n_ctx', '512'],
    ]);
  });

  it('names all problems with their lines', () => {
    const { problems } = read(
      [
        'upstreams:',
        '  unheard-of: {}',
        '  a: { kind: adapter }',
        '  b: { kind: adapter, url: "http://h/{{questoin}}", n_ctx: 3 }',
        '  c: { kind: command }',
        '  d: { kind: command, command: [run, "{{model_path}}"], url: http://x, stop_timeout: soon }',
        '  e: { kind: adapter, url: http://h, map: { delta: { when: { type: x } } } }',
        '  f: { kind: adapter, url: "ftp://h" }',
      ].join('\n'),
    );
    const about = (line: number) => problems.filter((problem) => problem.startsWith(`${line}: `)).join(' ');
    expect(about(2)).toContain('"unheard-of" is not a known upstream.');
    expect(about(3)).toContain('an adapter needs the URL of its service');
    expect(about(4)).toContain('{{questoin}} means nothing: write last_user_message');
    expect(about(4)).toContain('"n_ctx" is a setting of kind: command');
    expect(about(5)).toContain('needs a command, or a model_path');
    expect(about(6)).toContain('{{model_path}} has no value: set model_path');
    expect(about(6)).toContain('has no url');
    expect(about(6)).toContain('"soon" is no duration');
    expect(about(7)).toContain('does not say where the text is');
    expect(about(8)).toContain('an adapter needs the URL of its service');
  });
});

describe('the page on adapters', () => {
  const page = readFileSync(join(PROJECT_ROOT, 'docs/adapters.md'), 'utf8');

  it('shows sections that are accepted', () => {
    const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map((found) => found[1] ?? '');
    expect(blocks).toHaveLength(2);
    for (const block of blocks) expect(read(block).problems).toEqual([]);
  });

  it.each(['docs-search', 'agent-events'])('has the example %s, whose configuration is accepted', (name) => {
    expect(page).toContain(`examples/${name}/README.md`);
    expect(read(readFileSync(join(PROJECT_ROOT, 'examples', name, 'llmsim.yaml'), 'utf8')).problems).toEqual([]);
  });
});
