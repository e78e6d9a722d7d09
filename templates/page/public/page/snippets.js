// The request as code that sends it. An API key is not part of it: it is read from the environment.

/** In characters. Linux takes no argument over 128 KiB, so a longer body goes through a pipe. */
const LONGEST = 40_000;

export const snippets = {
  curl(url, request, withKey) {
    const body = quote(JSON.stringify(request));
    const piped = body.length > LONGEST;
    const key = withKey ? ' \\\n  -H "Authorization: Bearer $API_KEY"' : "";
    return `${piped ? `printf %s ${body} | ` : ""}curl -N ${quote(url)} \\
  -H 'Accept: text/event-stream' \\
  -H 'Content-Type: application/json'${key} \\
  ${piped ? "--data-binary @-" : `--data-raw ${body}`}
`;
  },

  powershell(url, request, withKey) {
    // A here-string is taken as it is; its end would be a line that begins with a quote.
    const key = withKey ? ' -H "Authorization: Bearer $env:API_KEY"' : "";
    return `$OutputEncoding = [Console]::OutputEncoding = [Text.UTF8Encoding]::new($false)
@'
${JSON.stringify(request).replace(/[\u007f-\u009f\u2028\u2029]/g, escaped)}
'@ | curl.exe -N ${quotePowerShell(url)} -H 'Accept: text/event-stream' -H 'Content-Type: application/json'${key} --data-binary '@-'
`;
  },

  fetch(url, request, withKey, reading = llmbrick) {
    const key = withKey ? '\n    Authorization: "Bearer " + process.env.API_KEY,' : "";
    return `const response = await fetch(${JSON.stringify(url)}, {
  method: "POST",
  headers: {
    Accept: "text/event-stream",
    "Content-Type": "application/json",${key}
  },
  body: JSON.stringify(${literal(request, toJavaScript, "  ")}),
});
if (!response.ok) throw new Error("HTTP " + response.status + ": " + (await response.text()));

const reader = response.body.getReader();
const decoder = new TextDecoder();
let rest = "";
let last;
for (;;) {
  const { done, value } = await reader.read();
  if (done) break;
  const lines = (rest + decoder.decode(value, { stream: true })).split("\\n");
  rest = lines.pop();
  for (const line of lines) {
    if (!line.startsWith("data:")) continue;
${reading.frame}
  }
}
${reading.end}
`;
  },

  python(url, request, withKey) {
    const key = withKey ? '\n        "Authorization": "Bearer " + os.environ["API_KEY"],' : "";
    return `import json, os, urllib.request

request = urllib.request.Request(
    ${JSON.stringify(url)},
    data=json.dumps(${literal(request, toPython, "    ")}).encode(),
    headers={
        "Accept": "text/event-stream",
        "Content-Type": "application/json",${key}
    },
)
for line in urllib.request.urlopen(request):
    print(line.decode(), end="")
`;
  },
};

/** How code reads one frame, in `line`, and tells by the last one whether the answer was cut. */
const llmbrick = {
  frame: `    last = JSON.parse(line.slice(5));
    if (last.error) throw new Error(last.error + ": " + last.details);
    console.log(last.text ?? "");`,
  end: 'if (last?.progress !== "DONE") throw new Error("The answer ended without DONE");',
};

/** One word of a POSIX shell, whatever the text holds. */
const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** One word of PowerShell, which takes typographic quotes for straight ones. */
const quotePowerShell = (text) => `'${text.replace(/['\u2018-\u201b]/g, "$&$&")}'`;

/** A character as JSON spells it: a terminal may act on some of those that JSON leaves as they are. */
const escaped = (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;

const toJavaScript = { '"__proto__":': '["__proto__"]:' };
const toPython = { true: "True", false: "False", null: "None" };

/** The request as a literal of a language that spells some keys, or words outside of strings, in its own way. */
const literal = (request, words, indent) =>
  JSON.stringify(request, null, indent)
    .replace(/"(?:[^"\\]|\\.)*"?:?|true|false|null/g, (token) => words[token] ?? token)
    .replaceAll("\n", `\n${indent}`);
