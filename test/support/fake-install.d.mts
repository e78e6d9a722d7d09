/** Puts an empty package into `node_modules` for each that the project names, as a package manager would a real one. */
export function fakeInstall(project: string): void;
