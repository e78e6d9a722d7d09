import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { ensureDir, outputFile } from "fs-extra/esm";
import type { Differences } from "../conformance/differences.ts";
import { ofPython } from "../test/python/allowed.ts";
import { pythonFiles } from "../test/support/python.ts";
import { findPython } from "../test/support/python-environment.ts";

/** A server that runs the application of a generated Python project. */
export interface AsgiServer {
  name: string;
  /** Below the environment's programs, with "PORT" for the port. */
  command: readonly string[];
  /** What the protocol wants, and it does otherwise. */
  differences: Differences;
}

const shared: Differences = {
  ...ofPython,
  "a busy port stops the start: one message that says so, exit code 1": {
    reason: "its command says where it listens, and not the project's settings",
    shows: /Missing expected rejection/,
  },
};
const secondSignal = "a second signal ends the process at once, with 128 and its number";
const firstSignal =
  "SIGTERM: readyz says draining, nothing new comes in, open streams may finish, exit code 0";
const wholeUrl = "a whole URL as request target is served as its path, and its host is the one that counts";
const offers = "an offer of HTTP/2 or of a web socket is answered as if it were not there, body and all";
const idle = "an idle connection may live longer than a load balancer's 60 s";
const slow = "slow headers and slow bodies are cut with 408 within 15 s";
const goesByHost = { reason: "it goes by the Host header", shows: /403 !== 200/ };
const shortLived = {
  reason: "it closes idle connections sooner",
  shows: /^HTTP\/1\.1 200 (?![\s\S]*keep-alive)/,
};
const cutsSilently = { reason: "it cuts them without an answer", shows: /408[\s\S]*''/ };
const refusesSockets = { reason: "it refuses web sockets", shows: /403/ };
const closesHalf = { reason: "it closes connections with half a request", shows: /^Closed without/ };

const uvicorn = ["uvicorn", "server:app", "--port", "PORT"];
const limited = [
  ...["--http", "hardening.connections:LimitedProtocol", "--ws", "none", "--timeout-keep-alive", "75"],
  ...["--header", "Keep-Alive:timeout=75", "--timeout-graceful-shutdown", "11"],
];

/** All that are tested, with the options that the README of a project gives. */
export const asgiServers: readonly AsgiServer[] = [
  {
    name: "uvicorn-limited",
    command: [...uvicorn, ...limited],
    differences: {
      ...shared,
      [firstSignal]: { reason: "uvicorn ends by the signal that it got", shows: /143 !== 0/ },
      [secondSignal]: {
        reason: "uvicorn takes a second SIGINT for haste, not for the end",
        shows: /0 !== 130/,
      },
    },
  },
  {
    name: "uvicorn",
    command: uvicorn,
    differences: {
      ...shared,
      [firstSignal]: closesHalf,
      [secondSignal]: {
        reason: "uvicorn takes a second SIGINT for haste, not for the end",
        shows: /0 !== 130/,
      },
      [wholeUrl]: goesByHost,
      [offers]: { reason: "it loses the body where HTTP/2 is offered", shows: /422/ },
      [idle]: shortLived,
      [slow]: { reason: "it has no limit on them", shows: /No result within/ },
    },
  },
  {
    name: "hypercorn",
    command: ["hypercorn", "server:app", "--bind", "127.0.0.1:PORT"],
    differences: {
      ...shared,
      "a bad configuration stops the start: one message with every fault, exit code 1": {
        reason: "it ends with 0",
        shows: /0 !== 1/,
      },
      [firstSignal]: closesHalf,
      [secondSignal]: { reason: "it ends with 0", shows: /0 !== 143/ },
      [wholeUrl]: goesByHost,
      [offers]: refusesSockets,
      [idle]: shortLived,
      [slow]: cutsSilently,
    },
  },
  {
    name: "granian",
    command: ["granian", "--interface", "asgi", "--port", "PORT", "server:app"],
    differences: {
      ...shared,
      [secondSignal]: { reason: "it ends with 0", shows: /0 !== 143/ },
      [wholeUrl]: goesByHost,
      [offers]: refusesSockets,
      [idle]: shortLived,
      [slow]: cutsSilently,
    },
  },
];

/** Installs the servers and what a project needs below `.cache`, and gives the folder of their programs. */
export async function installServers(): Promise<string> {
  const found = findPython();
  if (!found) throw new Error("There is no Python 3.10 or later with venv.");
  const folder = fileURLToPath(new URL("../.cache/asgi", import.meta.url));
  await ensureDir(folder);
  await outputFile(`${folder}/project/pyproject.toml`, pythonFiles().get("pyproject.toml") ?? "");
  const run = execa({ stdio: "inherit" });
  await run`${found} -m venv ${folder}/venv`;
  await run`${folder}/venv/bin/python -m pip install --quiet -e ${folder}/project hypercorn granian`;
  return `${folder}/venv/bin`;
}
