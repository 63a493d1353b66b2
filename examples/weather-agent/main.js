/** Asks about some cities at once and prints the answers: `node main.js Rome Oslo Lima`. */

import { ask } from './agent.js';

const cities = process.argv.slice(2);
const answers = await Promise.all(
  cities.map(async (city) => {
    try {
      return await ask(`What is the weather in ${city}?`);
    } catch (error) {
      // An application that swallows errors: `llmsim run` notices a miss all the same.
      return `no answer (${error.status ?? error.message})`;
    }
  }),
);
for (const [i, answer] of answers.entries()) console.log(`${cities[i]}: ${answer}`);
