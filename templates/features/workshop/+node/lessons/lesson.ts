/** The lessons: `node lessons/lesson.ts` shows the one at hand and checks your handler at each save. */
import { main } from "./run/main.ts";

await main(process.argv.slice(2));
