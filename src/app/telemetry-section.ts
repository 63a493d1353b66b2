/** The section `telemetry` of a configuration, and what its section `server` says of who may look and which pages may ask. */

import { z } from 'zod';
import { logLevels } from '../telemetry/log.ts';
import type { ConfigurationFile } from './configuration-file.ts';
import { type AccessSettings, isOrigin, type TelemetrySettings } from './telemetry-config.ts';

export const telemetrySection = z.strictObject({
  log: z
    .strictObject({
      level: z
        .enum(logLevels)
        .meta({
          description:
            'How much is told: `info` a line an answer, `debug` one a chunk too. `record`: info; others: warn.',
        })
        .exactOptional(),
      format: z
        .enum(['pretty', 'json'])
        .meta({ description: 'Lines for people, or one JSON object a line.', default: 'pretty' })
        .exactOptional(),
    })
    .meta({ description: 'What is told on stderr.' })
    .exactOptional(),
  metrics: z
    .enum(['open', 'protected'])
    .meta({
      description: "Who may ask for `/metrics`: everybody, or who may ask for all of llmsim's own pages.",
      default: 'protected',
    })
    .exactOptional(),
  journal: z
    .int()
    .min(1)
    .max(1_000_000)
    .meta({ description: 'How many answers `/__llmsim/journal` keeps.', default: 1000 })
    .exactOptional(),
  otlp: z
    .strictObject({
      endpoint: z
        .url({ protocol: /^https?$/, error: 'is no http or https URL' })
        .meta({ description: 'The collector; `/v1/traces` is added. Without it, OTEL_EXPORTER_OTLP_ENDPOINT counts.' })
        .exactOptional(),
      headers: z
        .record(z.string().min(1), z.string())
        .meta({ description: 'Sent to the collector. Secrets belong into OTEL_EXPORTER_OTLP_HEADERS.' })
        .exactOptional(),
    })
    .meta({ description: 'Where traces go (OpenTelemetry, OTLP over HTTP).' })
    .exactOptional(),
});

/** Fields of the section `server`. */
export const accessShape = {
  control_token_env: z
    .string()
    .min(1)
    .meta({ description: "Variable with the token that opens llmsim's own pages to other machines." })
    .exactOptional(),
  allowed_hosts: z
    .array(z.string().min(1))
    .meta({
      description: 'Names by which clients may call it beside localhost and addresses; `*.name` is any below it.',
    })
    .exactOptional(),
  cors: z
    .array(z.string().min(1))
    .meta({
      description: 'Origins of web pages that may use it from a browser, such as http://localhost:3000, or `*`.',
    })
    .exactOptional(),
};

const accessSection = z.strictObject(accessShape);

export function telemetryOf({ log, ...rest }: z.infer<typeof telemetrySection>): TelemetrySettings {
  return { ...rest, ...log };
}

/** @param file hears of origins that no browser would send */
export function accessOf(section: z.infer<typeof accessSection>, file: ConfigurationFile): AccessSettings {
  const { control_token_env, allowed_hosts, cors } = section;
  for (const [i, origin] of (cors ?? []).entries()) {
    if (!isOrigin(origin)) {
      file.add(['server', 'cors', i], `"${origin}" is no origin: write it as http://localhost:3000, or "*" for any`);
    }
  }
  return {
    ...(control_token_env === undefined ? {} : { controlTokenEnv: control_token_env }),
    ...(allowed_hosts === undefined ? {} : { allowedHosts: allowed_hosts }),
    ...(cors === undefined ? {} : { cors }),
  };
}
