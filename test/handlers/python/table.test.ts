import { python as program } from "../../support/python-environment.ts";
import { python } from "../platforms/python.ts";
import { table } from "../table.ts";

table(python, { isSkipped: !program && !process.env.CI });
