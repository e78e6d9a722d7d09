import { execFileSync } from "node:child_process";
import { execa } from "execa";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { ConversationRequest } from "../../templates/core/src/llmbrick/types.ts";
import { lacks } from "../support/needed-programs.ts";
import { findPython } from "../support/python-environment.ts";
import { describeInChromium, open } from "./page.ts";

type Snippet = (url: string, request: object, withKey: boolean) => string;

const module = "../../templates/page/public/page/snippets.js";
const { snippets }: { snippets: Record<"curl" | "powershell" | "fetch" | "python", Snippet> } = await import(
  module
);

const url = "http://127.0.0.1:9000/it's/$HOME/`x`";
const hostile = `it's "quoted" \\ back\\slash $HOME \`id\` $(id) !! %s %d {{x}} \${y} # \u2028 \u0000 \ud800 <img src=x> 你好 😀\nnew line\r\n--data @file`;

/** Any JSON object that holds text of every kind. */
const anyRequest = fc.record({
  model: fc.string({ unit: "binary" }),
  messages: fc.array(fc.record({ role: fc.string(), content: fc.string({ unit: "binary" }) })),
  tools: fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 3 }),
});

/** Runs a snippet in a shell whose curl prints its arguments and its input instead of sending them. */
function runCurl(snippet: string): { args: string[]; input: string } {
  const fakeCurl = `curl() { printf '%s\\0' "$@"; case "$*" in *@-) cat ;; esac; }\n`;
  const output = execFileSync("sh", ["-s"], { input: `set -f\n${fakeCurl}${snippet}`, encoding: "utf8" });
  const parts = output.split("\0");
  return { args: parts.slice(0, -1), input: parts.at(-1) ?? "" };
}

const bodyOf = ({ args, input }: { args: string[]; input: string }) =>
  JSON.parse(args.includes("--data-binary") ? input : (args.at(-1) ?? ""));

test("the curl command is one that a shell takes word for word, whatever the request holds", () => {
  const request = { model: hostile, messages: [{ role: "user", content: hostile }] };
  const { args } = runCurl(snippets.curl(url, request, false));
  expect(args).toEqual([
    "-N",
    url,
    "-H",
    "Accept: text/event-stream",
    "-H",
    "Content-Type: application/json",
    "--data-raw",
    JSON.stringify(request),
  ]);

  fc.assert(
    fc.property(anyRequest, (any) => {
      expect(bodyOf(runCurl(snippets.curl(url, any, false)))).toEqual(JSON.parse(JSON.stringify(any)));
    }),
    { numRuns: 100 },
  );
});

test("the curl command carries a body that is longer than an argument may be", () => {
  const request = { messages: [{ role: "user", content: "it's 中文 ".repeat(50_000) }] };
  const ran = runCurl(snippets.curl(url, request, false));
  expect(ran.args).toContain("--data-binary");
  expect(bodyOf(ran)).toEqual(request);
});

test("the curl command takes an API key from the environment", () => {
  const snippet = `API_KEY="se'cret"\n${snippets.curl(url, {}, true)}`;
  expect(runCurl(snippet).args).toContain("Authorization: Bearer se'cret");
});

/**
 * Takes a snippet apart as PowerShell does: what goes through the pipe, and the words of the command after it. In
 * a here-string nothing counts but a line that begins with a quote and an at sign; typographic quotes are quotes.
 */
