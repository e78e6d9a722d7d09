import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { post } from "../../support/first-request.ts";
import { startServer } from "../../support/server-process.ts";
import { python } from "../platforms/python.ts";

/** A user's handler, with a guard of their own, that says something by all of LLMBrick's means. */
const handler = `
from contextlib import suppress

from llmbrick.bricks.guard.base_guard import GuardBrick
from llmbrick.core.brick import unary_handler
from llmbrick.protocols.models.bricks.guard_types import GuardResponse, GuardResult
from llmbrick.utils.logging import log_function, logger
from llmbrick.utils.metrics import measure_time

from bricks import guard, llm, pipeline
from bricks.mocks import MOCKS


class OwnGuard(GuardBrick):
    @unary_handler
    async def judge(self, request):
        logger.warning("judged\\nby {nobody} <red>at all</red>")
        return GuardResponse(results=[GuardResult(False, 0.5, "")])


MOCKS["guard"] = OwnGuard()


@log_function(service_name="own", log_input=False)
@measure_time
async def look_up():
    return "found"


@log_function(log_input=False)
def fail():
    raise ValueError("broken")


async def handler(request):
    with suppress(NotImplementedError):
        await MOCKS["guard"].run_get_service_info()  # as /readyz asks it: it need not have that
    await look_up()
    try:
        fail()
    except ValueError:
        pass
    async for event in pipeline([guard(), llm()], request):
        yield event
`;

test("what log_function, measure_time and bricks log are lines of the server's log, of their request", async () => {
  const folder = await mkdtemp(join(tmpdir(), "create-llmbrick-sse-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await python.write(folder, "brick");
  await writeFile(join(folder, "handler.py"), handler);
  const server = startServer(...python.server, { cwd: folder, env: { LLMBRICK_PORT: "0" } });
  const [, address = ""] = await server.nextMatch(/Listening on (http\S+)/);
  await (await post(address)).text();
  const next = async (word: string) => {
    const { input } = await server.nextMatch(new RegExp(word));
    const { level, message, requestId, error } = JSON.parse(input);
    return { level, message, requestId, error };
  };

  const timed = await next("requestId");
  const { requestId } = timed;
  expect(timed.message).toMatch(/^\[metrics\] handler\.look_up execution time: 0\.\d+ seconds$/);
  expect(requestId).toMatch(/^[\da-f-]{36}$/);
  expect(await next("found")).toEqual({ level: "info", message: "[own] [look_up] output: found", requestId });
  expect(await next("broken")).toEqual({
    ...{ level: "error", message: "[fail] exception: broken", requestId },
    error: expect.stringMatching(/^Traceback.*ValueError: broken$/s),
  });
  const judged = { level: "warn", message: "judged\nby {nobody} <red>at all</red>", requestId };
  expect(await next("judged")).toEqual(judged);
});
