/** What the played model says, in the project's language. */
export const words = {
  answer: (question: string) => `## You asked

> ${question}

This answer is **played**: no model has seen your question. It comes in pieces, as a model's does:

1. a first piece, after a short wait,
2. then one after the other,
3. and a last event with the tokens that it took.

\`\`\`js
console.log("Hello");
\`\`\`
`,
  toolAnswer: (results: string) => `The tools said: ${results}`,
};
