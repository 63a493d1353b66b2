import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Lateness } from '../../src/telemetry/lateness.ts';
import { latenessMetrics } from '../../src/telemetry/lateness-metrics.ts';
import { Metrics } from '../../src/telemetry/metrics.ts';
import { configurationOf, problemsOf } from '../support/checked-configurations.ts';

describe('the section telemetry', () => {
  it('says what is told, kept and sent', () => {
    const { telemetry } = configurationOf(`
telemetry:
  log: { level: debug, format: json }
  metrics: open
  journal: 50
  otlp: { endpoint: "http://127.0.0.1:4318", headers: { x-team: a } }
`);
    expect(telemetry).toEqual({
      level: 'debug',
      format: 'json',
      metrics: 'open',
      journal: 50,
      otlp: { endpoint: 'http://127.0.0.1:4318', headers: { 'x-team': 'a' } },
    });
  });

  it('says nothing where it is not there', () => {
    expect(configurationOf('').telemetry).toEqual({});
  });

  it('names what cannot be meant, with its line', () => {
    const problems = problemsOf(`telemetry:
  log: { level: loud }
  metrics: yes
  journal: 0
  otlp: { endpoint: localhost }
`);
    expect(problems.map((problem) => problem.slice(0, problem.indexOf(':', 3)))).toEqual([
      '2: telemetry.log.level',
      '3: telemetry.metrics',
      '4: telemetry.journal',
      '5: telemetry.otlp.endpoint',
    ]);
  });
});

describe('the section server', () => {
  it('says who may ask', () => {
    const { server } = configurationOf(`
server:
  control_token_env: LLMSIM_TOKEN
  allowed_hosts: [llmsim, "*.svc"]
  cors: ["http://localhost:3000"]
`);
    expect(server.access).toEqual({
      controlTokenEnv: 'LLMSIM_TOKEN',
      allowedHosts: ['llmsim', '*.svc'],
      cors: ['http://localhost:3000'],
    });
  });

  it('takes only origins that a browser sends', () => {
    expect(problemsOf('server:\n  cors:\n    - http://localhost:3000/\n')).toEqual([
      '3: "http://localhost:3000/" is no origin: write it as http://localhost:3000, or "*" for any',
    ]);
  });
});

describe('docs/monitoring.md', () => {
  const page = readFileSync(new URL('../../docs/monitoring.md', import.meta.url), 'utf8');

  it('shows a configuration that is accepted', () => {
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    expect(configurationOf(yaml).telemetry).toMatchObject({ metrics: 'protected', journal: 1000 });
  });

  it('names every metric', () => {
    const lateness = new Lateness();
    const names = [...new Metrics(true).all, ...latenessMetrics(() => lateness.summary())].map(({ name }) => name);
    for (const name of names) expect(page).toContain(`\`${name}\``);
  });
});
