import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { examine } from "../../support/doctor.ts";
import { testFolder } from "../../support/test-folder.ts";

describe("the registry", () => {
  const npmError = (code: string) => ({
    status: "failed" as const,
    output: `npm error code ${code}\nnpm error …`,
  });

  test.each([
    [
      "ECONNREFUSED",
      "failed",
      "https://registry.example.com/ can't be reached: ECONNREFUSED",
      "Check the network",
    ],
    ["ENOTFOUND", "failed", "can't be reached: ENOTFOUND", "--no-install"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "failed", "can't be reached: SELF_SIGNED", "NODE_EXTRA_CA_CERTS"],
    ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "failed", "can't be reached", "NODE_EXTRA_CA_CERTS"],
    ["E401", "failed", "refuses access (401)", "npm login"],
    ["E403", "failed", "refuses access (403)", "npm login"],
    ["E503", "failed", "can't be reached: E503", "Check the network"],
  ])("%s", async (code, status, found, fix) => {
    const { exitCode, found: all } = await examine([], { "npm ping": npmError(code) });
    expect(exitCode).toBe(1);
    expect(all.registry).toEqual({
      status,
      found: expect.stringContaining(found),
      fix: expect.stringContaining(fix),
    });
  });

  test("that does not know the request is there", async () => {
    const { found } = await examine([], { "npm ping": npmError("E404") });
    expect(found.registry).toEqual({ status: "ok", found: "https://registry.example.com/ answers" });
  });

  test("is asked as an install would ask it, without npm's settings for its own command", async () => {
    const env = {
      npm_config_registry: "https://r.example/",
      npm_config_global: "true",
      npm_package_name: "x",
    };
    const { io } = await examine([], {}, { env });
    const ping = io.started.find(({ args }) => args[0] === "ping");
    expect(ping?.env).toMatchObject({ npm_config_registry: "https://r.example/" });
    expect(ping?.env).not.toHaveProperty("npm_config_global");
  });

  test("is not known without npm", async () => {
    const missing = { "npm config": undefined, "npm ping": undefined, "npm --version": undefined };
    const { found } = await examine(["--package-manager", "bun"], { ...missing, bun: "1.2.3" });
    expect(found.registry).toMatchObject({ status: "warning", found: "npm is not on the PATH" });
    expect(found.packageManager.status).toBe("ok");
  });
});

describe("proxies", () => {
  const config = (proxy: string) => ({
    "npm config": `https-proxy=${proxy}\nproxy=null\nregistry=https://r.example/\n`,
  });

  test("of the environment and of npm's settings, each once", async () => {
    const env = { HTTPS_PROXY: "http://one:8080", http_proxy: "http://two:8080" };
    const { found } = await examine([], config("http://three:3128"), { env });
    expect(found.proxy).toEqual({
      status: "ok",
      found: "HTTPS_PROXY=http://one:8080/, http_proxy=http://two:8080/, npm https-proxy=http://three:3128/",
    });
    const { found: once } = await examine([], config("http://one:8080/"), { env });
    expect(once.proxy.found).not.toContain("npm https-proxy");
    // Windows has one variable, whatever its name is spelt like.
    const both = { HTTPS_PROXY: "http://one:8080", https_proxy: "http://one:8080" };
    const windows = await examine([], config("null"), { env: both, platform: "win32" });
    expect(windows.found.proxy.found).toBe("HTTPS_PROXY=http://one:8080/");
  });

  test.each(["one:8080", "://", "ftp://one:21", "http://", "just words"])(
    "%j is no address of one",
    async (proxy) => {
      const { exitCode, found } = await examine([], {}, { env: { HTTP_PROXY: proxy } });
      expect([exitCode, found.proxy.status]).toEqual([1, "failed"]);
      expect(found.proxy.fix).toContain("http://host:port");
    },
  );

  test("no name, password or query of any address is ever told", async () => {
    const cwd = await testFolder();
    const secret = fc.stringMatching(/^[0-9a-f]{12}$/);
    const form = fc.constantFrom(
      (user: string, password: string) => `http://${user}:${password}@host:8080/`,
      (user: string, password: string) => `https://${user}@host/path?token=${password}`,
      (user: string, password: string) => `${user}:${password}@host:8080`,
      (user: string, password: string) => `http://${user}:p@${password}@host`,
      (user: string, password: string) => `ftp://${user}:${password}@host#${password}`,
      (user: string, password: string) => `http:/${user}:${password}@host:port`,
      (user: string, password: string) => `http://${user}:${password}@[bad`,
      (user: string, password: string) => `socks5://${user}:${encodeURIComponent(`:/@${password}`)}@host:1`,
    );
    await fc.assert(
      fc.asyncProperty(form, form, secret, secret, async (registry, proxy, user, password) => {
        const programs = {
          "npm config": `registry=${registry(user, password)}\nhttps-proxy=${proxy(user, password)}\n`,
          "npm ping": {
            status: "failed",
            output: `npm error code E401\n${registry(user, password)}`,
          } as const,
        };
        const { io } = await examine([], programs, { cwd, env: { HTTP_PROXY: proxy(user, password) } });
        expect(io.out()).not.toContain(user);
        expect(io.out()).not.toContain(password);
        expect(io.out()).toContain("refuses access");
      }),
      { numRuns: 60 },
    );
  });
});
