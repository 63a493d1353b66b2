/** The names of llmsim's own headers. */

export const sourceHeader = 'x-llmsim-source';
export const interactionHeader = 'x-llmsim-interaction';
export const missHeader = 'x-llmsim-miss';
export const cassetteHeader = 'x-llmsim-cassette';
/** `joined`: the recording is a stream, put together; `split`: it is a whole answer, taken apart. */
export const crossStreamHeader = 'x-llmsim-cross-stream';
