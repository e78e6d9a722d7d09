/** What clients, and the mocks, say in the project's language. */
export const words = {
  playing: "No BRICK_… variable is set: the project's own bricks play, until .env has one.",
  refused: "This question is not answered here.",
  /** The question with what was found for it, as the llm brick gets it. */
  prompt: (question: string, documents: { title: string; snippet: string }[]) =>
    `Answer by these documents:\n${documents
      .map(({ title, snippet }, index) => `[${index + 1}] ${title}: ${snippet}`)
      .join("\n")}\n\nThe question: ${question}`,
  serving: (address: string, bricks: string) => `Bricks on ${address}: ${bricks}`,
  badListen: (value: string) => `BRICK_LISTEN must be host:port, such as 127.0.0.1:50051, and not ${value}`,
  cantListen: (value: string) =>
    `Can't listen on ${value}: another program does, it is no address of this machine, or the port is for the system alone. Stop that program, or set BRICK_LISTEN to another address.`,
  mock: {
    attack: "It asks to ignore the instructions",
    documents: [
      { title: "Bricks", snippet: "A brick is a small service over gRPC, in any language." },
      { title: "Pipelines", snippet: "A pipeline asks one brick after the other." },
      { title: "Mocks", snippet: "A mock plays a brick, without a key or a network." },
    ],
    answer: (prompt: string) =>
      `This answer is **played**: no model has seen your question. The llm brick was asked:\n\n${prompt
        .split("\n")
        .map((line) => `> ${line}`)
        .join("\n")}\n`,
  },
};