function readPowerShell(snippet: string): { input: string; words: string[] } {
  const [, input = "", command = ""] =
    /^[^\n]+\n@'\n([\s\S]*?)\n['\u2018-\u201b]@ \| ([\s\S]*)\n$/.exec(snippet) ?? [];
  const words = Array.from(
    command.matchAll(
      /['\u2018-\u201b]((?:[^'\u2018-\u201b]|['\u2018-\u201b]{2})*)['\u2018-\u201b]|"([^"]*)"|(\S+)/g,
    ),
    ([, single, double, bare]) =>
      single?.replaceAll(/(['\u2018-\u201b])\1/g, "$1") ??
      double?.replaceAll("$env:API_KEY", "se cret") ??
      bare ??
      "",
  );
  return { input, words };
}

test("the PowerShell command gives curl the request in a pipe, where no version of it changes a letter", () => {
  const words = [
    "curl.exe",
    "-N",
    url,
    "-H",
    "Accept: text/event-stream",
    "-H",
    "Content-Type: application/json",
  ];
  const snippet = snippets.powershell(url, { model: hostile }, false);
  expect(readPowerShell(snippet).words).toEqual([...words, "--data-binary", "@-"]);
  // Windows PowerShell 5.1 sends ASCII to programs unless told otherwise, and a console shows a code page.
  expect(snippet.split("\n")[0]).toBe(
    "$OutputEncoding = [Console]::OutputEncoding = [Text.UTF8Encoding]::new($false)",
  );
  const withKey = readPowerShell(snippets.powershell("http://x/\u2019y", {}, true)).words;
  expect(withKey).toContain("http://x/\u2019y");
  expect(withKey).toContain("Authorization: Bearer se cret");

  fc.assert(
    fc.property(anyRequest, (any) => {
      const request = { ...any, system: `\n'@ \u2019@\n${hostile}` };
      const snippet = snippets.powershell(url, request, false);
      const { input, words } = readPowerShell(snippet);
      expect(JSON.parse(input)).toEqual(JSON.parse(JSON.stringify(request)));
      expect(words).toHaveLength(9);
      expect(snippet).not.toMatch(/[\0-\t\v-\x1f\x7f-\x9f\u2028\u2029]/);
    }),
    { numRuns: 100 },
  );
});

test("the fetch code sends the request as it is", async () => {
  const AsyncFunction = (async () => {}).constructor as new (
    ...names: string[]
  ) => (...values: unknown[]) => Promise<void>;
  const event = { text: "Hello", progress: "DONE" };
  const run = async (request: object, withKey: boolean, answer = `data: ${JSON.stringify(event)}\n\n`) => {
    let sent: { url: string; init: RequestInit & { headers: Record<string, string> } } | undefined;
    const fake = (address: string, init: never) => {
      sent = { url: address, init };
      return new Response(answer);
    };
    const printed: string[] = [];
    await new AsyncFunction("fetch", "console", "process", snippets.fetch(url, request, withKey))(
      fake,
      { log: (text: string) => printed.push(text) },
      { env: { API_KEY: "key" } },
    );
    expect(printed).toEqual(["Hello"]);
    return sent;
  };

  const proto = JSON.parse('{"tools":[{"__proto__":{"x":1}}],"model":"\\"__proto__\\": "}');
  expect(JSON.parse(String((await run(proto, false))?.init.body))).toEqual(proto);
  const sent = await run({ model: hostile }, true);
  expect(sent?.url).toBe(url);
  expect(sent?.init.method).toBe("POST");
  expect(sent?.init.headers).toEqual({
    Accept: "text/event-stream",
    "Content-Type": "application/json",
    Authorization: "Bearer key",
  });
  // Safari has no loop over a stream; and what ends early is an error.
  expect(snippets.fetch(url, {}, false)).not.toContain("await (const");
  const half = 'data: {"text":"Hello","progress":"IN_PROGRESS"}\n\n';
  await expect(run({}, false, half)).rejects.toThrow("The answer ended without DONE");
  await expect(run({}, false, 'data: {"error":"E","details":"d"}\n\n')).rejects.toThrow("E: d");
  await fc.assert(
    fc.asyncProperty(anyRequest, async (request) => {
      const body = String((await run(request, false))?.init.body);
      expect(JSON.parse(body)).toEqual(JSON.parse(JSON.stringify(request)));
    }),
    { numRuns: 100 },
  );
});

test.skipIf(lacks("Python 3.10 with venv"))("the Python code sends the request as it is", async () => {
  const requests = [
    { model: hostile, tools: [true, false, null, "true null", 1e21, -0.5] },
    ...fc.sample(anyRequest, 50),
  ];
  const program = `import io, json, os, sys, urllib.request
def urlopen(request):
    print(json.dumps([request.full_url, json.loads(request.data), dict(request.headers)]))
    return io.BytesIO()
urllib.request.urlopen = urlopen
os.environ["API_KEY"] = "key"
for code in json.load(sys.stdin): exec(compile(code, "snippet", "exec"), {})
`;
  const { stdout } = await execa(String(findPython()), ["-c", program], {
    input: JSON.stringify(
      requests.map((request) => snippets.python("http://127.0.0.1:9000/x", request, true)),
    ),
  });
  const sent = stdout.split("\n").map((line) => JSON.parse(line));
  expect(sent.map(([, body]) => body)).toEqual(
    requests.map((request) => JSON.parse(JSON.stringify(request))),
  );
  expect(sent[0][0]).toBe("http://127.0.0.1:9000/x");
  expect(sent[0][2]).toMatchObject({ Accept: "text/event-stream", Authorization: "Bearer key" });
});

describeInChromium("the copied code", () => {
  test.skipIf(lacks("curl"))("asks the server what the page asks it", async () => {
    const requests: ConversationRequest[] = [];
    const { page, field, button, send } = await open({
      async *handler(request) {
        requests.push(request);
        yield { id: "1", type: "done", progress: "DONE" };
      },
    });
    await field("Message 1").fill("it's $HOME & `x`\n你好");
    await send();

    await button("Copy as curl").click();
    await page.getByText("Copied", { exact: true }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const { stdout } = await execa("sh", ["-c", copied]);
    expect(stdout).toContain('"progress":"DONE"');
    expect(requests[1]).toEqual(requests[0]);
  });

  test("is copied on plain HTTP from another host too, and the focus stays", async () => {
    const { page, button } = await open();
    await page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
    await page.reload();
    await page.locator("main:not([inert])").waitFor();
    await button("Copy as Python").click();
    await page.getByText("Copied", { exact: true }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Copy as Python");

    await page.evaluate(() => {
      const paste = document.createElement("textarea");
      document.body.append(paste);
      paste.focus();
    });
    await page.keyboard.press("Control+V");
    expect(await page.locator("body > textarea").inputValue()).toContain("import json");
  });
});
