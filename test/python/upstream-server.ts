import { type Answer, type Changes, Server } from "../../conformance/server.ts";

/** The package llmbrick as a server to be checked: what its faults tell beyond the protocol is not looked at. */
export class Upstream extends Server {
  constructor(url: URL) {
    super({ url, endpoint: "/chat/completions", model: "gpt-4o" });
  }

  override session(): Server {
    return new Upstream(this.url);
  }

  override async ask(changes?: Changes): Promise<Answer> {
    const answer = await super.ask(changes);
    if (answer.status !== 422) return answer;
    const { detail } = JSON.parse(answer.text) as { detail: Record<string, unknown>[] };
    const faults = detail.map(({ type, loc, msg }) => ({ type, loc, msg }));
    return { ...answer, text: JSON.stringify({ detail: faults }) };
  }
}
