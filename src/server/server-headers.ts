/** The names of llmsim's own headers. */

export const sourceHeader = 'x-llmsim-source';
export const interactionHeader = 'x-llmsim-interaction';
export const missHeader = 'x-llmsim-miss';
export const cassetteHeader = 'x-llmsim-cassette';
