import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { healthPage } from '../../src/server/control-pages/health.ts';
import { readyPage } from '../../src/server/control-pages/ready.ts';
import { PROJECT_ROOT } from '../support/run-cli.ts';

const read = (name: string) => readFileSync(join(PROJECT_ROOT, name), 'utf8');

const dockerfile = read('Dockerfile')
  .split('\n')
  .flatMap((line) => {
    const [, name, text] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    return name === undefined || text === undefined ? [] : [{ name, text }];
  });
const instruction = (name: string): string => {
  const found = dockerfile.findLast((step) => step.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found.text;
};
const command: string[] = JSON.parse(instruction('CMD'));

describe('the image', () => {
  it('runs as an unprivileged user, from stages of one base', () => {
    expect(instruction('USER')).toBe('node');
    const bases = dockerfile.filter(({ name }) => name === 'FROM').map(({ text }) => text.split(' ')[0]);
    const [base] = bases;
    expect(bases).toEqual([base, base]);
  });

  it('installs what the lock file says, runs no scripts of packages, and leaves out what only development needs', () => {
    const runs = dockerfile.filter(({ name }) => name === 'RUN').map(({ text }) => text);
    expect(runs[0]).toContain('npm ci --ignore-scripts');
    expect(runs.at(-1)).toContain('npm prune --omit=dev');
  });

  it('copies nothing that .dockerignore keeps out', () => {
    const kept = read('.dockerignore')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
    const copied = dockerfile
      .filter(({ name, text }) => name === 'COPY' && !text.startsWith('--from'))
      .flatMap(({ text }) => text.split(' ').slice(0, -1));
    expect(copied.toSorted()).toEqual(kept.toSorted());
  });

  it('asks a page that exists whether it is healthy, at the port that it listens on', () => {
    const check = instruction('HEALTHCHECK');
    const port = command[command.indexOf('--port') + 1];
    expect(instruction('EXPOSE')).toBe(port);
    expect(check).toContain(`http://127.0.0.1:${port}${healthPage({ mode: 'none' }).paths[0]}`);
  });
});

describe('docker-compose.yml', () => {
  const service = z
    .object({
      services: z.object({
        llmsim: z.object({
          command: z.array(z.string()),
          ports: z.array(z.string()),
          volumes: z.array(z.string()),
          read_only: z.literal(true),
          cap_drop: z.tuple([z.literal('ALL')]),
          security_opt: z.tuple([z.literal('no-new-privileges:true')]),
        }),
      }),
    })
    .parse(parse(read('docker-compose.yml'))).services.llmsim;

  it('does what the image does by itself, on a read-only file system', () => {
    expect(service.command).toEqual(command);
    expect(service.volumes).toEqual(['./cassettes:/cassettes:ro']);
  });

  it('lets only this machine in', () => {
    for (const port of service.ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });
});

describe('deploy/kubernetes.yaml', () => {
  const documents = parseAllDocuments(read('deploy/kubernetes.yaml'));
  const kind = (name: string) => documents.map((one) => one.toJS()).find((one) => one.kind === name);
  const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) });
  const deployment = z
    .object({
      spec: z.object({
        selector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
        template: z.object({
          metadata: z.object({ labels: z.record(z.string(), z.string()) }),
          spec: z.object({
            securityContext: z.object({ runAsNonRoot: z.literal(true) }),
            containers: z.tuple([
              z.object({
                args: z.array(z.string()),
                ports: z.tuple([z.object({ name: z.string(), containerPort: z.number() })]),
                securityContext: z.object({
                  readOnlyRootFilesystem: z.literal(true),
                  allowPrivilegeEscalation: z.literal(false),
                  capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }),
                }),
                readinessProbe: probe,
                livenessProbe: probe,
                volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
              }),
            ]),
            volumes: z.array(z.looseObject({ name: z.string() })),
          }),
        }),
      }),
    })
    .parse(kind('Deployment')).spec;
  const [container] = deployment.template.spec.containers;

  it('is sound YAML of three objects', () => {
    expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
    expect(documents.map((one) => one.toJS().kind)).toEqual(['PersistentVolumeClaim', 'Deployment', 'Service']);
  });

  it('runs the image’s command with its cassettes mounted', () => {
    expect(container.args).toEqual(command);
    expect(String(container.ports[0].containerPort)).toBe(instruction('EXPOSE'));
    const mounted = container.volumeMounts.map(({ name }) => name);
    expect(mounted.toSorted()).toEqual(deployment.template.spec.volumes.map(({ name }) => name).toSorted());
  });

  it('leads the service and the probes to it', () => {
    const service = z
      .object({
        spec: z.object({
          selector: z.record(z.string(), z.string()),
          ports: z.tuple([z.object({ targetPort: z.string() })]),
        }),
      })
      .parse(kind('Service')).spec;
    expect(service.selector).toEqual(deployment.selector.matchLabels);
    expect(deployment.template.metadata.labels).toEqual(deployment.selector.matchLabels);
    expect(service.ports[0].targetPort).toBe(container.ports[0].name);
    expect(healthPage({ mode: 'none' }).paths).toContain(container.livenessProbe.httpGet.path);
    expect(readyPage(() => ({ ready: true, problems: 0 })).paths).toContain(container.readinessProbe.httpGet.path);
    for (const { httpGet } of [container.readinessProbe, container.livenessProbe]) {
      expect(httpGet.port).toBe(container.ports[0].name);
    }
  });
});
