/** Goes before a handler of somebody's: takes from it what sends signals, which no permission of Node's is for. */
import { syncBuiltinESMExports } from "node:module";

for (const name of ["kill", "_kill", "_debugProcess", "_debugEnd"]) Reflect.deleteProperty(process, name);
syncBuiltinESMExports();
