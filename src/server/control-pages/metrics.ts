/** `GET /metrics`: what llmsim counts, in Prometheus' text format. */

import type { ControlPage } from '../control-page.ts';

/** @param render the text, with the media type that names its version */
export function metricsPage(
  render: () => Promise<{ readonly contentType: string; readonly text: string }>,
): ControlPage {
  return {
    paths: ['/metrics', '/__llmsim/metrics'],
    methods: ['GET', 'HEAD'],
    async answer() {
      const { contentType, text } = await render();
      const bytes = Buffer.from(text);
      return {
        kind: 'planned',
        status: 200,
        statusText: '',
        headers: [
          ['content-type', contentType],
          ['content-length', String(bytes.byteLength)],
        ],
        bytes,
        ends: [bytes.byteLength],
        timing: { head: 0, chunks: [0], end: 0 },
        end: 'complete',
      };
    },
  };
}
