/** Finds out the story of a miss: the closest recordings, the differences from the first of them, and a remedy that was tried out. */

import type { CassetteLibrary, OpenCassette } from '../../cassette/cassette-library.ts';
import { diffRequests } from '../../cassette/diff/diff-requests.ts';
import { canonicalRequest } from '../../cassette/match/canonical-request.ts';
import type { MatchRules } from '../../cassette/match/match-rules.ts';
import { type Neighbour, Neighbours } from '../../cassette/nearest/neighbours.ts';
import { findRemedy } from '../../cassette/remedy/remedy.ts';
import { yamlOf } from '../../cassette/remedy/rule-change.ts';
import type { SimRequest } from '../../core/request.ts';
import { dialectOf } from '../../dialects/list.ts';
import type { Redacted } from '../../redaction/redacted.ts';
import type { Redactor } from '../../redaction/redactor.ts';
import { upstreamSpec } from '../../upstream/named-upstreams.ts';
import { type Missed, mainReason, recordCommand } from '../explain.ts';
import { briefStory, type Happened } from './brief-story.ts';
import type { MissStory, ToldDifference } from './story.ts';
import { toldDifference } from './told-difference.ts';

export interface StorytellerParts {
  readonly library: CassetteLibrary;
  readonly redactor: Redactor;
  readonly rulesOf: (cassette: string) => MatchRules;
  /** Whether `--cross-stream` is on already. */
  readonly crossStream: boolean;
}

const mostClosest = 3;
/** More are not told; nobody reads them. */
const mostDifferences = 40;
/** Cassettes that were not searched are asked for the very request, but no more of them than this. */
const mostElsewhere = 1000;

export class Storyteller {
  readonly #parts: StorytellerParts;
  readonly #neighbours: Neighbours;

  constructor(parts: StorytellerParts) {
    this.#parts = parts;
    this.#neighbours = new Neighbours({ rulesOf: parts.rulesOf });
  }

  async tell(missed: Missed, happened: Happened): Promise<MissStory> {
    const searched = new Set(missed.reasons.flatMap((one) => (one.kind === 'no-recording' ? one.cassettes : [])));
    const story = briefStory(missed, happened, ...this.#elsewhere(missed, searched));
    const { kind } = mainReason(missed.reasons);
    if (kind !== 'no-recording') return story;
    const cassettes = this.#parts.library.cassettes.filter(({ name }) => searched.has(name));
    const closest = await this.#neighbours.nearest(missed.request, cassettes, mostClosest);
    const told = closest.map(({ entry, sameEndpoint, equal, fields }) => ({
      interaction: entry.id,
      sameEndpoint,
      equal,
      fields,
    }));
    const [first] = closest;
    if (first === undefined) return story;
    const compared = await this.#compare(missed, first);
    const { hint: given } = missed;
    const known = given.upstream !== undefined && !(given.guessed === true && first.sameEndpoint);
    const hint = known ? given : { ...given, upstream: first.entry.upstream };
    // A name that is not built in leads nowhere without its URL, which the recording has.
    const again = (missed.upstream ?? hint.upstream) === first.entry.upstream ? { upstream: compared.spec } : {};
    return {
      ...story,
      ...compared.story,
      closest: told,
      advice: [...compared.story.advice, ...story.advice],
      record: recordCommand({ ...missed, ...again, hint }),
    };
  }

  async #compare(missed: Missed, { cassette, entry }: Neighbour): Promise<{ story: Compared; spec: string }> {
    const { redactor, rulesOf } = this.#parts;
    const rules = rulesOf(cassette.name);
    const { request, upstream } = await entry.load();
    const recorded = redactor.begin(request).request;
    const { list, more } = diffRequests(canonicalRequest(recorded, rules), canonicalRequest(missed.request, rules));
    const otherUpstream = missed.upstream !== undefined && missed.upstream !== entry.upstream;
    const differences = [
      ...(otherUpstream ? [upstreamDifference(entry.upstream, missed.upstream)] : []),
      ...list.slice(0, mostDifferences).map(toldDifference),
    ];
    const equal = list.length === 0;
    const changes = equal ? undefined : await findRemedy(recorded, missed.request, rules);
    const advice: string[] = [];
    if (otherUpstream) {
      advice.push(
        `The recording is of the upstream "${entry.upstream}": send the request to /${entry.upstream}/…, or without the name of an upstream in its path.`,
      );
    } else if (equal) {
      advice.push(
        'The request equals that recording, but the recording has another key: it was edited by hand, or recorded under other rules. Run `llmsim cassette rekey`.',
      );
    }
    if (this.#isOtherForm(missed.request, recorded, cassette)) {
      advice.push('The two differ only in streaming: `--cross-stream` lets the recording answer.');
    }
    const story = {
      differences,
      moreDifferences: more + Math.max(list.length - mostDifferences, 0),
      // A rule cannot make another upstream's recording answer.
      configuration: changes === undefined || otherUpstream ? undefined : yamlOf(changes),
      advice,
    };
    return { story, spec: upstreamSpec(upstream) };
  }

  #isOtherForm(request: SimRequest, recorded: Redacted<SimRequest>, { recipe }: OpenCassette): boolean {
    const others = this.#parts.crossStream ? [] : (dialectOf(request).dialect.streaming?.otherForms(request) ?? []);
    if (others.length === 0) return false;
    const key = recipe.keyOf(recorded).sha256;
    return others.some((other) => recipe.keyOf(this.#parts.redactor.begin(other).request).sha256 === key);
  }

  /** Cassettes that were not searched and have just this request. */
  #elsewhere(missed: Missed, searched: ReadonlySet<string>): readonly string[] {
    const { kind } = mainReason(missed.reasons);
    if (kind !== 'no-recording' && kind !== 'cassette-absent') return [];
    const others = this.#parts.library.cassettes.filter(({ name }) => !searched.has(name)).slice(0, mostElsewhere);
    const [found] = others.filter(
      (cassette) => cassette.find(cassette.recipe.keyOf(missed.request), missed.upstream).length > 0,
    );
    if (found !== undefined) {
      return [
        `The cassette "${found.name}" has a recording of this very request: choose it with /@${found.name}/ in the base URL, or --cassette ${found.name}.`,
      ];
    }
    if (kind === 'no-recording' || others.length === 0) return [];
    return [
      `There are these cassettes: ${others
        .slice(0, 8)
        .map(({ name }) => name)
        .join(', ')}${others.length > 8 ? ', …' : ''}.`,
    ];
  }
}

type Compared = Pick<MissStory, 'differences' | 'moreDifferences' | 'configuration' | 'advice'>;

function upstreamDifference(from: string, to: string | undefined): ToldDifference {
  return { field: 'upstream', pointer: undefined, kind: 'changed', from, to, words: undefined };
}
