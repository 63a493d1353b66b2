/** Recognises by their shape the ids that providers make up: what an earlier answer named differs from run to run. */

/**
 * What ids begin with. OpenAI: calls, responses, messages, reasoning items, threads, runs, files, batches and so on; Anthropic:
 * messages, tool uses, batches, files, containers; Bedrock: tool uses. Sources: the API references' example objects.
 */
const prefixes =
  'asst|batch|call|chatcmpl|ci|cmpl|cntr|compl|container|conv|cu|eval|evalrun|fc|fco|file|fs|ftevent|ftjob|gen|ig|item|lsh|lsc|mcp|mcpl|mcpr|mcptoolu|msg|msgbatch|part|req|resp|rs|run|sess|sh|srvtoolu|step|thread|tooluse|toolu|tsc|upload|video|vs|vsfb|vsfr|ws';

/** With a digit, and without a second separator: `file_search_tool` and `call_center` are names. */
const wholeValue = new RegExp(`^(?:${prefixes})[_-](?=[A-Za-z]*\\d)[A-Za-z0-9]{12,64}$`);
/** In a path shorter ones are ids too, and long ones without a digit, if both cases are in them. */
const wholeSegment = new RegExp(
  `^(?:${prefixes})[_-](?:(?=[A-Za-z]*\\d)[A-Za-z0-9]{8,64}|(?=[a-z]*[A-Z])(?=[A-Z]*[a-z])[A-Za-z]{16,64})$`,
);
const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** Google's collections whose members get a name from the server. */
const collections: ReadonlySet<string> = new Set(['files', 'cachedContents', 'operations', 'batches', 'interactions']);
/** What stands behind these, people have named: a deployment, a model. */
const named: ReadonlySet<string> = new Set(['deployments', 'models', 'model', 'engines', 'projects', 'locations']);
const collectionMember = /^[A-Za-z0-9_-]{6,64}$/;

/** Whether a whole string of a request is such an id. */
export function isGeneratedId(text: string): boolean {
  return text.length >= 15 && text.length <= 80 && wholeValue.test(text);
}

/** Whether a path segment is one; `before` is the segment in front of it. */
export function isGeneratedSegment(segment: string, before: string | undefined): boolean {
  if (segment.length < 6 || segment.length > 80 || (before !== undefined && named.has(before))) return false;
  if (wholeSegment.test(segment) || uuid.test(segment)) return true;
  return before !== undefined && collections.has(before) && collectionMember.test(segment) && /\d/.test(segment);
}
