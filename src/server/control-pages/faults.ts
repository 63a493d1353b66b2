/** `GET`, `PUT` and `DELETE /__llmsim/faults`: the faults in force, others in their place, and those of the configuration again. */

import type { PlannedReply } from '../../core/reply.ts';
import type { ControlPage } from '../control-page.ts';
import { jsonReply } from '../refusals.ts';

export interface FaultSwitch {
  /** What is in force, and all faults that there are, as JSON. */
  shown(): Promise<object>;
  /** Puts others in force, as the section `errors` of a configuration has them; what is wrong with them, and then nothing changes. */
  replace(value: unknown): Promise<readonly string[]>;
  restore(): void;
}

export function faultsPage(faults: FaultSwitch): ControlPage {
  const shown = async (): Promise<PlannedReply> => jsonReply(200, await faults.shown());
  return {
    paths: ['/__llmsim/faults'],
    methods: ['GET', 'HEAD', 'PUT', 'DELETE'],
    async answer(method, _url, body) {
      if (method === 'DELETE') faults.restore();
      if (method !== 'PUT') return shown();
      const bytes = await body?.();
      if (bytes === undefined) return refused(413, 'The body is larger than 1 MiB.');
      const value = jsonIn(bytes);
      if (value === undefined) return refused(400, 'The body is no JSON; {"faults": ["503"]} lets every request fail.');
      const problems = await faults.replace(value);
      return problems.length === 0 ? shown() : refused(400, `These faults cannot be used: ${problems.join('; ')}`);
    },
  };
}

function refused(status: number, message: string): PlannedReply {
  return jsonReply(status, { error: { message, type: 'llmsim_error', code: 'llmsim_bad_faults' } });
}

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return undefined;
  }
}
