/** Odd `.env` files, and what the servers of both languages read in them. */
export const oddFiles: [text: string, variables: Record<string, string>, strangeLines?: number[]][] = [
  // Blanks and line ends
  ["", {}],
  ["A=1", { A: "1" }],
  ["A=1\nB=2\n", { A: "1", B: "2" }],
  ["A=1\r\nB=2\r\n", { A: "1", B: "2" }],
  ["A=1\rB=2", { A: "1", B: "2" }],
  ["\n\n  A = 1 \t\n\t\nB\t=\t2", { A: "1", B: "2" }],
  ["A=1 ", { A: "1" }],
  ["A=a  b", { A: "a  b" }],
  ["A=\u00a0\u3000b\u00a0", { A: "b" }],
  ["A=\x85b\x1c", { A: "\x85b\x1c" }],
  ["A=a\u2028b\u0085c\vd", { A: "a\u2028b\u0085c\vd" }],
  // Empty values, and names that come twice
  ["A=\nB=''\nC=\"\"", { A: "", B: "", C: "" }],
  ["A=1\nA=2", { A: "2" }],
  ["A=1\nA=", { A: "" }],
  // Names
  ["a.b=1\na-b=2\n1=3\n_=4", { "a.b": "1", "a-b": "2", "1": "3", _: "4" }],
  ["__proto__=1\nconstructor=2", JSON.parse('{"__proto__":"1","constructor":"2"}')],
  ["export A=1\n export\tB=2\nexport=3\nexport =4", { A: "1", B: "2", export: "4" }],
  ["名=1\nÅ=2\nａ=3", {}, [1, 2, 3]],
  // Comments
  ["# A=1\n  # B=2\n#\nC=3", { C: "3" }],
  ["A=1 # one\nB=2\t#two\nC=3 #", { A: "1", B: "2", C: "3" }],
  ["A=a#b\nB=#c\nC= #d", { A: "a#b", B: "#c", C: "" }],
  ["A=a # b\u2028c\nB=1", { A: "a", B: "1" }],
  ["A='a # b' # c\nB=\"#\"#d\nC=` # `", { A: "a # b", B: "#", C: " # " }],
  // Quotes
  ["A='1'\nB=\"2\"\nC=`3`", { A: "1", B: "2", C: "3" }],
  ["A= ' a ' \nB=\t\" b \"\t", { A: " a ", B: " b " }],
  ['A=\'say "hi"\'\nB="it\'s"\nC=`\'"`', { A: 'say "hi"', B: "it's", C: "'\"" }],
  ['A=it\'s\nB=a"b"', { A: "it's", B: 'a"b"' }],
  ["A='a\nb'\nB=\"c\n\nd\"\nC=1", { A: "a\nb", B: "c\n\nd", C: "1" }],
  ["A='a\r\nb'", { A: "a\nb" }],
  ["A='a\nB=1", { B: "1" }, [1]],
  ["A='tis\nB=1\n# don't", { B: "1" }, [1]],
  ["A='a'b\nB=1", { B: "1" }, [1]],
  ['A="a\\"b"\nB=1', { B: "1" }, [1]],
  // Escapes and expansion
  ["A=\"a\\nb\"\nB='a\\nb'\nC=a\\nb\nD=`a\\nb`", { A: "a\nb", B: "a\\nb", C: "a\\nb", D: "a\\nb" }],
  ['A="a\\tb\\\\c"\nB=C:\\dir\\', { A: "a\\tb\\\\c", B: "C:\\dir\\" }],
  ['A=1\nB=$A\nC="$A"\nD=`$(A)`\nE=%A%', { A: "1", B: "$A", C: "$A", D: "$(A)", E: "%A%" }],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a file
  ['A=1\nB=${A}\nC="${A}"', { A: "1", B: "${A}", C: "${A}" }],
  // Other shapes of values
  ['A=b=c\nB==\nC=a,b\nD=["x","y"]', { A: "b=c", B: "=", C: "a,b", D: '["x","y"]' }],
  ["A=模型，é😀\nB='模型'", { A: "模型，é😀", B: "模型" }],
  // Habits of other programs
  ['set A=1\n$env:B="2"\nC: 3\nD\n"E"=1\n=1\nF=1', { F: "1" }, [1, 2, 3, 4, 5, 6]],
];

type OddValue = [variable: string, text: string, value?: unknown];

