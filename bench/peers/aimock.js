/** A peer: aimock with a fixture of the paced stream and the times that its own recorder would have noted for it. */

import { createRequire } from 'node:module';
import { events, thought } from '../paced-plan.js';

const [, , folder, gap] = process.argv;
const { LLMock } = createRequire(`${folder}/`)('@copilotkit/aimock');

/** The length of a delta's text; aimock cuts an answer into pieces of one length. */
const chunkSize = 7;
// Beside the pieces of the text it sends one event for the role and one for the end.
const content = 'a word '.repeat(events - 2);
const gaps = Array.from({ length: events - 1 }, () => Number(gap));
const recordedTimings = {
  ttftMs: thought,
  interChunkDelaysMs: gaps,
  totalDurationMs: thought + Number(gap) * gaps.length,
};

const server = new LLMock({ host: '127.0.0.1', port: 0, logLevel: 'silent' });
server.addFixturesFromJSON([
  { match: { userMessage: 'Question 0' }, response: { content }, chunkSize, recordedTimings },
]);
console.log(await server.start());
