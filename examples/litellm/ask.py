"""Asks llmsim through LiteLLM, as OpenAI and as Anthropic, whole and streamed.

    npx llmsim serve            # in another terminal
    pip install litellm
    python ask.py [http://127.0.0.1:8080]
"""

import sys

import litellm

base = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"
messages = [{"role": "user", "content": "Say hello"}]
providers = {
    "openai/gpt-4o-mini": f"{base}/v1",
    "anthropic/claude-sonnet-4-5": base,
}

for model, api_base in providers.items():
    common = {"model": model, "messages": messages, "api_base": api_base, "api_key": "any"}

    whole = litellm.completion(**common)
    print(f"{model}: {whole.choices[0].message.content}")

    print(f"{model}, streamed: ", end="")
    for chunk in litellm.completion(**common, stream=True):
        print(chunk.choices[0].delta.content or "", end="", flush=True)
    print()
