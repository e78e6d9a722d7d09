import { type Check, failed, LIMIT, ok, warning } from "./check.ts";
import { envFile } from "./model.ts";
import { redact } from "./redact.ts";

/** The word for a brick that the project plays itself. */
const MOCK = "mock";
const ADDRESS = /^(\[[\da-f:.]+\]|[\w.-]+):\d{1,5}$/i;

/** Whether each brick that has an address answers there. */
export const bricks: Check = async (subject) => {
  const { io, options, t } = subject;
  const inFile = await envFile(subject);
  const set = (options.handler.bricks ?? []).flatMap(({ variable, service }) => {
    const address = (io.env[variable] || inFile[variable])?.trim();
    return address ? [{ variable, service, address }] : [];
  });
  if (set.length === 0) return warning(t.doctor.noBrick, t.doctor.fixes.noBrick);
  const findings = await Promise.all(
    set.map(async ({ variable, service, address }) => {
      if (address === MOCK) return ok(t.doctor.plays(variable));
      const isFit = ADDRESS.test(address) && URL.canParse(`http://${address}`);
      const code = isFit ? await io.tryBrick(address, service, LIMIT) : "ERR_INVALID_URL";
      const told = `${variable}=${redact(address)}`;
      return code === undefined
        ? ok(t.doctor.answers(told))
        : failed(t.doctor.unreachable(told, code), t.doctor.fixes.brick(variable));
    }),
  );
  const bad = findings.find(({ status }) => status === "failed");
  return bad ?? ok(findings.map(({ found }) => found).join(", "));
};
