// Lets Node run TypeScript. From 22.18 on it does so by itself; before, by the package tsx, which an install brings.
if (!process.features.typescript) await import("tsx");
