/** The configuration to begin with: right as it is written, and with everything in it in force. */

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkConfiguration } from '../../src/app/check-configuration.ts';
import { sections } from '../../src/app/configuration-sections.ts';
import { starterConfiguration } from '../../src/app/starter-configuration.ts';

const [first = '', ...others] = starterConfiguration.split('\n');

describe('the configuration to begin with', () => {
  it('leads editors to its schema', () => {
    expect(first).toBe('# yaml-language-server: $schema=./node_modules/llmsim/docs/configuration.schema.json');
  });

  it('says nothing as it is written', () => {
    expect(checkConfiguration(starterConfiguration)).toMatchObject({ kind: 'configuration' });
    expect(parse(starterConfiguration)).toBeNull();
  });

  it('is right with all of it in force, and has an example of nearly every section', () => {
    const inForce = others.map((line) => line.replace(/^# /, '')).join('\n');
    expect(checkConfiguration(inForce)).toMatchObject({ kind: 'configuration' });
    const shown = Object.keys(parse(inForce));
    expect(Object.keys(sections).filter((name) => !shown.includes(name))).toEqual(['cassettes']);
  });
});
