/** What requests of OpenAI's other endpoints mean the same by. */

export { resourceCanonical as restCanonical } from '../openai-resource-canonical.ts';
