// What to ask this handler: name → fields of the request.
export const examples = {
  Hello: { messages: [{ role: "user", content: "Hello" }] },
};
