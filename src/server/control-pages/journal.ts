/** `GET /__llmsim/journal[?source=…&status=…&model=…&cassette=…&since=…&limit=…]`: the last answers, the oldest first. */

import type { JournalEntry, JournalFilter } from '../../telemetry/recent-answers.ts';
import type { ControlPage } from '../control-page.ts';
import { jsonReply } from '../refusals.ts';

export interface KeptAnswers {
  /** All answers since the start. */
  readonly total: number;
  entries(filter: JournalFilter): readonly JournalEntry[];
}

type Read =
  | { readonly kind: 'filter'; readonly filter: JournalFilter }
  | { readonly kind: 'problem'; readonly problem: string };

export function journalPage(answers: KeptAnswers): ControlPage {
  return {
    paths: ['/__llmsim/journal'],
    methods: ['GET', 'HEAD'],
    answer(_method, url) {
      const question = url.indexOf('?');
      const read = readFilter(new URLSearchParams(question < 0 ? '' : url.slice(question)));
      if (read.kind === 'filter') {
        return jsonReply(200, { total: answers.total, entries: answers.entries(read.filter) });
      }
      return jsonReply(400, { error: { message: read.problem, type: 'llmsim_error', code: 'llmsim_bad_filter' } });
    },
  };
}

const names = ['source', 'status', 'model', 'cassette', 'since', 'limit'] as const;

function readFilter(query: URLSearchParams): Read {
  const unknown = [...query.keys()].find((name) => !names.some((known) => known === name));
  if (unknown !== undefined) return problem(`The journal has no filter "${unknown}"; it has ${names.join(', ')}.`);
  const filter: { -readonly [Name in keyof JournalFilter]: JournalFilter[Name] } = {};
  for (const name of ['source', 'model', 'cassette'] as const) {
    const value = query.get(name);
    if (value !== null) filter[name] = value;
  }
  const status = query.get('status');
  if (status !== null) {
    if (!/^[1-5](?:\d\d|xx)$/i.test(status)) return problem(`"${status}" is no status: give one such as 429, or 5xx.`);
    filter.status = status.toLowerCase();
  }
  const limit = query.get('limit');
  if (limit !== null) {
    if (!/^[1-9]\d{0,8}$/.test(limit)) return problem(`"${limit}" is no limit: give a whole number above 0.`);
    filter.limit = Number(limit);
  }
  const since = query.get('since');
  if (since !== null) {
    const time = /^\d+$/.test(since) ? Number(since) : Date.parse(since);
    if (Number.isNaN(time)) {
      return problem(`"${since}" is no time: give one such as 2026-01-31T12:00:00Z, or milliseconds since 1970.`);
    }
    filter.since = time;
  }
  return { kind: 'filter', filter };
}

function problem(text: string): Read {
  return { kind: 'problem', problem: text };
}
