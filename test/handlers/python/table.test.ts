import { python as program } from "../../support/python-environment.ts";
import { python } from "../platforms/python.ts";
import { table } from "../table.ts";
import { wires } from "../wires/index.ts";

table(python, wires, { isSkipped: !program && !process.env.CI });
