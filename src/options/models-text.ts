/**
 * Writes a list of models as one text: with commas, or as a JSON array where the text would be taken for one
 * or would hold the `keepOut` character, which the place where it is to stand cannot hold.
 */
export function modelsText(models: readonly string[], keepOut = ""): string {
  const plain = models.join(",");
  const fits = !plain.startsWith("[") && (keepOut === "" || !plain.includes(keepOut));
  return fits ? plain : escapeIn(JSON.stringify(models), keepOut);
}

function escapeIn(jsonText: string, character: string): string {
  if (character === "") return jsonText;
  return jsonText.replaceAll(character, `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
