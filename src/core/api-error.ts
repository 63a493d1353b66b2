/** An error that an API client is to see, before a dialect writes it in its provider's shape. */

import type { HeaderList } from './headers.ts';

export interface ApiError {
  /** HTTP status, 400 to 599. */
  readonly status: number;
  /** Machine-readable, for example `llmsim_no_recording`; null where the provider gives none. */
  readonly code: string | null;
  /** What happened, where, and what to do next. */
  readonly message: string;
  readonly headers?: HeaderList;
  /** The provider's word for the kind of error, where it is another than the status's. */
  readonly type?: string;
  /** The field of the request that is wrong, in the provider's own notation. */
  readonly param?: string;
  /** More for machines, in the provider's own shape, where its errors have a place for it (Google's `details`). */
  readonly details?: readonly object[];
}

/** An error as it goes on the wire. */
export interface WrittenError {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: string;
}
