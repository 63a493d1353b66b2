/** `GET /__llmsim/misses`: the stories of the last misses, and how many there were in all. */

import type { MissStory } from '../../pipeline/miss/story.ts';
import type { ControlPage } from '../control-page.ts';
import { jsonReply } from '../refusals.ts';

export interface ToldMisses {
  /** All misses since the start. */
  readonly total: number;
  /** The last of them, the oldest first. */
  stories(): Promise<readonly MissStory[]>;
}

export function missesPage(misses: ToldMisses): ControlPage {
  return {
    paths: ['/__llmsim/misses'],
    methods: ['GET', 'HEAD'],
    async answer() {
      const stories = await misses.stories();
      return jsonReply(200, { total: misses.total, misses: stories });
    },
  };
}
