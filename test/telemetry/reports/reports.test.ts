import { describe, expect, it } from 'vitest';
import { githubAnnotations, githubSummary } from '../../../src/telemetry/reports/github.ts';
import { jsonReport } from '../../../src/telemetry/reports/json.ts';
import { junitReport } from '../../../src/telemetry/reports/junit.ts';
import type { RunResult } from '../../../src/telemetry/run-result.ts';

const quiet: RunResult = {
  command: 'npm test',
  mode: 'none',
  commandCode: 0,
  hits: 7,
  ruled: 0,
  misses: 0,
  stories: [],
  synthesised: 0,
  faults: [],
  refusals: 0,
  recorded: [],
  lost: [],
  played: [{ id: 'default/a', times: 7 }],
  unused: [],
  expired: [],
  tokensSaved: { input: 10, output: 20 },
  secondsSaved: 1.25,
  seconds: 2.5,
  failures: [],
};

const missed: RunResult = {
  ...quiet,
  misses: 1,
  stories: [{ request: 'POST /v1/x ("a, b: <c> & 100%")', story: 'line one\nline ```two``` <&> \u0007\ud800' }],
  expired: [{ id: 'default/old', since: '2025-01-01T00:00:00.000Z' }],
  failures: ['1 request found no recording.'],
};

describe('the JUnit report', () => {
  it('has one passed case where all was answered', () => {
    const xml = junitReport(quiet);
    expect(xml).toContain('<testsuite name="llmsim run" tests="1" failures="0" time="2.500">');
    expect(xml).toContain('<testcase classname="llmsim" name="7 requests answered from recordings"/>');
    expect(xml).not.toContain('<failure');
  });

  it('has a failed case for each miss, with its story, and no character that XML cannot hold', () => {
    const xml = junitReport(missed);
    expect(xml).toContain('tests="3" failures="2"');
    expect(xml).toContain('name="POST /v1/x (&quot;a, b: &lt;c&gt; &amp; 100%&quot;)"');
    expect(xml).toContain('message="line one">line one\nline ```two``` &lt;&amp;&gt; \ufffd\ufffd</failure>');
    expect(xml).not.toMatch(/[\u0000-\u0008\ud800-\udfff]/);
  });
});

describe('the JSON report', () => {
  it('has every field of the result', () => {
    expect(JSON.parse(jsonReport(missed))).toEqual({ llmsim: 1, ...missed });
  });
});

describe('GitHub Actions', () => {
  it('is told nothing where all was answered', () => {
    expect(githubAnnotations(quiet)).toEqual([]);
  });

  it('is told each miss as an error on one line, with what its commands escape', () => {
    expect(githubAnnotations(missed)).toEqual([
      '::error title=llmsim%3A no recording of POST /v1/x ("a%2C b%3A <c> & 100%25")::line one%0Aline ```two``` <&> \u0007\ud800',
      '::error title=llmsim::1 request found no recording.',
      '::warning title=llmsim%3A old recording::default/old is of 2025-01-01T00:00:00.000Z',
    ]);
  });

  it('gets a summary whose fences are longer than any in a story', () => {
    const markdown = githubSummary(missed);
    expect(markdown).toContain('### llmsim: failed');
    expect(markdown).toContain('| misses | 1 |');
    expect(markdown).not.toContain('faults');
    const faults = [
      { fault: '503', times: 2 },
      { fault: 'reset(after=1)', times: 1 },
    ];
    expect(githubSummary({ ...missed, faults })).toContain('| injected faults | 3 |');
    expect(markdown).toContain('````text\nline one\n');
    expect(markdown).toContain('<summary>POST /v1/x ("a, b: &lt;c> &amp; 100%")</summary>');
  });
});
