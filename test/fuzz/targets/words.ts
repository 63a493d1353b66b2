/** Targets: the small languages of options, headers and settings. */

import { InvalidArgumentError } from 'commander';
import { readLatencyWord } from '../../../src/app/read-latency-word.ts';
import { isCassetteName, nearestCassetteName } from '../../../src/cassette/cassette-name.ts';
import { label, moment, nanoDollars } from '../../../src/cli/access-values.ts';
import { age, duration, factor, port, size } from '../../../src/cli/option-values.ts';
import { parseCall } from '../../../src/codec/call-text.ts';
import { parseDuration } from '../../../src/codec/duration-text.ts';
import { parseSize } from '../../../src/codec/size-text.ts';
import { fillTemplate } from '../../../src/codec/template.ts';
import { LlmsimError } from '../../../src/core/errors.ts';
import { builtIn } from '../../../src/dialects/list.ts';
import { endpointName, segmentsOf } from '../../../src/dialects/request-path.ts';
import { readFault } from '../../../src/pipeline/fault/read-fault.ts';
import { readTimelineLine, timelineLine } from '../../../src/pipeline/fault/timeline.ts';
import { parseLength } from '../../../src/pipeline/synthesis/answer-length.ts';
import { credentialParameter, redactQuery } from '../../../src/redaction/redact-query.ts';
import { compilePattern } from '../../../src/redaction/user-pattern.ts';
import { readTextTest } from '../../../src/rules/text-test.ts';
import { fitsWildcard } from '../../../src/rules/wildcard.ts';
import { estimateTokens } from '../../../src/tokenizer/estimate.ts';
import { parseUpstream } from '../../../src/upstream/named-upstreams.ts';
import { nearestName } from '../../../src/upstream/nearest-name.ts';
import { allowing, type FuzzTarget, holds, repeated, textTarget } from '../target.ts';

const typed = (error: unknown): boolean => error instanceof LlmsimError || error instanceof InvalidArgumentError;

