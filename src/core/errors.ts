/** The one exception class: misuse and broken files, with a code, a message and what to do next. */

/** What kind of mistake an `LlmsimError` is about. */
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

/**
 * What llmsim throws: a configuration that cannot work, a cassette that cannot be read. What happens to single requests (a miss, an upstream
 * that fails) is an answer to them and never thrown.
 */
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
