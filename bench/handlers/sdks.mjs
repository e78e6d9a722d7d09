// For each provider, the loop that its SDK's own documentation begins with. Each gives the number of pieces of text.
const messages = [{ role: "user", content: "Hello" }];

export const sdks = {
  async openai(model) {
    const { default: OpenAI } = await import("openai");
    const client = new OpenAI();
    return async () => {
      let pieces = 0;
      for await (const chunk of await client.chat.completions.create({ model, messages, stream: true })) {
        if (chunk.choices[0]?.delta?.content) pieces++;
      }
      return pieces;
    };
  },

  async anthropic(model) {
    const { default: Anthropic } = await import("@anthropic-ai/sdk");
    const client = new Anthropic();
    return async () => {
      let pieces = 0;
      const request = { model, messages, max_tokens: 8192, stream: true };
      for await (const event of await client.messages.create(request)) {
        if (event.type === "content_block_delta" && event.delta.type === "text_delta") pieces++;
      }
      return pieces;
    };
  },

  async ollama(model) {
    const { Ollama } = await import("ollama");
    const client = new Ollama({ host: process.env.OLLAMA_HOST });
    return async () => {
      let pieces = 0;
      for await (const chunk of await client.chat({ model, messages, stream: true })) {
        if (chunk.message.content) pieces++;
      }
      return pieces;
    };
  },

  async gemini(model) {
    const { GoogleGenAI } = await import("@google/genai");
    const client = new GoogleGenAI({
      apiKey: process.env.GEMINI_API_KEY,
      httpOptions: { baseUrl: process.env.GOOGLE_GEMINI_BASE_URL },
    });
    return async () => {
      let pieces = 0;
      for await (const chunk of await client.models.generateContentStream({ model, contents: "Hello" })) {
        if (chunk.text) pieces++;
      }
      return pieces;
    };
  },
};
