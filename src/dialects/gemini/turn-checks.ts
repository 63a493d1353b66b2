/** In which order Gemini wants the calls of functions and their results. */

import { type JsonObject, objectsOf } from '../json-shape.ts';

/** Calls follow the user or results, and results follow calls, as many as there were. */
export function wrongTurn(body: JsonObject): string | undefined {
  let before: Turn | undefined;
  for (const turn of objectsOf(body['contents']).map(turnOf)) {
    if (turn.calls > 0 && (before === undefined || (before.model && before.calls === 0))) {
      return 'Please ensure that function call turn comes immediately after a user turn or after a function response turn.';
    }
    if (turn.results > 0 && (before === undefined || before.calls === 0)) {
      return 'Please ensure that function response turn comes immediately after a function call turn.';
    }
    if (before !== undefined && before.calls > 0 && turn.calls === 0 && turn.results !== before.calls) {
      return 'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.';
    }
    before = together(before, turn);
  }
  return undefined;
}

interface Turn {
  readonly model: boolean;
  readonly calls: number;
  readonly results: number;
}

function turnOf(content: JsonObject): Turn {
  const parts = objectsOf(content['parts']);
  return {
    model: content['role'] === 'model',
    calls: parts.filter((part) => part['functionCall'] !== undefined).length,
    results: parts.filter((part) => part['functionResponse'] !== undefined).length,
  };
}

/** Parallel calls may come as one turn each. */
function together(before: Turn | undefined, turn: Turn): Turn {
  const goesOn = before !== undefined && before.calls > 0 && turn.calls > 0;
  return goesOn ? { ...turn, calls: before.calls + turn.calls } : turn;
}
