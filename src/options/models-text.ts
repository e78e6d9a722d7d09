/** What would be read otherwise than it is written: an array, or an item that is wholly in quotes. */
const NEEDS_JSON = /^\[|(?:^|,)['"`]/;

/** Writes a list of models as one text: with commas, or as a JSON array where those would be read as something else. */
export function modelsText(models: readonly string[]): string {
  const plain = models.join(",");
  return NEEDS_JSON.test(plain) ? JSON.stringify(models) : plain;
}

/** The same for a line of an `.env` file, where a `#` after a blank would begin a comment. */
export function modelsInEnvFile(models: readonly string[]): string {
  const text = modelsText(models);
  return /\s#/.test(text) ? JSON.stringify(models).replaceAll("#", "\\u0023") : text;
}
