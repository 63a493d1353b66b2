import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Interaction } from '../../src/core/interaction.ts';
import { redact, redactRequest } from '../../src/redaction/redact.ts';
import { interactionOf } from '../cassette/interaction-samples.ts';

const header = fc.tuple(
  fc.constantFrom('Authorization', 'x-api-key', 'Cookie', 'Set-Cookie', 'Content-Type', 'Location', 'X-Other'),
  fc.string(),
);
const target = fc
  .array(fc.tuple(fc.constantFrom('key', 'sig', 'a', 'X-Amz-Signature'), fc.stringMatching(/^[a-z0-9%=+]{0,9}$/)))
  .map((pairs) => `/v1/x?${pairs.map(([name, value]) => `${name}=${value}`).join('&')}`);

const interaction = fc.tuple(target, fc.array(header), fc.array(header)).map(([path, sent, received]): Interaction => {
  const base = interactionOf();
  return {
    ...base,
    request: { ...base.request, target: path, headers: sent },
    response: { ...base.response, headers: received },
  };
});

describe('redaction', () => {
  it('takes credentials out of target and headers of a request and of a response', () => {
    const base = interactionOf();
    const redacted = redact({
      ...base,
      request: { ...base.request, target: '/v1/x?key=s3cr3t', headers: [['x-api-key', 's3cr3t']] },
      response: {
        ...base.response,
        headers: [
          ['set-cookie', 'a=s3cr3t'],
          ['location', '/y?sig=s3cr3t'],
        ],
      },
    });
    expect(JSON.stringify(redacted)).not.toContain('s3cr3t');
    expect(redacted.request.target).toBe('/v1/x?key=[redacted:api-key]');
  });

  it('leaves an interaction without secrets as it is', () => {
    const harmless = interactionOf({ response: '{"ok":true}' });
    expect(redact(harmless)).toEqual(harmless);
  });

  it('is idempotent, and changes neither what it was given nor what answers to what', () => {
    fc.assert(
      fc.property(interaction, (given) => {
        const before = structuredClone(given);
        const once = redact(given);
        expect(redact(once)).toEqual(once);
        expect(given).toEqual(before);
        expect(once.response.ends).toEqual(given.response.ends);
        expect(once.response.headers.map(([name]) => name)).toEqual(given.response.headers.map(([name]) => name));
        expect(redactRequest(given.request)).toEqual(once.request);
      }),
    );
  });
});
