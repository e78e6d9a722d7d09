import type { Case } from "../case.ts";
import { answers } from "./answers.ts";
import { failures } from "./failures.ts";
import { leaving } from "./leaving.ts";
import { requests } from "./requests.ts";
import { strangers } from "./strangers.ts";

export const cases: readonly Case[] = [...answers, ...failures, ...requests, ...strangers, ...leaving];
