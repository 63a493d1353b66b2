/** `POST /__llmsim/reset[?cassette=name[~session]]`: begins sequences anew, so that the next request gets the first recording again. */

import type { Selection } from '../../core/exchange.ts';
import { parseSelection } from '../addressing.ts';
import type { ControlPage } from '../control-page.ts';
import { jsonReply } from '../refusals.ts';

/** @param reset returns how many sequences had begun */
export function resetPage(reset: (selection: Selection) => number): ControlPage {
  return {
    paths: ['/__llmsim/reset'],
    methods: ['POST'],
    answer(_method, url) {
      const question = url.indexOf('?');
      const wanted = new URLSearchParams(question < 0 ? '' : url.slice(question)).get('cassette');
      if (wanted === null) return jsonReply(200, { reset: reset({ cassette: undefined, session: undefined }) });
      const selection = parseSelection(wanted);
      if (selection !== undefined) return jsonReply(200, { reset: reset(selection) });
      const message = `"${wanted}" is not a cassette's name, with or without ~session.`;
      return jsonReply(400, { error: { message, type: 'llmsim_error', code: 'llmsim_bad_selection' } });
    },
  };
}
