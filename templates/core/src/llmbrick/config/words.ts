/**
 * What the server says to whoever starts it, in the project's language. Answers to clients are not here: they are
 * the protocol's, and the same everywhere.
 */
export const words = {
  listening: (address: string) => `Listening on ${address}`,
  alsoListening: (address: string) => `  also on ${address}`,
  openToAll:
    "Whoever can reach this address may use your model, at your expense: set LLMBRICK_API_KEYS, in the environment or in .env, so that requests need a key.",

  // The file .env
  envFileFault: (path: string, reason: string) => `The server can't start: ${path} can't be used: ${reason}`,
  notAFile: "it is not a file.",
  notUtf8: "it is not text in UTF-8. Open it in an editor and save it as UTF-8.",
  tooLong: (bytes: number) => `it is longer than ${bytes} bytes.`,
  strangeLines: (lines: number[]) =>
    `these lines set nothing: ${lines.join(", ")}. Write NAME=value, without "set" or "$env:", and end what is in quotes.`,

  // The settings
  cannotStart: "The server can't start with this configuration:",
  isBad: (source: string, value: string, expected: string) => `${source} is ${value}: expected ${expected}`,
  hidden: "[hidden]",
  notASetting: (name: string) => `config.${name} is not a setting of this server`,
  keysInFile: "config.apiKeys: keys come from LLMBRICK_API_KEYS, never from a file",
  halfOfTls: "sslKeyfile and sslCertfile: expected both, or neither",
  badTls: (key: string, certificate: string, reason: string) =>
    `sslKeyfile is "${key}" and sslCertfile is "${certificate}": expected a key and its certificate in PEM. ${reason}`,
  logLost: (reason: string) => `The log can't be written (${reason}): the server goes on without it`,
  unknownVariable: (name: string) => `${name} is not a variable of this server`,
  expected: {
    integer: (min: number, max: number) => `a whole number from ${min} to ${max}`,
    seconds: (min: number, max: number) => `a number of seconds from ${min} to ${max}`,
    flag: "true or false",
    host: "a host name or an IP address",
    path: "a URL path",
    file: "a file's path",
    models: "one model or more, with commas between them",
    hosts: "host names, with commas between them",
    origins: "origins such as https://app.example.com, with commas between them",
    keys: "keys of printable ASCII characters without spaces, with commas between them",
  },

  // The address. The source is where its value comes from: a variable, or a field of the configuration.
  portInUse: (host: string, port: number, source: string, other: number) =>
    `Port ${port} of ${host} is in use by another program. It comes from ${source}. Stop that program, or set LLMBRICK_PORT to another port, such as ${other}, in the environment or in .env.`,
  portForbidden: (port: number, source: string) =>
    `This user may not listen on port ${port}. It comes from ${source}. Set LLMBRICK_PORT to one from 1024 up, in the environment or in .env.`,
  portReserved: (port: number, source: string) =>
    `Windows has reserved port ${port}, or another program holds it. It comes from ${source}. Set LLMBRICK_PORT to another, in the environment or in .env; this shows which ones are reserved: netsh int ipv4 show excludedportrange protocol=tcp`,
  notOurAddress: (host: string, source: string) =>
    `${host} is not an address of this machine. It comes from ${source}. Set LLMBRICK_HOST to one that is, such as 127.0.0.1, in the environment or in .env.`,
  unknownHost: (host: string, source: string) =>
    `The host name ${host} is not known. It comes from ${source}. Set LLMBRICK_HOST to an address of this machine, such as 127.0.0.1, in the environment or in .env.`,
  cannotListen: (host: string, port: number, reason: string) =>
    `The server can't listen on ${host}, port ${port}: ${reason}`,
};
