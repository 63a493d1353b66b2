/** A chat completion as OpenAI sends it. */

/** One choice that says `content`, with the tokens that its prompt and it came to, where they are given. */
export function chatCompletion(
  content: string,
  tokens?: { readonly prompt: number; readonly completion: number },
): object {
  const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }];
  const answer = { id: 'chatcmpl-1', object: 'chat.completion', model: 'gpt-4o-mini-2024-07-18', choices };
  if (tokens === undefined) return answer;
  const { prompt, completion } = tokens;
  const usage = { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
  return { ...answer, usage };
}
