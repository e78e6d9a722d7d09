/** Characters of one answer, or on one connection, that are read: more than any check asks for. */
export const mostCharacters = 16_000_000;

/** Milliseconds that a stream gets to end by itself where a check looks at its head alone: a model's takes longer. */
export const patience = 250;

/** Milliseconds after which a check counts as failed: far more than any needs, on a busy machine too. */
export const timeLimit = 60_000;
