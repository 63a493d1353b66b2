/** An adapter as data: how a service of one's own is asked, and what its events mean. */

import type { HeaderList } from '../../core/headers.ts';

export interface Adapter {
  readonly method: string;
  /** Path and query behind the upstream's origin, with `{{last_user_message}}` and other values of the prompt. */
  readonly target: string;
  /** Values may have `{{…}}` too. */
  readonly headers: HeaderList;
  /** Any JSON; `{{…}}` stands in its texts. Undefined for a request without a body. */
  readonly body: unknown;
  readonly map: readonly EventRule[];
  /** A line above the list of citations; undefined for none. */
  readonly citationHeading: string | undefined;
}

export type EventKind = 'delta' | 'reasoning' | 'citation' | 'tool-start' | 'tool-result' | 'complete' | 'error';

/** Where in a message something stands: the segments of a JSON pointer; the empty list is the message itself. */
export type ValuePath = readonly string[];

/** What one kind of event looks like. Of all rules the first that fits a message reads it. */
export interface EventRule {
  readonly kind: EventKind;
  /** The SSE `event:` name; undefined for any. */
  readonly event: string | undefined;
  /** What must stand where; all of it. */
  readonly when: readonly {
    readonly path: ValuePath;
    readonly values: readonly (string | number | boolean | null)[];
  }[];
  /** By the event's field: where its value may stand, the first that is there counts. */
  readonly fields: Readonly<Record<string, readonly ValuePath[]>>;
}

export type AdapterEvent =
  | { readonly kind: 'delta' | 'reasoning'; readonly text: string }
  | {
      readonly kind: 'citation';
      readonly text: string;
      readonly title: string | undefined;
      readonly url: string | undefined;
    }
  | {
      readonly kind: 'tool-start';
      readonly id: string | undefined;
      readonly name: string;
      /** JSON text. */
      readonly arguments: string;
    }
  | {
      readonly kind: 'tool-result';
      readonly id: string | undefined;
      readonly name: string | undefined;
      readonly content: string;
    }
  | {
      readonly kind: 'complete';
      /** The service's own word. */
      readonly finish: string | undefined;
      readonly inputTokens: number | undefined;
      readonly outputTokens: number | undefined;
    }
  | {
      readonly kind: 'error';
      readonly message: string;
      readonly code: string | undefined;
      /** 400 to 599. */
      readonly status: number | undefined;
    };

/** The fields that an event of a kind has; the first of each is what it cannot be without, unless it is `complete`. */
export const eventFields: Readonly<Record<EventKind, readonly [string, ...string[]]>> = {
  delta: ['text'],
  reasoning: ['text'],
  citation: ['text', 'title', 'url'],
  'tool-start': ['name', 'id', 'arguments'],
  'tool-result': ['content', 'id', 'name'],
  complete: ['finish', 'input_tokens', 'output_tokens'],
  error: ['message', 'code', 'status'],
};
