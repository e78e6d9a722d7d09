/** What a tsconfig.json and those that it extends say together, as far as it matters here. Nobody has checked the values. */
export interface CompilerOptions {
  readonly module?: string;
  readonly moduleResolution?: string;
  readonly target?: string;
  readonly lib?: readonly string[];
  readonly strict?: boolean;
  readonly esModuleInterop?: boolean;
  readonly allowSyntheticDefaultImports?: boolean;
  readonly verbatimModuleSyntax?: boolean;
  readonly allowImportingTsExtensions?: boolean;
  readonly rewriteRelativeImportExtensions?: boolean;
  readonly checkJs?: boolean;
  readonly erasableSyntaxOnly?: boolean;
  readonly noEmit?: boolean;
  readonly noPropertyAccessFromIndexSignature?: boolean;
}

/** A compiler: how it is set, and its release. */
export interface Compiler {
  readonly options: CompilerOptions;
  readonly major: number;
}

/** Since then, modules of packages without a default can be taken as if they had one, and faults are looked for strictly. */
const STRICT_RELEASE = 6;

const moduleOf = ({ options: { module, target }, major }: Compiler): string =>
  String(module ?? (major >= STRICT_RELEASE || isLater(target, 2014) ? "esnext" : "commonjs")).toLowerCase();

/** Whether code in TypeScript becomes CommonJS: by the compiler, or by what runs what it leaves as it is. */
export const becomesCommonJs = (compiler: Compiler, isModulePackage: boolean): boolean =>
  moduleOf(compiler) === "commonjs" || !isModulePackage;

/** Whether the compiler itself makes CommonJS of code that is not in a package of ES modules. */
export const makesCommonJs = (compiler: Compiler): boolean => /^(?:commonjs|node)/.test(moduleOf(compiler));

/** Whether it takes a module that exports one thing by `import name from`. */
export function takesDefaults(compiler: Compiler): boolean {
  const { esModuleInterop, allowSyntheticDefaultImports, moduleResolution = "" } = compiler.options;
  const isLeft =
    !makesCommonJs(compiler) && (allowSyntheticDefaultImports ?? /^bundler$/i.test(moduleResolution));
  return (
    esModuleInterop ??
    (compiler.major >= STRICT_RELEASE || /^(?:node|preserve)/.test(moduleOf(compiler)) || isLeft)
  );
}

/** Whether imports may name `.ts` files. */
export const namesSources = ({ options }: Compiler): boolean =>
  options.allowImportingTsExtensions === true || options.rewriteRelativeImportExtensions === true;

/** Whether the runtime, which is checked strictly and with what Node.js 20 has, is without faults for it too. */
export function agrees({ options, major }: Compiler): boolean {
  const { lib, target = major >= STRICT_RELEASE ? "es2025" : "es5" } = options;
  const libraries = Array.isArray(lib) ? lib.some((name) => isLater(name, 2021)) : isLater(target, 2021);
  const isStrict = options.strict ?? major >= STRICT_RELEASE;
  return libraries && isStrict && options.noPropertyAccessFromIndexSignature !== true;
}

/** Whether a name such as `ES2022` or `es2023.array` is of a later year. */
function isLater(name: string | undefined, year: number): boolean {
  if (name === undefined) return false;
  if (/^esnext/i.test(name)) return true;
  const [, number = "0"] = /^es(\d+)/i.exec(name) ?? [];
  return (Number(number) === 6 ? 2015 : Number(number)) > year;
}
