import { execFileSync } from "node:child_process";
import { execa } from "execa";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { ConversationRequest } from "../../templates/runtime/src/llmbrick/types.ts";
import { lacks } from "../support/needed-programs.ts";
import { findPython } from "../support/python-environment.ts";
import { describeInChromium, open } from "./page.ts";

type Snippet = (url: string, request: object, withKey: boolean) => string;

const module = "../../templates/page/public/page/snippets.js";
const { snippets }: { snippets: Record<"curl" | "fetch" | "python", Snippet> } = await import(module);

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

test("the fetch code sends the request as it is", async () => {
  const AsyncFunction = (async () => {}).constructor as new (
    ...names: string[]
  ) => (...values: unknown[]) => Promise<void>;
  const run = async (request: object, withKey: boolean) => {
    let sent: { url: string; init: RequestInit & { headers: Record<string, string> } } | undefined;
    const fake = (address: string, init: never) => {
      sent = { url: address, init };
      return { body: new Response("data: 1\n\n").body };
    };
    const printed: string[] = [];
    await new AsyncFunction("fetch", "console", "process", snippets.fetch(url, request, withKey))(
      fake,
      { log: (text: string) => printed.push(text) },
      { env: { API_KEY: "key" } },
    );
    expect(printed).toEqual(["data: 1\n\n"]);
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
