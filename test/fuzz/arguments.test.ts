import { fuzz, playAndJudge } from "./fuzz.ts";
import { argumentLists } from "./words.ts";

fuzz("argument lists", argumentLists, (argv) => playAndJudge({ argv }), { reached: [0, 2, 3, 7] });
