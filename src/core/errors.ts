/** The one exception class: misuse and broken files, with a code, a message and what to do next. */

export type ErrorCode =
  | 'usage'
  | 'configuration'
  | 'unknown-upstream'
  | 'port-in-use'
  | 'cassette-missing'
  | 'cassette-name'
  | 'cassette-not-json'
  | 'cassette-too-large'
  | 'cassette-too-deep'
  | 'cassette-duplicate-key'
  | 'cassette-version'
  | 'cassette-schema'
  | 'cassette-blob'
  | 'cassette-unreadable'
  | 'cassette-write'
  | 'secret-found'
  | 'database';

export class LlmsimError extends Error {
  readonly code: ErrorCode;
  /** What the user can do about it; one sentence, or empty. */
  readonly hint: string;

  constructor(code: ErrorCode, message: string, hint = '', options?: ErrorOptions) {
    super(message, options);
    this.name = 'LlmsimError';
    this.code = code;
    this.hint = hint;
  }
}
