// The page's request in the words of OpenAI's API, and what its chunks say in those of the page.

/** The body of a request. Fields that the page does not know go along as they are. */
export function bodyOf({ sessionId: _, sourceLanguage: __, clientId, maxTokens, toolChoice, ...request }) {
  const { messages } = request;
  return {
    ...request,
    messages: Array.isArray(messages) ? messages.flatMap(messagesOf) : messages,
    max_completion_tokens: maxTokens,
    tool_choice: toolChoice,
    user: clientId,
    stream: true,
    stream_options: { include_usage: true },
  };
}

/** What the page says of tools as text, OpenAI has forms of its own for. */
function messagesOf(message) {
  const { role, content } = Object(message);
  const { tool_calls: calls, tool_results: results, text = null } = Object(parse(content));
  if (role === "assistant" && Array.isArray(calls)) {
    return { role, content: text, tool_calls: calls.map(callOf) };
  }
  if (role !== "user" || !Array.isArray(results)) return message;
  return results.map(({ id, content }) => ({ role: "tool", tool_call_id: id, content }));
}

const callOf = ({ id, name, arguments: values }) => ({
  id,
  type: "function",
  function: { name, arguments: JSON.stringify(values) },
});

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The cells of a chunk's row. */
export function summaryOf(data) {
  const { choices, error, usage } = Object(parse(data));
  if (error) return { type: "error", text: error.message };
  if (!choices?.length) return usage ? { type: "usage", text: usage } : { type: data, text: "" };
  const [{ delta, finish_reason: progress }] = choices;
  const [type, text] = Object.entries(delta).at(-1) ?? ["delta", delta];
  return { type, text, progress };
}

/** Makes events like LLMBrick's of the chunks of one answer. */
export class Chunks {
  #calls = [];
  #last = {};

  /** The events of a chunk. Calls of tools come in pieces, and are told whole at the end. */
  *events(data) {
    if (data === "[DONE]") return yield* this.#end();
    const { choices, usage } = JSON.parse(data);
    const { delta, finish_reason: finishReason } = choices[0] ?? {};
    if (finishReason) this.#last.finishReason = finishReason;
    if (usage) this.#last.usage = { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens };
    if (delta?.reasoning_content) yield { type: "reasoning", text: delta.reasoning_content };
    if (delta?.content) yield { type: "text", text: delta.content };
    for (const { index, id, function: piece } of delta?.tool_calls ?? []) {
      this.#calls[index] ??= { id, name: piece.name, arguments: "" };
      this.#calls[index].arguments += piece.arguments;
    }
  }

  *#end() {
    for (const call of this.#calls) {
      yield { type: "tool_call", metadata: { ...call, arguments: parse(call.arguments) } };
    }
    yield { type: "done", progress: "DONE", metadata: this.#last };
  }
}

/** How code in JavaScript reads a frame: see `snippets`. */
export const reading = {
  frame: `    last = line.slice(5).trim();
    if (last === "[DONE]") break;
    const { choices, error } = JSON.parse(last);
    if (error) throw new Error(error.message);
    console.log(choices[0]?.delta.content ?? "");`,
  end: 'if (last !== "[DONE]") throw new Error("The answer ended without [DONE]");',
};
