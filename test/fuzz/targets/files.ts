/** Targets: readers of files, the cassettes' and those that people write. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkConfiguration } from '../../../src/app/check-configuration.ts';
import { readErrors } from '../../../src/app/faults-section.ts';
import { readRules } from '../../../src/app/rule-files.ts';
import { decodeInteraction } from '../../../src/cassette/decode-interaction.ts';
import { encodeInteraction } from '../../../src/cassette/encode-interaction.ts';
import { parseFileName } from '../../../src/cassette/file-name.ts';
import { readManifest } from '../../../src/cassette/manifest.ts';
import { readRunNotes } from '../../../src/cassette/run-notes.ts';
import { readRequestFile } from '../../../src/cli/request-file.ts';
import { LlmsimError } from '../../../src/core/errors.ts';
import { readProfile } from '../../../src/latency/read-profile.ts';
import { interactionOf } from '../../cassette/interaction-samples.ts';
import { allowing, bytesTarget, type FuzzTarget, holds, repeated, textTarget } from '../target.ts';

const interactions = [
  interactionOf(),
  interactionOf({
    responseType: 'text/event-stream',
    response: 'event: a\r\ndata: {"n":1.0,"t":"x"}\r\n\r\ndata: [DONE]\r\n\r\n',
    chunks: [10, 43],
  }),
  interactionOf({ responseType: 'application/x-ndjson', response: '{"a":1}\n{"b":2}\nx', end: 'reset' }),
  interactionOf({
    requestType: 'multipart/form-data; boundary=x',
    request: '--x\r\nA: b\r\n\r\n{"a":1}\r\n--x--\r\n',
    responseType: 'audio/mpeg',
    response: Uint8Array.of(0xff, 0xfb, 0, 1, 2),
  }),
].map((one) => Buffer.from(encodeInteraction(one).text));

const typed = (error: unknown): boolean => error instanceof LlmsimError && error.message !== '';

/** One folder for the targets that read by a path. */
let folder: string | undefined;

function fileWith(name: string, content: Uint8Array | string): string {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'llmsim-fuzz-'));
    folder = made;
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  }
  writeFileSync(join(folder, name), content);
  return folder;
}

const configuration = `# yaml-language-server: $schema=x
server: { port: 8080, host: 127.0.0.1 }
redact: { pii: true, fields: ["/user/email"], patterns: [{ name: ticket, pattern: 'TCK-(\\d+)' }] }
match:
  ignore: ["/metadata", "header:x-a", "query:b"]
  normalise: [uuid, { pattern: 'build-\\d+', as: build-N }]
synthesis: { seed: 7, tokens: "lognormal(p50=120,p95=600)", generators: [{ model: "gpt-4*", generator: echo }] }
models:
  our-model: { family: openai, n_ctx: 8192 }
latency:
  default: gpt-4o*2
  profiles: { ours: { ttft: { p50: 300, p95: 700 }, speed: 120 } }
cassettes: { checkout: { match: { segments: { system: ignore } } } }
errors:
  rate_limit_rate: 0.01
  faults: [503, { fault: reset(after=3), rate: 0.5, times: 2, for: gpt-4* }]
  timeline: ["at 30s for 10s: 503 for anthropic"]
limits: { rpm: 60 }
auth: { mode: required }
prices: [{ model: gpt-4o, input: 2.5, output: 10, date: 2026-01-01, source: x }]
upstreams:
  docs: { kind: adapter, url: "http://127.0.0.1:8000/stream?q={{last_user_message}}" }
`;

const rules = `rules:
  - name: flaky
    priority: 10
    match: { content_matches: "^retry (\\\\d+)$", turn: { from: 1, to: 3 }, header: { x-a: { present: false } } }
    responses:
      - error: { status: 429, retry_after: 2 }
      - tool_calls: [{ name: get_weather, arguments: { city: Paris } }]
      - { content: "Done: {{match.1}}", usage: { input: 3 } }
  - match: { any: [{ model: "gpt*" }, { not: { json: { $..role: [x, 1] } } }] }
    response: Hello
`;

const profiles = [
  'ttft: {p50: 640, p95: 1150, p99: 4500, floor: 200}\nprompt: {doubles_at: 30000, alpha: 0.95}\nspeed: {tokens_per_second: 80, cv: 0.15}\njitter: 0.2\nevents: two-or-three\nload: {concurrency: 16, queue: 100, slowdown: 2}\n',
  'ttft_mean_ms: 600\nttft_stddev_ms: 150\ntbt_mean_ms: 12\ntbt_stddev_ms: 3\n',
  '{"ttft": 300, "gap": {"mu": 2, "sigma": 0.4, "floor": 1}, "about": {"provider": "p", "model": "m", "date": "2026-11", "source": "s", "samples": null, "grade": {"ttft": "A", "speed": "B"}}}',
];

const yamlWords = [
  '&a',
  '*a',
  '<<: *a',
  '- ',
  ': ',
  '\n  ',
  '!!js ',
  '!!set',
  '---\n',
  '...\n',
  '|\n',
  '>-\n',
  '? ',
  '#',
  '%YAML 9',
  '{',
  '}',
  '"',
  "'",
  '~',
  '.inf',
  '.nan',
  '0o7',
  '2026-01-01',
  '__proto__: ',
  'constructor: ',
];

