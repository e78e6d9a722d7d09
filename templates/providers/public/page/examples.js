// What to ask this handler: name → fields of the request.
const ask = (content) => [{ role: "user", content }];
const weather = {
  name: "get_weather",
  description: "The weather in a city, now",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};

export const examples = {
  Hello: { messages: ask("Hello") },
  "With a tool": {
    messages: ask("What is the weather in Taipei?"),
    tools: [{ type: "function", function: weather }],
  },
};
