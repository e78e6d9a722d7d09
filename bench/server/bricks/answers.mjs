/** The texts of one answer, by the bench's names: "tight 1000", or "paced 120" with the time of each in its place. */
export async function* texts(name) {
  const [kind, count] = name.split(" ");
  for (let number = 0; number < Number(count); number++) {
    if (kind === "paced") await new Promise((resolve) => setTimeout(resolve, 33));
    yield kind === "paced" ? (performance.timeOrigin + performance.now()).toFixed(3) : `token ${number} `;
  }
}
