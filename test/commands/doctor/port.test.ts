import { describe, expect, test } from "vitest";
import { changedFs, examine } from "../../support/doctor.ts";
import { systemError } from "../../support/test-io.ts";

describe("the port", () => {
  const taken = (...ports: number[]) => ({
    tryPort: async (port: number) => (ports.includes(port) ? "EADDRINUSE" : undefined),
  });

  test("in use, by what lsof tells; the next free one is offered", async () => {
    const parts = { platform: "darwin" as const, ...taken(9100, 9101, 9102) };
    const { exitCode, found, io } = await examine(["--port", "9100"], { lsof: "p4711\ncnode\nf12\n" }, parts);
    expect(exitCode).toBe(1);
    expect(found.port).toEqual({
      status: "failed",
      found: "9100 is in use by node (process 4711)",
      fix: "Stop that program, or choose another port: --port 9103.",
    });
    expect(io.started).toContainEqual(
      expect.objectContaining({ command: "lsof", args: ["-nP", "-iTCP:9100", "-sTCP:LISTEN", "-Fpc"] }),
    );
  });

  test("in use, by what Windows tells in any language", async () => {
    const netstat = [
      "  Proto  Lokale Adresse         Remoteadresse          Status           PID",
      "  TCP    127.0.0.1:51000        127.0.0.1:9000         HERGESTELLT      1",
      "  TCP    127.0.0.1:9000         127.0.0.1:51000        HERGESTELLT      2",
      "  TCP    0.0.0.0:19000          0.0.0.0:0              ABHÖREN          3",
      "  TCP    127.0.0.1:9000         0.0.0.0:0              ABHÖREN          4711",
    ].join("\r\n");
    const programs = { netstat, tasklist: '"node.exe","4711","Console","1","42.000 K"\r\n' };
    const { found } = await examine([], programs, { platform: "win32", ...taken(9000) });
    expect(found.port.found).toBe("9000 is in use by node.exe (process 4711)");
  });

  test("in use, by what /proc tells: processes that can't be looked into are passed over", async () => {
    const row = (local: string, state: string, inode: number) =>
      `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  1000        0 ${inode} 1 0 100 0 0 10 0`;
    const links: Record<string, string> = {
      "/proc/20/fd/3": "socket:[111]",
      "/proc/30/fd/0": "/dev/null",
      "/proc/30/fd/7": "socket:[222]",
      "/proc/30/exe": "/usr/bin/node",
    };
    const folders: Record<string, string[]> = {
      "/proc": ["1", "20", "30", "net"],
      "/proc/20/fd": ["3"],
      "/proc/30/fd": ["0", "7", "9"],
    };
    const orFail = async (value: unknown, path: string) => {
      if (value === undefined) throw systemError("EACCES", path);
      return value;
    };
    const procFs = changedFs({
      readFile: (path: string) =>
        orFail(
          path === "/proc/net/tcp"
            ? [
                "  sl  local_address …",
                row("0100007F:2328", "01", 111),
                row("0100007F:2328", "0A", 222),
              ].join("\n")
            : undefined,
          path,
        ),
      readdir: (path: string) => orFail(folders[path], path),
      readlink: (path: string) => orFail(links[path], path),
    });
    const { found } = await examine([], {}, { fs: procFs, ...taken(9000) });
    expect(found.port.found).toBe("9000 is in use by node (process 30)");

    delete links["/proc/30/fd/7"];
    const { found: unknown } = await examine([], {}, { fs: procFs, ...taken(9000) });
    expect(unknown.port.found).toMatch(/^9000 is in use; by which program can't be told/);
  });

  test("that only an administrator may use", async () => {
    const { found } = await examine(["--port", "80"], {}, { tryPort: async () => "EACCES" });
    expect(found.port).toMatchObject({ status: "failed", found: "80: this user may not listen there" });
  });

  test("that Windows keeps back, with its neighbours: one that was tried is offered", async () => {
    const tryPort = async (port: number) => (port < 9150 ? "EACCES" : undefined);
    const { exitCode, found } = await examine([], {}, { platform: "win32", tryPort });
    expect([exitCode, found.port]).toMatchObject([
      1,
      { status: "failed", found: expect.stringContaining("9000: Windows keeps it back") },
    ]);
    expect(found.port.fix).toMatch(/--port 9200\. .*netsh int ipv4 show excludedportrange protocol=tcp$/);
  });

  test("of which the system tells nothing", async () => {
    const { exitCode, found } = await examine([], {}, { tryPort: async () => "EWHATEVER" });
    expect([exitCode, found.port]).toMatchObject([
      0,
      { status: "warning", found: "can't be told: EWHATEVER" },
    ]);
  });

  test("at the end of all ports", async () => {
    const { found } = await examine(
      ["--port", "65535"],
      { lsof: "" },
      { platform: "darwin", ...taken(65_535) },
    );
    expect(found.port.fix).toContain("--port 9000.");
  });
});
