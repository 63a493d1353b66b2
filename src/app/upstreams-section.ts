/** The section `upstreams` of a configuration: providers under names, services with a protocol of their own, local servers. */

import { resolve } from 'node:path';
import { z } from 'zod';
import { parseDuration } from '../codec/duration-text.ts';
import { LlmsimError } from '../core/errors.ts';
import { unknownNames } from '../upstream/adapter/adapted-request.ts';
import type { Adapter } from '../upstream/adapter/adapter.ts';
import { type ArgumentTemplate, llamaServer, namesIn } from '../upstream/command/server-arguments.ts';
import { parseUpstream } from '../upstream/named-upstreams.ts';
import { mapOf, mapSection } from './adapter-map-section.ts';
import type { ConfigurationFile } from './configuration-file.ts';
import type { SectionContext } from './configuration-section.ts';
import type { ConfiguredUpstream } from './configured-upstreams.ts';

const text = z.string().min(1);
const setting = z.union([z.string().min(1), z.number()], { error: 'is no text or number' });
const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'is not a header name');

const upstreamSection = z.strictObject({
  kind: z
    .enum(['http', 'adapter', 'command'])
    .meta({
      description: 'What it is: a provider, a service with a protocol of its own, or a server that llmsim starts.',
      default: 'http',
    })
    .exactOptional(),
  url: text
    .meta({ description: "Where it is. An adapter's may have `{{last_user_message}}` in its path and query." })
    .exactOptional(),
  key_from_env: text
    .meta({ description: "The variable that holds the key that is sent in place of the client's." })
    .exactOptional(),
  method: z
    .enum(['GET', 'POST', 'PUT'])
    .meta({ description: 'How an adapter asks its service: GET, or POST where there is a body.' })
    .exactOptional(),
  headers: z
    .record(headerName, z.string())
    .meta({ description: 'Headers that an adapter sends; `{{…}}` as in its url.' })
    .exactOptional(),
  body: z.unknown().meta({ description: 'What an adapter sends as JSON; `{{…}}` in its texts.' }).optional(),
  map: mapSection.meta({ description: "What the service's messages mean (docs/adapters.md)." }).exactOptional(),
  citations: z
    .strictObject({ heading: text.meta({ description: 'A line above the list.' }) })
    .meta({ description: 'How citations are listed.' })
    .exactOptional(),
  command: z
    .array(z.union([text, z.array(text).min(1)], { error: 'is no word, nor a list of words' }))
    .min(1)
    .meta({
      description:
        'The words that start the server; words in a list of their own are left out where a value is missing.',
    })
    .exactOptional(),
  model_path: text.meta({ description: 'Stands for `{{model_path}}`.' }).exactOptional(),
  n_ctx: z.int().min(1).meta({ description: 'Stands for `{{n_ctx}}`: the context window, in tokens.' }).exactOptional(),
  n_gpu_layers: z.int().min(0).meta({ description: 'Stands for `{{n_gpu_layers}}`.' }).exactOptional(),
  draft_model: text.meta({ description: 'Stands for `{{draft_model}}`.' }).exactOptional(),
  settings: z
    .record(z.string().regex(/^[\w.-]+$/, 'is no name'), setting)
    .meta({ description: 'What other names in the command stand for.' })
    .exactOptional(),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .meta({ description: 'Where the server listens; a free one without it.' })
    .exactOptional(),
  folder: text
    .meta({ description: 'The folder in which the server runs; that of this file without it.' })
    .exactOptional(),
  env: z
    .record(text, z.string())
    .meta({ description: "Variables for the server, beside llmsim's own." })
    .exactOptional(),
  ready: z
    .strictObject({
      path: z
        .string()
        .regex(/^\//, 'is no path: it begins with /')
        .meta({ description: 'Answers with a 2xx when the server is ready.', default: '/health' })
        .exactOptional(),
      timeout: text.meta({ description: 'How long the server may take to load.', default: '5m' }).exactOptional(),
    })
    .meta({ description: 'How llmsim knows that the server is ready.' })
    .exactOptional(),
  stop_timeout: text
    .meta({ description: 'How long the server may take to end before it is killed.', default: '10s' })
    .exactOptional(),
});

export const upstreamsSection = z.record(
  z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'cannot be the name of an upstream: it is made of a-z, 0-9 and "-"'),
  upstreamSection,
);

type Section = z.infer<typeof upstreamSection>;
type Kind = NonNullable<Section['kind']>;
type Path = readonly PropertyKey[];

/** The settings that only one kind has. */
const kindOfSetting: Readonly<Record<string, Kind>> = {
  method: 'adapter',
  headers: 'adapter',
  body: 'adapter',
  map: 'adapter',
  citations: 'adapter',
  command: 'command',
  model_path: 'command',
  n_ctx: 'command',
  n_gpu_layers: 'command',
  draft_model: 'command',
  settings: 'command',
  port: 'command',
  folder: 'command',
  env: 'command',
  ready: 'command',
  stop_timeout: 'command',
};

const minutes = 60_000;
const usualReadyTimeout = 5 * minutes;
const usualStopTimeout = 10_000;

/** In the order of the file, which is the order of preference. What cannot be used becomes a problem of the file. */
export function upstreamsOf(
  sections: z.infer<typeof upstreamsSection>,
  { file, folder }: SectionContext,
): readonly ConfiguredUpstream[] {
  return Object.entries(sections).flatMap(([name, section]) => {
    const path = ['upstreams', name];
    const { kind = 'http' } = section;
    for (const given of Object.keys(section)) {
      const owner = kindOfSetting[given];
      if (owner !== undefined && owner !== kind)
        file.add([...path, given], `"${given}" is a setting of kind: ${owner}`);
    }
    const read = readers[kind](name, section, path, { file, folder });
    return read === undefined ? [] : [{ ...read, name, keyFromEnv: section.key_from_env }];
  });
}