/** Texts of a variable, and what the servers of both languages make of it; `undefined` is a fault. */
export const oddValues: OddValue[] = [
  ...[
    "1e3",
    "+5",
    "0x10",
    "１２",
    "1_000",
    "1,000",
    "Infinity",
    "NaN",
    "٣",
    "--1",
    "1.",
    ".5",
    "5 5",
    "1\n2",
  ].map((text): OddValue => ["LLMBRICK_PORT", text]),
  ["LLMBRICK_PORT", "080", 80],
  ["LLMBRICK_PORT", "80.0", 80],
  ["LLMBRICK_PORT", " 81\u00a0", 81],
  ["LLMBRICK_PORT", "'82'", 82],
  ["LLMBRICK_PORT", "' 83 '", 83],
  ["LLMBRICK_PORT", "\x1c84"],
  ["LLMBRICK_PORT", "'85"],
  ["LLMBRICK_PORT", "9".repeat(400)],
  ["LLMBRICK_PORT", `${"9".repeat(400)}.5`],
  ["LLMBRICK_MAX_BODY_BYTES", "9007199254740991", 9007199254740991],
  ["LLMBRICK_MAX_BODY_BYTES", "9007199254740993"],
  ["LLMBRICK_REQUEST_TIMEOUT", "0.5", 0.5],
  ["LLMBRICK_MAX_STREAM_DURATION", "0", 0],
  ["LLMBRICK_MAX_STREAM_DURATION", "86400", 86400],
  ["LLMBRICK_MAX_STREAM_DURATION", "86401"],
  ["LLMBRICK_REQUEST_TIMEOUT", "30.0", 30],
  ["LLMBRICK_REQUEST_TIMEOUT", "1e1"],
  ["LLMBRICK_REQUEST_TIMEOUT", "0.00000000001"],
  ...["true", "TRUE", "1", "yes", "On", "'on'", " on "].map(
    (text): OddValue => ["LLMBRICK_DEBUG_MODE", text, true],
  ),
  ...["false", "0", "NO", "off"].map((text): OddValue => ["LLMBRICK_DEBUG_MODE", text, false]),
  ...["y", "t", "2", "01", "ｏｎ", "disabled"].map((text): OddValue => ["LLMBRICK_DEBUG_MODE", text]),
  ["LLMBRICK_ALLOWED_MODELS", "a, b ,,c,", ["a", "b", "c"]],
  ["LLMBRICK_ALLOWED_MODELS", "'a,b'", ["a", "b"]],
  ["LLMBRICK_ALLOWED_MODELS", "'a', \"b\"", ["a", "b"]],
  ["LLMBRICK_ALLOWED_MODELS", '["a,b"," c "]', ["a,b", " c "]],
  ["LLMBRICK_ALLOWED_MODELS", '["a"] b', ['["a"] b']],
  ["LLMBRICK_ALLOWED_MODELS", "[NaN]", ["[NaN]"]],
  ["LLMBRICK_ALLOWED_MODELS", "[1]"],
  ["LLMBRICK_ALLOWED_MODELS", "[]"],
  ["LLMBRICK_ALLOWED_MODELS", "[".repeat(100_000), ["[".repeat(100_000)]],
  ["LLMBRICK_ALLOWED_MODELS", "模型\u3000", ["模型"]],
  ["LLMBRICK_ALLOWED_MODELS", "\x1fa\x85", ["\x1fa\x85"]],
  ["LLMBRICK_ALLOWED_MODELS", ","],
  ["LLMBRICK_API_KEYS", "a,b", ["a", "b"]],
  ["LLMBRICK_API_KEYS", "['']", ["['']"]],
  ...["", "''", ",", " ", " , ", "[]", "[ ]", "' '", "a b", "鑰", "a\nb"].map(
    (text): OddValue => ["LLMBRICK_API_KEYS", text],
  ),
  ["LLMBRICK_HOST", "::1", "::1"],
  ["LLMBRICK_HOST", "主機"],
  ["LLMBRICK_HOST", "a b"],
  ["LLMBRICK_PREFIX", "api/", "/api"],
  ["LLMBRICK_PREFIX", "/", ""],
  ["LLMBRICK_PREFIX", "/中"],
  ["LLMBRICK_CHAT_COMPLETIONS_PATH", "/it's", "/it's"],
  ["LLMBRICK_ALLOWED_HOSTS", "A.example,[::1]", ["A.example", "[::1]"]],
  ["LLMBRICK_ALLOWED_HOSTS", "主機"],
  ["LLMBRICK_CORS_ORIGINS", "https://a.example:81", ["https://a.example:81"]],
  ["LLMBRICK_CORS_ORIGINS", "https://a.example\u3000x"],
  ["LLMBRICK_CORS_ORIGINS", "null"],
  ["NODE_ENV", "production", false],
  ["NODE_ENV", "'production'", false],
  ["NODE_ENV", "production ", false],
  ["NODE_ENV", "Production", true],
];

/** The name of a variable's setting in a configuration of JavaScript. */
export function settingOf(variable: string): string {
  if (variable === "NODE_ENV") return "debugMode";
  const name = variable.replace("LLMBRICK_", "").toLowerCase();
  return name.replace(/_(.)/g, (_match, letter: string) => letter.toUpperCase());
}