/** Few lines that mean billions. */
function aliases(size: number): string {
  const levels = Math.max(2, Math.floor(size / 60));
  const lines = ['a0: &a0 [x, x]'];
  for (let i = 1; i <= levels; i += 1) lines.push(`a${i}: &a${i} [*a${i - 1}, *a${i - 1}, *a${i - 1}]`);
  return lines.join('\n');
}

const yamlGrowing = [
  aliases,
  repeated('['),
  repeated('{a: '),
  repeated('- '),
  repeated('a: 1\n'),
  repeated('rules: [], '),
  repeated('? '),
];

export const fileTargets: readonly FuzzTarget[] = [
  bytesTarget({
    name: 'cassette/decode-interaction',
    samples: interactions,
    words: [
      '"json":',
      '"text":',
      '"sse":',
      '"style":',
      '"base64":',
      '"blob":"blobs/',
      '"numbers":{"":"',
      '"indent":8',
      '"llmsim":2',
      '1e308',
      '"end":"',
      '\\u0000',
      'null',
    ],
    growing: [
      (size) => Buffer.from(String(interactions[0]).replace('"POST"', `"${'\\u0041'.repeat(size / 6)}"`)),
      (size) => Buffer.from(`{"llmsim":1,${'"a":1,'.repeat(size / 6)}"b":2}`),
      (size) =>
        Buffer.from(
          String(interactions[0]).replace(
            '"request"',
            `"x":${'['.repeat(150)}${'[],'.repeat(size / 3)}1${']'.repeat(150)},"request"`,
          ),
        ),
    ],
    check(input) {
      const context = {
        file: 'a.json',
        readBlob: (): Uint8Array => {
          throw new LlmsimError('cassette-blob', 'There is no blob.');
        },
      };
      const read = allowing(typed, () => decodeInteraction(input, context));
      if (read === undefined) return;
      const { extra, ...interaction } = read;
      const again = encodeInteraction(interaction, extra);
      holds(
        again.blobs.size > 0 ||
          encodeInteraction(decodeInteraction(Buffer.from(again.text), context), extra).text === again.text,
        'what is read can be written, and is then as it was',
      );
    },
  }),
  bytesTarget({
    name: 'cassette/manifest',
    samples: [
      Buffer.from('{"llmsim":1,"recipe":"canonical-2"}\n'),
      Buffer.from('{\n  "llmsim": 1,\n  "recipe": "exact-1"\n}'),
    ],
    async check(input) {
      try {
        const manifest = await readManifest(fileWith('cassette.json', input));
        holds(manifest === undefined || manifest.recipe !== '', 'a manifest has a recipe');
      } catch (error) {
        if (!typed(error)) throw error;
      }
    },
  }),
  bytesTarget({
    name: 'cassette/run-notes',
    samples: [Buffer.from('{"llmsim":1,"endedAt":"2026-11-01T00:00:00.000Z","used":["a.json"]}')],
    check: (input) => readRunNotes(fileWith('.llmsim-run-1.json', input)),
  }),
  textTarget({
    name: 'cassette/file-name',
    samples: ['openai.chat-completions-gpt-4o-say-hello-0123456789abcdef.json', 'a.b-0123456789abcdef.12.json'],
    words: ['.', '-', '.json', '0123456789abcdef', '.2'],
    growing: [repeated('-'), repeated('a.'), repeated('0')],
    check: parseFileName,
  }),
  textTarget({
    name: 'app/check-configuration',
    samples: [configuration, rules],
    words: yamlWords,
    growing: yamlGrowing,
    check(text) {
      const checked = checkConfiguration(text);
      if (checked.kind === 'problems')
        holds(
          checked.problems.every(({ line, what }) => line >= 1 && what !== ''),
          'each problem has a line and says what',
        );
    },
  }),
  textTarget({
    name: 'app/rule-files',
    samples: [rules],
    words: [...yamlWords, 'content_matches: ', 'not: ', 'any: ', 'json: ', '(?<n>a)', 'a{9999}', '[[:alpha:]]'],
    check(text) {
      const read = readRules(text, 'rules.yaml');
      if (read.kind === 'problems') holds(read.lines.length > 0, 'what cannot be used has a reason');
    },
  }),
  textTarget({
    name: 'app/faults-section',
    samples: [
      '{"faults":["503",{"fault":"reset(after=3)","rate":0.5}],"timeline":["at 30s for 10s: 503",{"at 1s":500}],"seed":1}',
    ],
    words: ['"faults":', '"rate":', 'stall(after=2, for=5s)', '1e308', '"at 1s for 2s: 503 for a with 50%"'],
    check(text) {
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch {
        return;
      }
      const read = readErrors(value);
      if (read.kind === 'problems') holds(read.problems.length > 0, 'what cannot be used has a reason');
    },
  }),
  textTarget({
    name: 'latency/read-profile',
    samples: profiles,
    words: [...yamlWords, 'p50: ', 'p99: ', 'floor: ', '1e308', '-1', 'ms_per_token: '],
    growing: [aliases, repeated('['), repeated('"a": ')],
    check(text) {
      const profile = allowing(typed, () => readProfile(text, 'ours'));
      holds(profile === undefined || profile.id === 'ours', 'a profile has its name');
    },
  }),
  textTarget({
    name: 'cli/request-file',
    samples: [
      '{"method":"POST","target":"/v1/messages","headers":{"a":["b",1]},"body":{"model":"x"}}',
      '{"model":"gpt-4o","messages":[]}',
    ],
    check: (text) =>
      allowing(typed, () => readRequestFile(join(fileWith('request.json', text), 'request.json'), undefined)),
  }),
];