type Read = (
  name: string,
  section: Section,
  path: Path,
  context: SectionContext,
) => Omit<ConfiguredUpstream, 'name' | 'keyFromEnv'> | undefined;

const readers: Readonly<Record<Kind, Read>> = {
  http(name, { url }, path, { file }) {
    const spec = url === undefined ? name : `${name}=${url}`;
    return checkedUrl(spec, [...path, ...(url === undefined ? [] : ['url'])], file) ? { spec } : undefined;
  },

  adapter(name, section, path, { file }) {
    const adapter = adapterOf(section, path, file);
    const [origin] = originAndTarget(section.url);
    if (origin === undefined) {
      file.add(
        [...path, 'url'],
        'an adapter needs the URL of its service: url: "http://127.0.0.1:8000/stream?q={{last_user_message}}"',
      );
      return undefined;
    }
    const spec = `${name}=${origin}`;
    return checkedUrl(spec, [...path, 'url'], file) ? { spec, adapter } : undefined;
  },

  command(_name, section, path, { file, folder }) {
    if (section.url !== undefined)
      file.add([...path, 'url'], 'a local server has no url: llmsim starts it at a free port, or at "port"');
    if (section.command === undefined && section.model_path === undefined) {
      file.add(path, 'a local server needs a command, or a model_path for llama-server');
      return undefined;
    }
    const command: readonly ArgumentTemplate[] = section.command ?? llamaServer;
    const values = valuesOf(section);
    checkNames(command, values, path, file);
    return {
      server: {
        command,
        values,
        port: section.port ?? 0,
        env: section.env ?? {},
        folder: resolve(folder, section.folder ?? '.'),
        readyPath: section.ready?.path ?? '/health',
        readyTimeout: durationOf(section.ready?.timeout, usualReadyTimeout, [...path, 'ready', 'timeout'], file),
        stopTimeout: durationOf(section.stop_timeout, usualStopTimeout, [...path, 'stop_timeout'], file),
      },
    };
  },
};

function adapterOf(section: Section, path: Path, file: ConfigurationFile): Adapter {
  const { method, headers = {}, body, citations } = section;
  const [, target] = originAndTarget(section.url);
  const templates: [Path, string][] = [
    [[...path, 'url'], target],
    ...Object.entries(headers).map(([name, value]): [Path, string] => [[...path, 'headers', name], value]),
    ...textsIn(body).map((one): [Path, string] => [[...path, 'body'], one]),
  ];
  for (const [at, template] of templates) {
    for (const name of unknownNames(template)) {
      file.add(
        at,
        `{{${name}}} means nothing: write last_user_message, system, model, messages.0, messages.-1, tool_result, tools or turn`,
      );
    }
  }
  return {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    target,
    headers: Object.entries(headers),
    body,
    map: mapOf(section.map, [...path, 'map'], file),
    citationHeading: citations?.heading,
  };
}

/** The target stays as it is written, but for what no request line may hold. */
function originAndTarget(url: string | undefined): readonly [origin: string | undefined, target: string] {
  const [, origin, rest = ''] = /^(https?:\/\/[^/?#]+)([^#]*)$/i.exec(url?.trim() ?? '') ?? [];
  const plain = rest.replace(/\{\{\s*([^{}]*?)\s*\}\}/g, '{{$1}}').replace(/[^\x21-\x7e]+/gu, encodeURIComponent);
  return [origin, plain.startsWith('/') ? plain : `/${plain}`];
}

function textsIn(part: unknown): readonly string[] {
  if (typeof part === 'string') return [part];
  return typeof part === 'object' && part !== null ? Object.values(part).flatMap(textsIn) : [];
}

function valuesOf(section: Section): ReadonlyMap<string, string> {
  const { model_path, n_ctx, n_gpu_layers, draft_model, settings } = section;
  const given = Object.entries({ model_path, n_ctx, n_gpu_layers, draft_model, ...settings });
  return new Map(given.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const])));
}

/** A group is left out where a value is missing; a word alone cannot be. */
function checkNames(
  command: readonly ArgumentTemplate[],
  values: ReadonlyMap<string, string>,
  path: Path,
  file: ConfigurationFile,
): void {
  for (const [i, template] of command.entries()) {
    if (typeof template !== 'string') continue;
    for (const name of namesIn(template)) {
      if (name === 'host' || name === 'port' || values.has(name)) continue;
      file.add(
        [...path, 'command', i],
        `{{${name}}} has no value: set ${name}, or put it with its option in a list of its own`,
      );
    }
  }
}

function checkedUrl(spec: string, path: Path, file: ConfigurationFile): boolean {
  try {
    // A region comes from the environment, which is not there yet.
    parseUpstream(spec, { AWS_REGION: 'us-east-1' });
    return true;
  } catch (error) {
    if (!(error instanceof LlmsimError)) throw error;
    file.add(path, `${error.message} ${error.hint}`.trim());
    return false;
  }
}

function durationOf(given: string | undefined, usual: number, path: Path, file: ConfigurationFile): number {
  if (given === undefined) return usual;
  const ms = parseDuration(given);
  if (ms === undefined) file.add(path, `"${given}" is no duration: write it like 500ms, 30s or 5m`);
  return ms ?? usual;
}
