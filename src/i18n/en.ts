import { featureTitles } from "../features/rules.ts";

/** Some paths, as many as one reads. */
const listed = (paths: readonly string[]): string =>
  paths.length > 8 ? `${paths.slice(0, 7).join(", ")} and ${paths.length - 7} more` : paths.join(", ");

/** All words in English. Where a table of options or commands asks for a word that is not here, nothing compiles. */
export const en = {
  /** One line for each option, in the help, the schema and the README. */
  options: {
    directory: "folder of the project; `.` is the current one",
    ifExists:
      "when the folder is not empty: stop, merge (add what is missing) or overwrite (replace generated files)",
    name: "package name",
    framework: "framework of the server",
    language: "language of the code",
    handler: "what answers a request",
    features: "what the project has beyond the bare server",
    host: "address to listen on",
    port: "port to listen on",
    models: "models that requests may name",
    maxMessageLength: "longest message, in characters",
    maxMessagesCount: "most messages in one request",
    requestTimeout: "seconds to wait for the handler's next event",
    maxConcurrentConnections: "most streams at the same time",
    prefix: "URL path before the endpoint's own",
    path: "URL path of the endpoint",
    debug: "debug mode: clients see the messages of errors",
    requestLogging: "one log line for each request",
    validationDetails: "clients see which rule a request broke",
    testPage: "test page at `/`",
    lang: "language of prompts, messages, README, comments and test page",
    packageManager: "package manager to install with",
    install: "install the dependencies",
    git: "make a git repository with a first commit, unless inside one or git is not there",
    verify:
      "after the install, start the server on a free port, send it a request, and stop it; `--verify=deploy`: then stream through nginx and Caddy, by the files of deploy/",
  },

  controls: {
    answers: "take options from a JSON file; `-` is standard input",
    key: "the server's API key; `-` is standard input, and LLMBRICK_API_KEY is better than either",
    model: "a model that the server allows, where it does not say so itself",
    only: "check these sections alone: 3, or 3.9,4",
    into: "the folder of the project, or of the application; else the current one",
    diff: "show what would change in each file, write nothing",
    force: "go on although git has uncommitted changes",
    undo: "put back what the last update or add has changed",
    csv: "print a table for a spreadsheet",
    yes: "ask nothing: what is not given takes its default",
    dryRun: "show what would be written, write nothing",
    json: "print one JSON document, ask nothing",
    debugCli: "show the stack of an error in this program",
    help: "show this help",
    version: "show the version",
  },

  commands: {
    add: "add features to a project, change its handler, take out a feature (-name), or put the endpoint into an application",
    update: "bring a project to this version, and keep what you have changed in it",
    list: "list the frameworks, languages, handlers, features and options",
    doctor: "check what projects need on this machine: programs, port, network, disk",
    grade: "run the lessons that a class has handed in again, and give points for them",
    check: "hold a server that runs to the protocol, by the clauses that this project's own tests run",
    completion: "print a script for bash, zsh, fish or powershell that completes this command line",
  },

  questions: {
    directory: "Project folder",
    ifExists: "The folder is not empty",
    framework: "Framework",
    language: "Language",
    handler: "What answers?",
    features: "What else?",
    host: "Host to listen on",
    port: "Port",
    models: "Models, with commas between them",
    maxMessageLength: "Longest message, in characters",
    maxMessagesCount: "Most messages in one request",
    requestTimeout: "Seconds to wait for the handler's next event",
    maxConcurrentConnections: "Most streams at the same time",
    testPage: "Add the test page?",
    install: "Install the dependencies?",
    git: "Make a git repository with a first commit?",
    limits: (limits: string) => `Keep the default limits (${limits})?`,
  },

  limits: (length: number, count: number, timeout: number, streams: number) =>
    `${length} characters a message, ${count} messages, ${timeout} s, ${streams} streams`,

  /** The keys, below a question. */
  hints: {
    comma: ", ",
    next: "Enter: confirm",
    back: "Esc: back",
    cancel: "Ctrl-C: cancel",
    choose: (keys: string) => `${keys}: choose`,
    move: (keys: string) => `${keys}: move`,
    tick: "Space: tick",
    all: "a: all or none",
    edit: "Tab: edit",
    backWord: (word: string) => ` (${word} goes back)`,
    number: (count: number) => `A number from 1 to ${count}, please.`,
    numbers: (count: number) => `Numbers from 1 to ${count} with commas between them; 0 is none.`,
  },

  /** All choices before anything is written. */
  review: {
    title: "Your project",
    question: "Is this right?",
    create: "Yes, create it",
    blocked: "This can't be written yet. What now?",
    again: "Look again: it is put right",
    change: "Change an answer",
    cancel: "Cancel: write nothing",
    which: "Which answer?",
    yes: "yes",
    no: "no",
    ownLimits: "your own, below",
    files: "Files",
    counts: {
      create: (count: number) => `${count} new`,
      overwrite: (count: number) => `${count} overwritten`,
      keep: (count: number) => `${count} kept as they are`,
      same: (count: number) => `${count} the same already`,
      merge: (count: number) => `${count} merged`,
      conflict: (count: number) => `${count} in conflict`,
      delete: (count: number) => `${count} deleted`,
    },
  },

  /** Short names of the answers, in the review. */
  labels: {
    directory: "Folder",
    ifExists: "Existing folder",
    name: "Package name",
    framework: "Framework",
    language: "Language",
    handler: "Handler",
    features: "Features",
    host: "Host",
    port: "Port",
    models: "Models",
    limits: "Limits",
    maxMessageLength: "Longest message",
    maxMessagesCount: "Most messages",
    requestTimeout: "Timeout (s)",
    maxConcurrentConnections: "Most streams",
    prefix: "URL prefix",
    path: "URL path",
    debug: "Debug mode",
    requestLogging: "Request log",
    validationDetails: "Error details",
    testPage: "Test page",
    lang: "Words in",
    packageManager: "Package manager",
    install: "Install",
    git: "Git repository",
    verify: "Verification",
  },

  /** Titles of choices that do not speak for themselves. */
  titles: {
    node: "node (no dependencies)",
    llmbrick: "llmbrick (Python, about 110 packages of 650 MB)",
    hello: "hello (says Hello World, without a model)",
    mock: "mock (plays a model: no key, no network, faults on demand)",
    openai: "openai (OpenAI's API, and every server that speaks it)",
    anthropic: "anthropic (Claude, by Anthropic's API)",
    gemini: "gemini (Google's models)",
    ollama: "ollama (open models on a machine of yours, run by Ollama; no key)",
    brick: "brick (LLMBrick's own services over gRPC: guard, retrieval, llm; mocks without a key)",
    ts: "TypeScript",
    js: "JavaScript",
    error: "Stop",
    merge: "Merge: add what is missing, touch nothing that is there",
    overwrite: "Overwrite: replace the files that are generated, keep the rest",
    ...featureTitles("en"),
  },

  /** What a text may be. */
  texts: {
    directory: "a folder's path, not blank and without control characters",
    name: "an npm package name: lower case letters, digits, `-`, `.`, `_`, `~`, at most 214 characters",
    host: "a host name, an IPv4 address or an IPv6 address without brackets",
    models:
      "one model or more, each of 1 to 200 characters, without commas, control characters, or spaces at the ends",
    prefix: "a URL path such as /api, or nothing",
    path: "a URL path such as /chat/completions",
  },

  values: {
    choice: (choices: readonly string[]) => choices.join(", "),
    set: {
      text: (choices: readonly string[]) => `any of ${choices.join(", ")}, with commas between them`,
      json: (choices: readonly string[]) => `a list of any of ${choices.join(", ")}`,
    },
    none: "none",
    integer: (min: number, max: number) => `a whole number from ${min} to ${max}`,
    switch: (words: readonly string[]) => words.join(words.length > 2 ? ", " : " or "),
    /** How that is written: as a flag's value, and in JSON. */
    digits: ", in digits",
    unquoted: ", without quotes",
    asList: ', as a list: ["gpt-4o"]',
  },

  /** The values of the controls that take any. */
  controlTexts: {
    answers: "a file, or - for standard input",
    key: "printable characters without blanks, or - for standard input",
    model: "a model's name",
    only: "sections, with commas between them",
    into: "a folder's path",
  },

  defaults: {
    name: "from the folder",
    models: "gpt-4o,claude-3, or what the handler proposes",
    lang: "from LC_ALL, LC_MESSAGES, LANG, or what Windows or macOS is set to; else en",
    packageManager: "the one that started this, else npm",
  },

  problems: {
    unknown: (label: string) => `${label}: there is no such option.`,
    unknownKey: (key: string, word: string, suggestion: string) =>
      `${word}: there is no option ${key}.${suggestion} A folder of that name is written ./${word}.`,
    repeated: (label: string) => `${label} is there more than once.`,
    noValue: (label: string, allowed: string) => `${label} needs a value: ${allowed}.`,
    notAllowed: (label: string, value: string, allowed: string) =>
      `${label}: ${value} is not allowed. Allowed: ${allowed}.`,
    twice: (label: string, value: string) => `${label}: ${value} is given twice.`,
    taken: (label: string, value: string) =>
      `${label}: the server itself needs the route ${value}. Choose another path or prefix.`,
    notWith: (label: string, value: string, framework: string) =>
      `${label}: ${value} is not allowed with the framework ${framework}, which leaves no choice. Leave it out.`,
    /** What is said of a set as a whole. */
    about: (label: string, message: string) => `${label}: ${message}`,
    needsInstall: (label: string) =>
      `${label}: a server can't start without the packages that --no-install leaves out. Leave out one of the two.`,
    badName: (label: string, part: string, reason: string) => `${label}: ${part} is not allowed. ${reason}`,
    surplus: (value: string) => `${value}: one folder is enough, and this is another word.`,
    surplusWord: (command: string, value: string) =>
      `${value}: the command ${command} takes no such word. A folder of that name is written ./${command}.`,
    surplusOperand: (command: string, value: string, operand: string) =>
      `${value}: the command ${command} takes one ${operand}, and this is another word.`,
    unknownCommand: (value: string) =>
      `${value}: there is no such command, and for a folder's name one word is enough.`,
    notForCommand: (label: string, command: string, allowed: string) =>
      `${label}: the command ${command} has no use for it. It takes: ${allowed}.`,
    onlyForCommands: (label: string, commands: string) =>
      `${label}: to make a project has no use for it. It belongs to: ${commands}.`,
    suggestion: (word: string) => ` Did you mean ${word}?`,
    tryAgain: (allowed: string) => `Allowed: ${allowed}.`,
  },

  /** Why a project can't have a feature. */
  misfits: {
    notThere: (feature: string, framework: string, frameworks: string) =>
      `${feature} does not exist for the framework ${framework}. It exists for: ${frameworks}.`,
    lacks: (feature: string, other: string) =>
      `${feature} needs ${other}. Add that, or leave ${feature} out.`,
    excludes: (feature: string, other: string) =>
      `${feature} and ${other} can't be in one project. Leave out one of the two.`,
  },

  /** What Windows has against the name of a folder. */
  nameFaults: {
    device: "To Windows that is the name of a device, such as NUL, CON, AUX, PRN, COM1 or LPT1.",
    ending: "Windows can't open a folder whose name ends in a dot or a space.",
    character: 'Windows takes none of < > : " | ? * in a name.',
    longName: "To Windows that name is too long: 255 characters are allowed.",
    longPath:
      "To Windows that path is too long, with the project's own files in it: 200 characters are allowed. Choose a folder nearer to the drive's root.",
  },

  errors: {
    badOptions: (count: number) => (count === 1 ? "An option is wrong." : `${count} options are wrong.`),
    badOptionsHint: (command: string) => `All options: ${command}`,
    answersUnreadable: (source: string, reason: string) =>
      `The answers can't be read from ${source}: ${reason}.`,
    answersNotJson: (source: string) => `The answers in ${source} are not JSON.`,
    answersNotObject: (source: string) => `The answers in ${source} are not a JSON object.`,
    answersTooDeep: (source: string) =>
      `The answers in ${source} are nested too deep: no value of an option is.`,
    answersHint: 'Give a JSON object of options, such as {"port": 9000, "models": ["gpt-4o"]}.',
    lostFlags: "npm took these options for its own. Ours must come after two dashes:",
    lostFlagsAsWords: "npm took these options for its own. Write them without dashes:",
    lostFlagsHint: (command: string) => `Run: ${command}`,
    notEmpty: (directory: string) => `${directory} is not empty.`,
    notEmptyHint:
      "Choose another folder, or add --if-exists merge (adds what is missing) or --if-exists overwrite (replaces generated files).",
    isFile: (path: string) => `${path} is a file, not a folder.`,
    misread: (path: string, part: string) =>
      `${path}: with ${part} in its path, the project would not run: its tools read that as something else.`,
    misreadHint: "Choose another folder.",
    isFileHint: "Choose another folder, or move the file away.",
    busy: (directory: string, pid: number | undefined) =>
      `Another run is at work in ${directory} (process ${pid}).`,
    busyHint: (lock: string) =>
      `Wait until it is done, then run the command again. If there is no such run any more, remove ${lock}.`,
    taken: (directory: string) => `Another program has made ${directory} in the meantime.`,
    writeFailed: (path: string, reason: string) => `The files can't be written: ${path}: ${reason}.`,
    writeFailedHint:
      "All is as it was before. Put this right and run the command again; a new project can go into another folder.",
    inUseHint:
      "All is as it was before. Close the program that has it open, such as an editor or a terminal, and run the command again.",
    noProject: (folder: string) =>
      `${folder} is no project of this program: it has no .llmbrick.json, or one that can't be read.`,
    noProjectHint: (program: string) =>
      `Go to the project's folder, or name it. If .llmbrick.json was removed or damaged, take it back from git. A new project: ${program} <folder>`,
    noVersion: (path: string) => `${path} does not say which version of this program has made the project.`,
    laterVersion: (project: string, own: string) =>
      `The project was made by version ${project}, and this is ${own}: an earlier one does not know what is new.`,
    laterVersionHint: "Run that version or a later one: npx create-llmbrick-sse@latest update",
    uncommitted: (paths: readonly string[]) =>
      `git has changes here that are in no commit: ${listed(paths)}. A commit is the way back, should you not like what comes.`,
    uncommittedHint:
      "Commit them, or put them aside by git stash. With --force they stay, and the old state is kept aside.",
    gitCannotTell: (folder: string) =>
      `git can't tell what has changed in ${folder}: git status fails there.`,
    gitCannotTellHint:
      "Run git status and put right what it says. With --force the old state of what changes is kept aside, without git.",
    unresolved: (paths: readonly string[]) => `There are conflicts from an earlier time: ${listed(paths)}.`,
    unresolvedHint:
      "Decide in each file between what is marked, or what lies beside it as .new, remove the marks and the .new file, then git add it, and run the command again.",
    baseUnknown: (version: string, command: string) =>
      `What the files were before your edits can't be found out: version ${version}, which made the project, kept no hashes of them, and ${command} failed. Nothing was changed.`,
    baseUnknownHint:
      "Run it again with a network: what was fetched once is there without one. With --force, each file that differs stays as it is, and the new one is laid beside it as .new.",
    killedHalfWay: (path: string) =>
      `An earlier run was ended half way: ${path} may be from before or after it.`,
    killedHalfWayHint: "Run the command without --dry-run and --diff: it puts that right first.",
    conflicts: (places: number, paths: readonly string[]) =>
      `${places === 1 ? "1 conflict is" : `${places} conflicts are`} left for you to resolve, in: ${listed(paths)}.`,
    conflictsHint:
      "Decide in each file between what is marked (yours, base, new), or what lies beside it as .new, and remove the marks and the .new file.",
    conflictsInGitHint:
      "Decide in each file between what is marked (yours, base, new), or what lies beside it as .new, remove the marks and the .new file, and git add it.",
    nothingToUndo: (folder: string) =>
      `Nothing is kept aside in ${folder}. What git has, git takes back: git restore --source=HEAD --staged --worktree -- .`,
    changedSince: (paths: readonly string[]) => `Since then, these were changed once more: ${listed(paths)}.`,
    changedSinceHint: (folder: string) =>
      `To lose that, add --force. What was there before is in ${folder}, to be taken from there by hand.`,
    noNames: "There is nobody to ask what is to be added.",
    noNamesHint: (command: string, names: readonly string[]) =>
      `Name it: ${command} <name>. There are: ${names.join(", ")}. With a - before it, a feature is taken out.`,
    inAndOut: (name: string) => `${name} is to be added and taken out at once: say one of the two.`,
    twoHandlers: (one: string, other: string) =>
      `${one} and ${other} are two handlers, and a project has one.`,
    noRoot: (root: string) => `There is no ${root}.`,
    noRootHint: "Choose a folder on a drive that is there.",
    fileThere: (path: string) => `${path} is there already, and nothing is written over a file of yours.`,
    fileThereHint: "All is as it was before. Move that file away, or run the command in another folder.",
    noFramework: (folder: string) => `The application in ${folder} names no framework that is known here.`,
    noFrameworkHint: (names: string) =>
      `Say which one it is with --framework: ${names}. In a monorepo, name the folder of the application: --into packages/api`,
    severalFrameworks: (names: string) => `The application has packages of several frameworks: ${names}.`,
    severalFrameworksHint: "Say with --framework which of them takes the endpoint.",
    tooOldForEndpoint: (name: string, version: string, since: number) =>
      `The application has ${name} ${version}, and the endpoint needs version ${since} or later.`,
    tooOldForEndpointHint: (command: string, program: string) =>
      `Bring the application to it, such as by ${command}, then run the command again. Or make a server of its own beside it: ${program} <folder>`,
    lacksPackage: (name: string) =>
      `The endpoint needs the package ${name}, which the application does not have.`,
    lacksPackageHint: (command: string) => `Add it, then run the command again: ${command}`,
    noInterop:
      "tsconfig.json makes CommonJS without esModuleInterop, so that packages such as express can't be imported by name.",
    noInteropHint: 'Put "esModuleInterop": true into its compilerOptions, then run the command again.',
    verbatim:
      "tsconfig.json makes CommonJS with verbatimModuleSyntax, which allows no import and export in it.",
    verbatimHint:
      'Put "type": "module" into package.json, or take verbatimModuleSyntax out of tsconfig.json, then run the command again.',
    noSources:
      "Node runs the application's TypeScript itself, so that imports name .ts files, which tsconfig.json does not allow.",
    noSourcesHint:
      'Put "allowImportingTsExtensions": true and "noEmit": true into its compilerOptions, or "rewriteRelativeImportExtensions": true, then run the command again.',
    noPlace: "The names that the folder of the endpoint could have are all taken.",
    noPlaceHint:
      "Give another name to a folder called chat, or a file such as chat.js, then run the command again.",
    notForEndpoints: (flag: string) => `${flag}: an endpoint that joins an application has no use for it.`,
    notForProjects: (flag: string) => `${flag}: a project keeps what was chosen when it was made.`,
    notForUndo: (word: string) =>
      `${word}: --undo takes the last change back as a whole, and does nothing else.`,
    withoutIt: "Leave it out, and run the command again.",
    notAdded: (name: string) =>
      `The application has no endpoint yet, so that ${name} can't be taken out of it.`,
    notAddedHint: (command: string) => `Add the endpoint first: ${command}`,
    notInApplications: (name: string) =>
      `${name} is for a server of its own: an application has that already, or its own way to it.`,
    notInApplicationsHint: (names: string) => `An application takes: ${names}.`,
    unreadableManifest: (path: string) =>
      `${path} is no JSON object, so nobody can tell what the application is made with.`,
    unreadableManifestHint: "Put it right, then run the command again.",
    memberTwice: (path: string, name: string) =>
      `${path} has "${name}" twice. Of these, npm reads the last one alone: put all into one.`,
    memberNoObject: (path: string, name: string) =>
      `${path} has a "${name}" that is no object, such as { "name": "value" }: nothing can be added to it.`,
    folderGone: "The current folder is gone.",
    folderGoneHint: "Go to one that is there, with cd, and run the command again.",
    projectGone: (path: string) => `${path} is there no more: another program has removed or renamed it.`,
    projectGoneHint: "Run the command again.",
    leadsOut: (path: string) => `${path} is a link that leads out of the project folder.`,
    needsFile: (path: string) => `${path} is in the way: the project needs a file there.`,
    needsFolder: (path: string) => `${path} is in the way: the project needs a folder there.`,
    inTheWay: (path: string) => `${path} is in the way, and none of this program's.`,
    changed: (path: string) => `Another program has changed ${path} in the meantime.`,
    changedHint: "All is as it was before. Look at that file, then run the command again.",
    halfWayHint:
      "An earlier run was ended here half way. With --if-exists merge or --if-exists overwrite, what it had changed is put back first. Or choose another folder.",
    tooLarge: (path: string, bytes: number) =>
      `${path} is larger than ${bytes / 2 ** 20} MB: too large to put anything into it.`,
    notJoined: (path: string) =>
      `${path} is no JSON object: nothing can be put into it, and to replace it would lose it.`,
    notRolledBack: (folder: string) =>
      `What was there before is in ${folder}. Run the command again to put it back.`,
    programMissing: (program: string) => `${program} is not on the PATH.`,
    noPython: (found: string) =>
      `Python 3.10 or later is needed${found === "" ? ", and none is on the PATH" : `. Found: ${found}`}.`,
    noPythonHint: "Get it from https://www.python.org/downloads/, or get uv: https://docs.astral.sh/uv/.",
    noVenv: (python: string) => `${python} can't make virtual environments.`,
    commandFailed: (command: string) => `${command} failed.`,
    commandKilled: (command: string) => `${command} was killed, most likely because memory ran out.`,
    killedHint: "Close other programs, or give this machine or container more memory.",
    leftOut: (command: string, names: string) => `${command} ended well, but has left out: ${names}.`,
    leftOutHint:
      "A setting of the package manager leaves out packages or their programs, such as omit, production or bin-links, in .npmrc, .yarnrc, bunfig.toml or a variable. Change it, and install again.",
    notInstalledThere: (root: string) =>
      `Nothing is installed: the folder is a member of the workspace ${root}, whose lock file that would change.`,
    notInstalledThereHint: "Install by the command below, and leave --install out.",
    notInstalledYet: "Nothing is installed, since package.json lacks what is listed above.",
    notVerifiedThere: (root: string) =>
      `The folder is a member of the workspace ${root}, in which nothing is installed: the server could not be started to verify it.`,
    notVerifiedThereHint: "Leave --verify out, install in the workspace, and start the server there.",
    notVerifiedYet: "Not verified, since package.json lacks packages that the server needs.",
    doctorHint: (command: string) => `To find out what this machine lacks: ${command}`,
    goOn: (commands: string) => `The project is there. To go on:\n${commands}`,
    internal: (message: string) => `A fault of this program: ${message}`,
    internalHint: "Run the command again with --debug-cli to see where, and please report it.",
    cancelled: "Cancelled. Nothing was written.",
    cancelledLater: "Cancelled.",
  },

  /** Reasons of the system, by its code. */
  reasons: {
    EACCES: "permission denied",
    EPERM: "permission denied",
    EROFS: "the file system is read-only",
    ENOSPC: "the disk is full",
    EDQUOT: "the disk quota is used up",
    ENAMETOOLONG: "the name is too long",
    ENOENT: "there is no such file or folder",
    EISDIR: "it is a folder",
    E2BIG: "it is larger than 1 MB, and no answers are",
    EILSEQ: "it is no text in UTF-8. Save it in that encoding",
    EAGAIN: "nothing can be read from it",
    ENXIO: "nothing can be read from it",
    EFBIG: "the file would be larger than is allowed",
    EIO: "the disk can't be read or written",
    EBUSY: "it is in use",
    UNKNOWN: "the system does not say why",
    ELOOP: "links lead in a circle",
  } as Record<string, string>,

  /** What is wrong with a text that is not JSON, by the name that its parser has for it. */
  json: {
    InvalidSymbol:
      'texts and names need straight double quotes ("), and the only other words are true, false and null.',
    InvalidNumberFormat: "this is no number of JSON.",
    PropertyNameExpected: "a name in double quotes is missing here.",
    ValueExpected: "a value is missing here.",
    ColonExpected: "a colon is missing here.",
    CommaExpected: "a comma is missing here.",
    CloseBraceExpected: "a closing brace } is missing here.",
    CloseBracketExpected: "a closing bracket ] is missing here.",
    EndOfFileExpected: "nothing may follow the document.",
    InvalidCommentToken: "JSON has no comments.",
    UnexpectedEndOfComment: "this comment has no end, and JSON has no comments.",
    UnexpectedEndOfString: "this text has no closing quote on its line.",
    UnexpectedEndOfNumber: "this number has no end.",
    InvalidUnicode: "\\u needs four hexadecimal digits after it.",
    InvalidEscapeCharacter: "there is no such escape in JSON.",
    InvalidCharacter: "this character must be escaped.",
  } as Record<string, string>,

  help: {
    usage: (words: string) => `Usage: create-llmbrick-sse ${words} [options]`,
    folder: "[folder]",
    more: (command: string) => `The options of a command: ${command}`,
    on: "on",
    off: "off",
    turnOff: (description: string) => `off: ${description}`,
    empty: "empty",
    about: "Makes a project with an SSE server for LLM applications that speaks the LLMBrick protocol.",
    commands: "Commands:",
    commandFolder: "A folder of a command's name is written ./list.",
    options: "Options:",
    default: "default:",
    choices: "choices:",
    negation: "A switch is turned off by --no- before its name: --no-install, --no-git.",
    string: "text",
    number: "number",
    boolean: "switch",
    examples: "Examples:",
    exampleDefaults: "all defaults, no questions",
    exampleAnswers: "the options of another project",
  },

  list: {
    frameworks: "Frameworks:",
    handlers: "Handlers, and the packages that they bring:",
    features: "Features, and the packages that they bring:",
    noPackages: "none",
    needs: (names: string) => `needs ${names}`,
    notWith: (names: string) => `not with ${names}`,
    folder: "[folder]",
    values: (preset: string, allowed: string) => `default: ${preset}; ${allowed}`,
  },

  check: {
    address: "an address such as http://127.0.0.1:9000, with no user, query or fragment",
    endpoint: (endpoint: string, model: string) => `POST ${endpoint}, model ${model}`,
    statuses: { kept: "ok", broken: "broken", skipped: "skipped" },
    skipped: (promise: string, reason: string) => `${promise} (${reason})`,
    /** Why a clause was not checked. */
    reasons: {
      application: "an application's to answer",
      defaults: "needs the default settings",
      key: "needs --key",
      log: "needs the server's log",
      openai: "has no routes for OpenAI's clients",
      process: "needs to start and stop the server",
      script: "needs a handler of the tests'",
      settings: "needs settings of its own",
      time: "no time left",
    },
    expected: (expected: string, seen: string) => `expected ${expected}, saw ${seen}`,
    refuted: "was not so",
    late: (seconds: number) => `no answer within ${seconds} s`,
    unanswered: (seconds: number) => `no result within ${seconds} s`,
    tooLong: (characters: number) => `an answer of more than ${characters} characters`,
    closed: (part: string, seen: string) => `the connection was closed before ${part}: ${seen}`,
    codes: {
      ABORT_ERR: "ended before there was an answer",
      ECONNREFUSED: "nothing listens there",
      ECONNRESET: "the connection was cut",
      EHOSTUNREACH: "there is no way to it",
      ENETUNREACH: "there is no way to it",
      ENOTFOUND: "there is no such host",
      EAI_AGAIN: "the name can't be looked up",
      ETIMEDOUT: "it does not answer",
      EPIPE: "the connection was cut",
    } as Record<string, string>,
    otherForm: "what it sent is in another form than was looked for",
    noHttp: "what answers speaks no HTTP/1.1",
    noTls: "what answers speaks no TLS as https needs it; perhaps it is http",
    certificate: "its certificate is not trusted here; one of your own can be named in NODE_EXTRA_CA_CERTS",
    summary: (kept: number, broken: number, skipped: number, seconds: string) =>
      `${kept} kept, ${broken} broken, ${skipped} skipped, in ${seconds} s`,
    nothing: "Nothing could be checked: all that was asked for was skipped.",
    outOfTime: "Not all could be checked in time: the server answers too slowly, or not at all.",
    unreachable: (address: string, reason: string) => `${address} can't be checked: ${reason}.`,
    unreachableHint: "Is the server running, and is this its address?",
    redirected: (address: string, to: string) => `${address} sends on to ${to}, which is not followed.`,
    redirectedHint: "Check the address that it sends on to, if that is the server's own.",
    undescribed: (address: string) => `${address} describes no endpoint of this protocol at /openapi.json.`,
    noModel: (address: string) => `${address} names no model in its /openapi.json.`,
    modelRefused: (model: string) => `The server does not allow the model ${model}.`,
    modelHint:
      "Name one by --model. A server without that document is checked by its endpoint's whole address and --model.",
    keyRefused: (address: string) => `${address} wants an API key, and was given none or a wrong one (401).`,
    keyHint:
      "Put it into the variable LLMBRICK_API_KEY, or hand it over by --key -, which reads standard input.",
    noStream: (address: string, status: number, type: string, text: string) =>
      `${address} answers with no event stream, but with ${status}, ${type}: ${text}`,
    noStreamHint: "Is that the endpoint, and its handler set? The path may be given with the address.",
  },

  grade: {
    name: "Submission",
    owner: "Name",
    points: "Points",
    remarks: "Remarks",
    legend: "+ passes, - does not, . nothing handed in",
    ignored: (names: readonly string[]) => `Not looked at: ${names.join(", ")}.`,
    progress: (count: number, all: number) => `${count} of ${all}`,
    failed: (check: string) => `fails "${check}"`,
    states: { ended: "ended the process that ran it", late: "there was no time left for it" },
    and: ", ",
    /** What a report says that is not so. */
    mismatches: {
      claimed: "the report says that it passed",
      unclaimed: "the report does not say so, but it passes",
      otherHandler: "it is not the handler that passed by the report",
      otherChecks: "it passed other checks than those of this version, or changed ones",
      looked: "the solution was looked at before",
      noReport: "there is no report",
      brokenChain: "the report's attempts were changed",
    },
    /** Why a submission could not be run. */
    faults: {
      noProject: "there is no project with lessons in it",
      noArchive: "neither a folder nor a zip archive",
      tooLarge: "the zip archive is larger than 100 MB",
      damaged: "the zip archive is cut short or damaged, or is none",
      encrypted: "the zip archive is encrypted: it takes a password",
      compression: "the zip archive is packed in another way than by Store or Deflate",
      nested: "there is another zip archive in the zip archive, and no project: hand in the inner one",
      noHandlers: "there is no handler of a lesson in it, or there are some in several languages",
      noPython: "no Python here has the package llmbrick: run this in a shell with a project's environment",
      noFork: "handlers in Python can't be run on Windows itself: use WSL",
      asRoot: "nothing here keeps it from being root, as you are: run this as another user",
      noTypes: "TypeScript takes Node 22.13 or later",
      unreadable: "it can't be read, or there is no room to run it",
      stopped: "not run: it was stopped before",
    },
    closed:
      "Each ran in a process of its own: no network but loopback, nothing to write to, none of your files, nothing of your environment, limits of time, memory, output and processes.",
    open: "Each ran in a process of its own, with limits of time, memory and output, and nothing of your environment. This system could not keep the network from them; nor, from Python, the disk. Run it in a container to be safe.",
    noFolder: (folder: string, reason: string) => `${folder} can't be read: ${reason}.`,
    none: (folder: string) => `${folder} holds no submission.`,
    noneHint: "Put each one's folder or zip archive into it.",
    tooMany: (folder: string, most: number) => `${folder} holds more than ${most} submissions.`,
  },

  doctor: {
    names: {
      node: "Node.js",
      packageManager: "package manager",
      git: "git",
      python: "Python",
      port: "port",
      proxy: "proxy",
      registry: "registry",
      disk: "disk space",
      write: "write permission",
      cache: "npm cache",
      key: "API key",
      model: "model server",
      bricks: "bricks",
      project: "project",
    },
    statuses: { ok: "ok", warning: "warning", failed: "failed" },
    missing: (program: string) => `${program} is not on the PATH`,
    late: (program: string, seconds: number) => `${program} gave no answer in ${seconds} s`,
    broken: (program: string) => `${program} does not run`,
    tooOld: (version: string, oldest: string) => `${version}; ${oldest} or later is needed`,
    onlyPython: (fix: string) => `Only --framework llmbrick needs it. ${fix}`,
    noVenv: (python: string) => `${python} can't make virtual environments`,
    portFree: (port: number) => `${port} is free`,
    portReserved: (port: number) => `${port}: Windows keeps it back for itself, or for another user`,
    portRefused: (port: number) => `${port}: this user may not listen there`,
    portTaken: (port: number, name: string, pid: number) => `${port} is in use by ${name} (process ${pid})`,
    portTakenByUnknown: (port: number) =>
      `${port} is in use; by which program can't be told, since it may be another user's`,
    noProxy: "none",
    answers: (address: string) => `${address} answers`,
    noBrick: "no BRICK_… variable is set: the project's own bricks play, and in production nobody answers",
    plays: (variable: string) => `${variable} is the project's own`,
    refuses: (address: string, status: string) => `${address} refuses access (${status})`,
    unreachable: (address: string, reason: string) => `${address} can't be reached: ${reason}`,
    usualIndex: "pip's usual index",
    noLlmbrick: (address: string) => `${address} can't be reached, or does not have the package llmbrick`,
    noPip: (python: string) => `${python} has no pip, so that its index can't be asked`,
    isSet: (variable: string) => `${variable} is set`,
    isSetIn: (variable: string, file: string) => `${variable} is set in ${file}`,
    isNotSet: (variable: string) => `${variable} is not set`,
    free: (megabytes: number, folder: string) => `${megabytes} MB free in ${folder}`,
    project: (version: string, edited: number, removed: number) =>
      `of version ${version}; ${edited === 1 ? "1 file" : `${edited} files`} edited, ${removed} removed`,
    unknown: (reason: string) => `can't be told: ${reason}`,
    fixes: {
      node: "Get Node.js from https://nodejs.org/, in version 20.12 or later.",
      npm: "npm comes with Node.js: https://nodejs.org/. Or choose another: --package-manager pnpm.",
      pnpm: "Get it by npm install -g pnpm, or choose another: --package-manager npm.",
      yarn: "Get it by npm install -g yarn, or choose another: --package-manager npm.",
      bun: "Get it from https://bun.sh/, or choose another: --package-manager npm.",
      git: "Get git 2.28 or later from https://git-scm.com/, or leave the repository out: --no-git.",
      venv: "On Debian and Ubuntu: sudo apt install python3-venv. Or get uv: https://docs.astral.sh/uv/.",
      lowPort: "Choose a port from 1024 up: --port 9000.",
      reservedPort: (port: number) =>
        `Choose another port: --port ${port}. Hyper-V, WSL and Docker keep some back; to see which: netsh int ipv4 show excludedportrange protocol=tcp`,
      otherPort: (port: number) => `Stop that program, or choose another port: --port ${port}.`,
      proxy: "Write it as http://host:port, or remove it.",
      noNpm: "npm tells where packages come from. It comes with Node.js: https://nodejs.org/.",
      login: "Log in by npm login, or correct npm config get registry.",
      certificate:
        "A proxy or a scanner may put in a certificate of its own: name its file in NODE_EXTRA_CA_CERTS, or by npm config set cafile.",
      network:
        "Check the network and the proxy, and what npm config get registry says. Without a network, --no-install leaves the packages out, and --language js on plain Node has none.",
      index: "Check the network and the proxy, and what python -m pip config list says.",
      pip: "Get pip by your system's packages, or get uv, which has a way of its own: https://docs.astral.sh/uv/.",
      key: (variable: string) =>
        `Write ${variable}=… into the project's .env, or set it where the server runs.`,
      model: (variable: string) =>
        `Does its server run, and does the network let it through? ${variable} sets another address.`,
      noBrick: "Write BRICK_LLM=host:port into the project's .env, or set it where the server runs.",
      brick: (variable: string) =>
        `Does its server run, is it a brick of that kind, and does the network let it through? ${variable} is host:port.`,
      disk: (megabytes: number) =>
        `A project with its packages takes up to ${megabytes} MB: free some, or choose another disk.`,
      write: "Go to a folder that is yours, or get the right to write here.",
      cache:
        "npm keeps there what it downloads. Get the right to write there, or name another folder: npm config set cache <folder>.",
      update: (version: string, command: string) =>
        `This is version ${version}. It brings the project up to date, and keeps your edits: ${command}`,
      pythonCertificate:
        "A proxy or a scanner may put in a certificate of its own: name its file in PIP_CERT, or for uv in SSL_CERT_FILE.",
    },
  },

  verify: {
    title: "Verifying the server",
    steps: {
      start: "started on a free port",
      stream: "answered a request, the last event DONE",
      abort: "told its handler that a client had left",
      stop: "stopped",
      nginx: "streamed through nginx: each event and heartbeat within 250 ms",
      caddy: "streamed through Caddy: each event and heartbeat within 250 ms",
    },
    step: (words: string, seconds: string) => `  ${words} (${seconds} s)`,
    impossible: "Not verified, since the packages are missing",
    failed: {
      start: "Verification failed: the server did not start.",
      stream: "Verification failed: the server did not answer a request as it should.",
      abort: "Verification failed: the handler was not told that its client had left.",
      stop: "Verification failed: the server did not stop when it was told to.",
      nginx: "Verification failed: streaming through nginx is not proven.",
      caddy: "Verification failed: streaming through Caddy is not proven.",
    },
    ended: "The program ended by itself.",
    timeLimit: (seconds: number) => `Nothing happened for ${seconds} s.`,
    notStopped: "It had to be killed, or its exit code was not 0.",
    noFrame: "The answer is empty.",
    oddFrame: (frame: string) => `This is no frame of the protocol: ${frame}`,
    notDone: (data: string) => `The last event's progress is not DONE: ${data}`,
    output: "The end of the server's output:",
    /** Not an error where another proxy is there. */
    notThere: (program: string) => `  ${program} is not on this machine: its configuration is not proven`,
    noProxy: "Neither nginx nor Caddy is on this machine. Install one of them, and try again.",
    noFile: (file: string) => `There is no ${file} in the project. It comes with --features docker,compose.`,
    edited: (file: string) =>
      `${file} can't be tried out: it has no longer the lines that say where to listen and where the server is.`,
    badProxy: (file: string) => `The program does not start by ${file}. The end of its output:`,
    noGzip: "no gzip",
    way: (http: string, gzip: string, path: string) => `By ${http}, ${gzip}, at ${path}: `,
    troubles: {
      late: "an event or a heartbeat was on its way for more than 250 ms.",
      cut: "an answer that was cut looks like a whole one.",
      unfinished: "a whole answer looks like one that was cut.",
      host: "the server does not see the host that the client has named.",
      path: "the server does not see the path that the client has named.",
      body: "a request reaches the server only when all of it is there.",
      size: "a large request is refused.",
      refused: "the request did not reach the server, or was refused.",
    },
    blame: {
      needs: (file: string, directive: string) => ` ${file} has to say: ${directive}`,
      forbids: (file: string, directive: string) =>
        ` See ${directive} in ${file}: it must leave the stream alone.`,
    },
  },

  /** What is told of a project that is brought up to date, or gets another feature. */
  change: {
    title: (folder: string, version: string) => `${folder}, version ${version}:`,
    titleBetween: (folder: string, from: string, to: string) => `${folder}, from version ${from} to ${to}:`,
    nothing: "  There is nothing to do.",
    nothingWritten: "Nothing was written.",
    renamed: (planned: string) => `(was ${planned})`,
    staysAway: (path: string) => `${path} stays away, since you have removed it`,
    stays: (path: string) => `${path} stays, since you have edited it; nothing needs it any more`,
    more: (count: number) => `… and ${count} more; --json names all`,
    news: "What is new:",
    failed: (command: string) =>
      `What some files were before your edits could not be found out: ${command} failed. They are in conflict, and stay as they are. To have them merged, go the way back, and run it again with a network.`,
    back: "The way back:",
    newLocks: (names: string) => `Last, delete ${names}, which was not there before.`,
    upToDate: "All files are as they should be.",
    done: "Done.",
    doneTo: (version: string) => `The project is of version ${version} now.`,
    undone: (count: number) => `Put back: ${count} ${count === 1 ? "file" : "files"}.`,
  },

  report: {
    planned: (directory: string) => `Nothing is written. The files for ${directory}:`,
    written: (count: number, directory: string) =>
      `${count} ${count === 1 ? "file" : "files"} written to ${directory}`,
    lacks: (path: string) => `${path} stays as it is. For the project to run, put this into it too:`,
    letsThrough: (path: string) =>
      `${path} stays as it is. Put these lines into it too, or git will take in secrets and packages:`,
    conflicts: (path: string) => `In ${path} these stay as they are, while others are needed:`,
    replaced: (path: string) => `In ${path} these were replaced by what the project needs:`,
    changing: (directory: string, counts: string) => `The files of ${directory}: ${counts}`,
    actions: {
      create: "create",
      overwrite: "overwrite",
      keep: "keep",
      same: "same",
      merge: "merge",
      conflict: "conflict",
      delete: "delete",
    },
    bytes: (count: number) => (count === 1 ? "1 byte" : `${count} bytes`),
    recovered: (folder: string) => `Cleaned up after an earlier run that was killed: ${folder}`,
    notRecovered: (folder: string) =>
      `${folder} looks as if an earlier run had left it. That can't be proven, so it stays. Remove it if you don't need it.`,
    askingVersion: (version: string) =>
      `Finding out from version ${version} what some files were before your edits; it may have to be fetched`,
    installing: (command: string) => `Installing: ${command}`,
    installed: (seconds: string) => `Dependencies installed in ${seconds} s`,
    nothingToInstall: "Nothing to install",
    notInstalledYet:
      "Nothing is installed yet: first put into package.json what is listed above, then run the commands below",
    inWorkspace: (root: string, command: string) =>
      `The folder is a member of the workspace ${root}. Nothing is installed: ${command} changes the lock file there, so it is left to you.`,
    rootNeeds: (path: string) => `${path} needs these lines, where it lacks them:`,
    notMarked:
      "git could not note the new files and the conflicts: its index is locked, or can't be written. If no other git runs here, delete .git/index.lock, then git add the files named here.",
    otherManager: (path: string, value: string, manager: string) =>
      `${path} names ${value} as its package manager, and corepack refuses ${manager} below it. Choose the same one, or set COREPACK_ENABLE_STRICT=0.`,
    committed: "Git repository made, with a first commit",
    committedOnly: (count: number) =>
      `Git repository made. Its first commit has the ${count} files of this program; the others are left to you`,
    noGit: "No git repository made: git is not on the PATH",
    ownAddress: (source: string) =>
      `Then open the address that the server prints: ${source} is yours, and decides with`,
    insideRepository: "No git repository made: the folder is inside one",
    unknownAuthor:
      'Git does not know who you are, so create-llmbrick-sse is the author of the first commit. Before your own: git config --global user.name "Your Name" and git config --global user.email you@example.com',
    next: "Next:",
    address: (url: string) => `Then open ${url}`,
    again: "The same project without questions:",
    paste: (file: string, isNameless: boolean) =>
      `Put these two lines into ${file}${isNameless ? ", with your own names for its variables" : ""}:`,
    composed: "the file that puts the application together",
    joined: (route: string, page: string) => `Then POST ${route} answers, and the test page is at ${page}.`,
    untouched: "No line of your code was changed.",
    addedTo: (path: string, members: string) => `Added to ${path}: ${members}`,
    wayBack: (paths: readonly string[], edited: string, command: string) =>
      `To take it out again, delete ${paths.join(", ")}, the two lines${edited === "" ? "" : `, and what was added to ${edited}`}.${command === "" ? "" : ` Then: ${command}`}`,
  },
};

/** All that a user reads. This catalogue is the model: one that lacks a message does not compile. */
export type Messages = typeof en;
