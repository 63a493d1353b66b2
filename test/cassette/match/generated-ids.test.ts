import { describe, expect, it } from 'vitest';
import { canonicalPath } from '../../../src/cassette/match/canonical-path.ts';
import { isGeneratedId } from '../../../src/cassette/match/generated-ids.ts';
import { GeneratedId } from '../../../src/core/canonical.ts';

describe('a string of a request', () => {
  it.each([
    'call_Ab3dE6gH9jK2mN5pQ8sT1vW4',
    'toolu_01A09q90qw90lq917835lq9',
    'tooluse_kZJMlvQmRJ6eAyJE5GIl7Q',
    'resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b',
    'file-4F2ksmvXxt4VdoqHBRw7jL',
    'batch_6881abcdef0123456789abcdef012345',
    'msg_01XFDUDYJgAACzvnptvVoYEL',
    'thread_abc123def456ghi789',
  ])('is an id that an earlier answer made up: %s', (text) => {
    expect(isGeneratedId(text)).toBe(true);
  });

  it.each([
    'file_search_tool',
    'call_center',
    'run_parallel_tasks_2',
    'thread_pool_executor',
    'gpt-4o-mini-2024-07-18',
    'file_searchDocumentsTool',
    'item_descriptions',
    'call_1',
    'please call_Ab3dE6gH9jK2mN5pQ8sT1vW4 now',
  ])('is none: %s', (text) => {
    expect(isGeneratedId(text)).toBe(false);
  });
});

function shown(path: string): string {
  return canonicalPath(path, true)
    .map((piece) => (piece instanceof GeneratedId ? `<${piece.value}>` : piece))
    .join('');
}

describe('the path of a request', () => {
  it.each([
    [
      '/v1/threads/thread_abcdefg1/runs/run_ABCdefghIJKLmnop',
      '/v1/threads/<thread_abcdefg1>/runs/<run_ABCdefghIJKLmnop>',
    ],
    ['/v1beta/files/abc-123xyz:download', '/v1beta/files/<abc-123xyz>:download'],
    ['/v1/cachedContents/s1d2f3', '/v1/cachedContents/<s1d2f3>'],
    ['/jobs/6f1c2a90-1b2c-4d3e-8f4a-5b6c7d8e9f00/results', '/jobs/<6f1c2a90-1b2c-4d3e-8f4a-5b6c7d8e9f00>/results'],
    ['/v1beta/models/gemini-2.0-flash:generateContent', '/v1beta/models/gemini-2.0-flash:generateContent'],
    ['/v1/files', '/v1/files'],
    ['/openai/deployments/batch_deployment/chat/completions', '/openai/deployments/batch_deployment/chat/completions'],
    ['/v1/models/file_12345678abcd', '/v1/models/file_12345678abcd'],
    ['/v1/x/batch_processing_jobs', '/v1/x/batch_processing_jobs'],
    ['//openai/v1/', '//openai/v1/'],
    ['/', '/'],
  ])('%s has its ids made out', (path, expected) => {
    expect(shown(path)).toBe(expected);
  });

  it.each([
    ['/model/anthropic.claude-3%3A0/invoke', '/model/anthropic.claude-3:0/invoke'],
    ['/model/arn%3aaws%3Abedrock%2fx/invoke', '/model/arn:aws:bedrock%2Fx/invoke'],
    ['/v1/%7Euser/a%20b', '/v1/~user/a%20b'],
    ['/v1/%E2%9c%93', '/v1/%E2%9C%93'],
    ['/v1/100%', '/v1/100%'],
  ])('%s has one spelling', (path, expected) => {
    expect(shown(path)).toBe(expected);
  });
});
