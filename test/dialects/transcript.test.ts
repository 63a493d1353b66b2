import { describe, expect, it } from 'vitest';
import { Transcript, Transcripts } from '../../src/dialects/transcript.ts';

describe('a transcript', () => {
  it('keeps the pieces of a part together, however they arrive', () => {
    const transcript = new Transcript();
    transcript.text('a', '0');
    transcript.reasoning('r', '1');
    transcript.text('b', '0');
    expect(transcript.toString()).toBe('ab\n\n[reasoning]\nr\n[/reasoning]');
  });

  it('begins a new section, where pieces without a part change their kind', () => {
    const transcript = new Transcript();
    transcript.text('a');
    transcript.reasoning('r');
    transcript.text('b');
    expect(transcript.toString()).toBe('a\n\n[reasoning]\nr\n[/reasoning]\n\nb');
  });

  it('does not begin a section for an empty piece', () => {
    const transcript = new Transcript();
    transcript.text('');
    transcript.reasoning('', '1');
    expect(transcript.empty).toBe(true);
    transcript.call(0, 'f', '');
    expect(transcript.empty).toBe(false);
    expect(transcript.toString()).toBe('f()');
  });

  it('begins a call for every piece without an index', () => {
    const transcript = new Transcript();
    transcript.call(undefined, 'f', '1');
    transcript.call(undefined, 'f', '2');
    expect(transcript.toString()).toBe('f(1)\nf(2)');
  });
});

describe('transcripts', () => {
  it('leave out labels under which nothing was said', () => {
    const transcripts = new Transcripts();
    transcripts.of(0);
    transcripts.of(1).text('only');
    expect(transcripts.toString()).toBe('only');
  });
});