export const wordTargets: readonly FuzzTarget[] = [
  textTarget({
    name: 'codec/call-text',
    samples: ['reset(after=3)', 'stall(after=2, for=5s)', 'lognormal( p50 = 120 , p95=600 )', '503'],
    words: ['(', ')', '=', ',', ' '],
    growing: [repeated(' '), repeated('a'), repeated(' ', 'a(', 'x'), repeated('a=b,', 'x(')],
    check(text) {
      const call = parseCall(text);
      if (call === undefined) return;
      holds(call.name !== '' && call.given.every(([name, value]) => name !== '' && value !== ''), 'nothing is empty');
    },
  }),
  textTarget({
    name: 'pipeline/read-fault',
    samples: ['503', 'reset(after=3)', 'stall(after=2, for=5s)', 'timeout(after=30s)', 'overloaded', 'resett'],
    words: ['(', ')', 'after=', 'for=', '999999999', '25h', '__proto__', 'constructor'],
    growing: [repeated('a'), repeated(' ')],
    check(text) {
      const read = readFault(text);
      holds(read.kind === 'fault' || (read.what !== '' && read.what.length < 3000), 'a problem is told briefly');
    },
  }),
  textTarget({
    name: 'pipeline/timeline',
    samples: ['at 30s for 10s: 503 for anthropic', 'at 2m: overloaded for claude-* with 50%', 'at 0: reset(after=3)'],
    words: ['at ', ' for ', ': ', ' with ', '%', '10s', '  '],
    growing: [repeated(' ', 'at 1s', ': 503'), repeated(' for a', 'at 1s: 503'), repeated(' ', 'at 1s: 503', 'x')],
    check(text) {
      const read = readTimelineLine(text);
      if (read.kind === 'problem') return holds(read.what !== '', 'a problem says what');
      const again = readTimelineLine(timelineLine(read.rule));
      holds(again.kind === 'rule' || read.rule.rate * 100 < 1e-6, 'a line that is shown can be read');
    },
  }),
  textTarget({
    name: 'codec/durations-and-sizes',
    samples: ['500ms', '30s', '1.5m', '1h', '64MiB', '512 k', '1GB', '12h', '2026-11-01', '0.50'],
    words: ['ms', 's', 'm', 'h', 'd', 'w', '.', 'iB', 'e5', ' '],
    growing: [repeated('1'), repeated(' '), repeated('1.'), repeated(' ', '1')],
    check(text) {
      const ms = parseDuration(text);
      const bytes = parseSize(text);
      holds(ms === undefined || ms >= 0, 'a duration is not below 0');
      holds(bytes === undefined || bytes > 0, 'a size is above 0');
      for (const read of [port, factor, duration, age, size, moment, nanoDollars, label])
        allowing(typed, () => read(text));
    },
  }),
  textTarget({
    name: 'codec/template',
    samples: ['Hello {{ user }}, {{match.1}} {{messages[0].content}}', '{{a}}{{b}}{{', '}}'],
    words: ['{{', '}}', ' ', '{{__proto__}}', '.', '[0]'],
    growing: [repeated('{{'), repeated('{{ '), repeated(' ', '{{'), repeated('a', '{{'), repeated('{{a ')],
    check(text) {
      holds(fillTemplate(text, () => '').length <= text.length, 'what stands for nothing is left out');
      holds(!/\{\{[\w.]+\}\}/.test(fillTemplate(text, () => ' ')), 'names are replaced');
    },
  }),
  textTarget({
    name: 'app/latency-word',
    samples: ['instant', 'recorded', 'gpt-4o*2', 'recorded*0.5', './my.yaml'],
    words: ['*', '.', '/', '0', '1e999', '__proto__'],
    growing: [repeated('*'), repeated('a')],
    check: (text) => (text.includes('\0') ? undefined : allowing(typed, () => readLatencyWord(text, new Map()))),
  }),
  textTarget({
    name: 'pipeline/answer-length',
    samples: ['100', 'lognormal(p50=120,p95=600)', 'lognormal(p50=1, p95=1)'],
    words: ['p50=', 'p95=', '(', ')', '1e999', '-1'],
    check: (text) =>
      allowing(
        (error) => error instanceof Error && error.constructor.name !== 'TypeError',
        () => parseLength(text),
      ),
  }),
  textTarget({
    name: 'upstream/named-upstreams',
    samples: ['openai', 'ours=http://127.0.0.1:8000/v1', 'groq=https://h/openai/v1?x=1', 'https://user:pass@h:1/x'],
    words: ['=', '://', ':', '@', '/', '?', '#', '[::1]', 'http', 'a.b', '%'],
    growing: [repeated('='), repeated('a', 'x=http://'), repeated('/', 'x=http://h'), repeated('a')],
    check: (text) => allowing(typed, () => parseUpstream(text, {})),
  }),
  textTarget({
    name: 'upstream/nearest-name',
    samples: ['resett', 'anthropci', ''],
    growing: [repeated('a')],
    check: (text) => nearestName(text, ['reset', 'anthropic', 'stall']),
  }),
  textTarget({
    name: 'cassette/cassette-name',
    samples: ['checkout-test', 'My Folder (2)', '..', 'con', 'blobs'],
    words: ['.', '..', '-', '_', 'con', 'CON.', ' '],
    growing: [repeated('.'), repeated('a-'), repeated('-', 'a', 'b'), repeated('.', 'a', 'b'), repeated(' ', 'a', 'b')],
    check: (text) => holds(isCassetteName(nearestCassetteName(text)), 'the nearest name is a name'),
  }),
  textTarget({
    name: 'redaction/query',
    samples: ['/v1/x?key=abc&a=b', '/x?api%2Dkey=1&&=&x', '/x#key=1'],
    words: ['key=', '&', '%', '=', '?', 'token', '%4b'],
    growing: [repeated('&', '/x?'), repeated('key=a&', '/x?'), repeated('%', '/x?'), repeated('?')],
    check(text) {
      const once = redactQuery(text);
      holds(redactQuery(once) === once, 'what is redacted stays as it is');
      credentialParameter(text);
    },
  }),
  textTarget({
    name: 'redaction/user-pattern',
    samples: ['TCK-(\\d{6})', '(?i)abc|d+e*', '[[:alpha:]]+', '(a|b)*c'],
    words: ['(', ')', '*', '+', '{1000}', '{2,}', '[^', '\\b', '\\pL', '(?P<n>', '(?=', '\\1', '|'],
    growing: [repeated('('), repeated('a*'), repeated('a|'), repeated('[')],
    check(text) {
      const read = compilePattern('x', text.slice(0, 2000));
      if (read.kind === 'finder') read.finder.find(`${text.slice(0, 500)} TCK-123456`);
      else holds(read.why !== '', 'what is no pattern has a reason');
    },
  }),
  textTarget({
    name: 'rules/text-test',
    samples: ['gpt-4*', '*mini*', '^retry (\\d+)$', '(?<n>a)+'],
    words: ['*', '**', '(', ')', '+', '\\', '{1000}', '$'],
    growing: [repeated('*'), repeated('a*'), repeated('a')],
    check(text) {
      fitsWildcard(text, text.slice(0, 100));
      holds(fitsWildcard(text, '*'), 'a star fits all');
      for (const operator of [undefined, 'contains', 'equals', 'matches'] as const) {
        const read = readTextTest(operator, text.slice(0, 1000));
        if (read.kind === 'test') read.test(text);
      }
    },
  }),
  textTarget({
    name: 'dialects/request-path',
    samples: [
      '/v1/chat/completions?x=1',
      '/openai/deployments/a%2Fb/chat',
      '//v1beta/models/x:generateContent',
      '/%zz/%E0%A4%A',
    ],
    words: ['/', '//', '%', ':', '?', '%2f', 'v1', '..'],
    growing: [repeated('/'), repeated('%'), repeated('a/'), repeated(':')],
    check(text) {
      const segments = segmentsOf(text);
      holds(/^[a-z0-9-]*$/.test(endpointName(segments)), 'an endpoint can be a file name');
      for (const dialect of builtIn) dialect.claims({ method: 'POST', target: text, headers: [] });
    },
  }),
  textTarget({
    name: 'tokenizer/estimate',
    samples: ['Hello, world! 你好 12345'],
    growing: [repeated('a'), repeated(' '), repeated('你'), repeated('!')],
    check: (text) => holds(estimateTokens(text) >= 0, 'no count is below 0'),
  }),
];
