/** The section `server` of a configuration: where llmsim listens, what it answers from, and what else the options of its commands say. */

import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { isCassetteName } from '../cassette/cassette-name.ts';
import { parseDuration } from '../codec/duration-text.ts';
import { parseSize } from '../codec/size-text.ts';
import type { SectionContext } from './configuration-section.ts';
import { modeNames } from './modes.ts';
import type { ServerSettings } from './server-config.ts';
import { accessOf, accessShape } from './telemetry-section.ts';

const noSize = 'is no size such as 64MiB or 512k; a bare number is bytes';
const size = z
  .union([z.number(), z.string()], { error: noSize })
  .refine((given) => bytesOf(given) !== undefined, noSize)
  .meta({ examples: ['64MiB', '512k'] });

const noDuration = 'is no duration such as 90s or 10m; a bare number is seconds';
const duration = z
  .union([z.number(), z.string()], { error: noDuration })
  .refine((given) => (millisecondsOf(given) ?? 0) > 0, noDuration)
  .meta({ examples: ['90s', '10m'] });

const path = z.string().min(1);
const noFolders = 'is no folder and no list of folders';

export const serverSection = z.strictObject({
  host: z.string().min(1).meta({ description: 'Address to listen on.', default: '127.0.0.1' }).exactOptional(),
  port: z
    .int()
    .min(0)
    .max(65_535)
    .meta({
      description: 'Port to listen on; 0 picks a free one. `llmsim run` picks one unless its --port says which.',
      default: 8080,
    })
    .exactOptional(),
  cassettes: z
    .union([path, z.array(path)], { error: noFolders })
    .refine(({ length }) => length > 0, noFolders)
    .meta({
      description: 'Folder of cassettes, or several. `record` and `run` use the first one and record in it.',
      default: 'cassettes',
    })
    .exactOptional(),
  cassette: z
    .string()
    .refine(isCassetteName, 'cannot be a cassette\'s name: use lower-case letters, digits, ".", "_" and "-"')
    .meta({
      description:
        'The cassette of requests that choose none. Without it, recording uses `default` and replay searches all.',
    })
    .exactOptional(),
  mode: z
    .enum(modeNames)
    .meta({
      description:
        'What `record` and `run` record and what they replay (docs/run.md). `record`: all; `run`: once, and none in CI.',
    })
    .exactOptional(),
  on_miss: z
    .enum(['error', 'synthesise'])
    .meta({ description: 'What a request without a recording gets where nothing is recorded.', default: 'error' })
    .exactOptional(),
  miss_status: z
    .int()
    .min(400)
    .max(599)
    .meta({ description: 'Status of the answer to a miss.', default: 400 })
    .exactOptional(),
  repeat: z
    .enum(['last', 'cycle', 'miss'])
    .meta({ description: 'What a request gets after its last recording.', default: 'last' })
    .exactOptional(),
  cross_stream: z
    .boolean()
    .meta({ description: 'Let the recording of a stream answer without streaming, and the reverse.', default: false })
    .exactOptional(),
  max_body: size
    .meta({
      description: 'Largest request body; `record` passes larger ones on and does not record them.',
      default: '64MiB',
    })
    .exactOptional(),
  record_memory: size
    .meta({ description: 'Bound on what all open recordings hold in memory.', default: '256MiB' })
    .exactOptional(),
  record_auth_errors: z
    .boolean()
    .meta({ description: 'Record answers of 401 and 403 too.', default: false })
    .exactOptional(),
  upstream_timeout: duration
    .meta({ description: 'How long an upstream may stay silent.', default: '10m' })
    .exactOptional(),
  ...accessShape,
});

export function serverOf(given: z.infer<typeof serverSection>, { file, folder }: SectionContext): ServerSettings {
  const { control_token_env, allowed_hosts, cors } = given;
  const fromHere = (one: string): string => (isAbsolute(one) ? one : join(folder, one));
  return {
    host: given.host,
    port: given.port,
    maxBody: bytesOf(given.max_body),
    cassettes: given.cassettes === undefined ? undefined : [given.cassettes].flat().map(fromHere),
    cassette: given.cassette,
    mode: given.mode,
    onMiss: given.on_miss,
    missStatus: given.miss_status,
    repeat: given.repeat,
    crossStream: given.cross_stream,
    recordMemory: bytesOf(given.record_memory),
    recordAuthErrors: given.record_auth_errors,
    upstreamTimeout: millisecondsOf(given.upstream_timeout),
    access: accessOf(
      {
        ...(control_token_env === undefined ? {} : { control_token_env }),
        ...(allowed_hosts === undefined ? {} : { allowed_hosts }),
        ...(cors === undefined ? {} : { cors }),
      },
      file,
    ),
  };
}

function bytesOf(given: number | string | undefined): number | undefined {
  return given === undefined ? undefined : parseSize(String(given));
}

function millisecondsOf(given: number | string | undefined): number | undefined {
  return given === undefined ? undefined : parseDuration(String(given));
}
