/** What the server says to whoever starts it, in the project's language. */
export const words = {
  missing: (variable: string) =>
    `${variable} is not set: put it into .env. Until then, every request is answered with an error.`,
};
