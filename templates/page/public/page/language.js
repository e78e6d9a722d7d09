/** The project's language; one that is chosen on the page comes first. */
export const language = "en";
