import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endpointName, isVersion, segmentsOf } from '../../src/dialects/request-path.ts';

describe('the segments of a target', () => {
  it('are decoded one by one, without empty ones, query and fragment', () => {
    expect(segmentsOf('//openai/a%2Fb/c%3A0/?x=/y#z')).toEqual(['openai', 'a/b', 'c:0']);
    expect(segmentsOf('/broken%zz/#f?x')).toEqual(['broken%zz']);
    expect(segmentsOf('')).toEqual([]);
  });

  it('are found in any string without throwing', () => {
    fc.assert(fc.property(fc.string(), (target) => segmentsOf(target).every((segment) => segment !== '')));
  });
});

describe('a version', () => {
  it.each(['v1', 'v2', 'v4', 'v1beta', 'v1beta2', 'v1alpha'])('is %s', (segment) => {
    expect(isVersion(segment)).toBe(true);
  });

  it.each(['v', 'v1-beta', 'version', 'v1internal', '1', 'V1'])('is not %s', (segment) => {
    expect(isVersion(segment)).toBe(false);
  });
});

describe('an endpoint name', () => {
  it('is made of lower-case words', () => {
    expect(endpointName(['threads', 'submit_tool_outputs'])).toBe('threads-submit-tool-outputs');
    expect(endpointName(['batchEmbedContents'])).toBe('batch-embed-contents');
    expect(endpointName(['--'])).toBe('root');
  });

  it('fits the start of a file name for any words', () => {
    fc.assert(fc.property(fc.array(fc.string()), (words) => /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(endpointName(words))));
  });
});
