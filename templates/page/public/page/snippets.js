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

  fetch(url, request, withKey) {
    const key = withKey ? '\n    Authorization: "Bearer " + process.env.API_KEY,' : "";
    return `const response = await fetch(${JSON.stringify(url)}, {
  method: "POST",
  headers: {
    Accept: "text/event-stream",
    "Content-Type": "application/json",${key}
  },
  body: JSON.stringify(${literal(request, toJavaScript, "  ")}),
});
for await (const text of response.body.pipeThrough(new TextDecoderStream())) console.log(text);
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

/** One word of a POSIX shell, whatever the text holds. */
const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;

const toJavaScript = { '"__proto__":': '["__proto__"]:' };
const toPython = { true: "True", false: "False", null: "None" };

/** The request as a literal of a language that spells some keys, or words outside of strings, in its own way. */
const literal = (request, words, indent) =>
  JSON.stringify(request, null, indent)
    .replace(/"(?:[^"\\]|\\.)*"?:?|true|false|null/g, (token) => words[token] ?? token)
    .replaceAll("\n", `\n${indent}`);
