import { describe, expect, it } from 'vitest';
import { readErrors } from '../../src/app/faults-section.ts';
import { faultsOf } from '../../src/cli/fault-options.ts';

const read = readErrors({ server_error_rate: 0.5 });
const configured = { seed: 'file', set: read.kind === 'faults' ? read.set : [] };

describe('--fault', () => {
  it('is a fault for every request, or for the share behind it', async () => {
    const { set } = await faultsOf({ fault: ['503@0.85', '429@0.1', 'stall(after=1, for=2s)@5%'] }, undefined);
    expect((await faultsOf({ fault: ['503'] }, undefined)).set).toMatchObject([{ rate: 1 }]);
    expect(set.map(({ fault, rate }) => [fault.text, rate])).toEqual([
      ['503', 0.85],
      ['429', 0.1],
      ['stall(after=1, for=2s)', 0.05],
    ]);
  });

  it('goes before the configuration', async () => {
    expect((await faultsOf({ fault: ['503'] }, configured)).set.map(({ fault }) => fault.id)).toEqual(['503']);
    expect(await faultsOf({}, configured)).toEqual({ ...configured, reloads: true });
    expect(await faultsOf({}, undefined)).toEqual({ seed: 'llmsim', set: [], reloads: true });
    expect((await faultsOf({ seed: 'mine' }, configured)).seed).toBe('mine');
  });

  it.each([
    ['resett', 'did you mean "reset"?'],
    ['503@2', 'more than every request'],
    ['503@often', 'is no fault'],
  ])('that cannot be used is told (%s)', async (text, what) => {
    await expect(faultsOf({ fault: [text] }, undefined)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(what),
    });
  });

  it('cannot meet more than every request together with others', async () => {
    await expect(faultsOf({ fault: ['503@0.8', '500@80%'] }, undefined)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('--fault 503@0.8 --fault 500@80%: the rates of all faults together are 1.6'),
    });
  });
});
