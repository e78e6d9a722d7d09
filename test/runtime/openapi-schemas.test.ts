import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readRequest } from "../../templates/core/src/llmbrick/request/request.ts";
import { event, request } from "../support/client.ts";
import { document, validatorAt } from "../support/openapi.ts";

describe("the request's schema", () => {
  const api = document();
  const isRequest = validatorAt(api, ["components", "schemas", "ConversationRequest"]);
  const anything = fc.oneof(
    fc.jsonValue(),
    fc.string(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  const near = <T>(usual: fc.Arbitrary<T>) =>
    fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: anything });
  const nullable = (usual: fc.Arbitrary<unknown>) => near(fc.option(usual));
  const message = fc.oneof(
    {
      weight: 9,
      arbitrary: fc.record({ role: near(fc.constantFrom("user", "tool")), content: near(fc.string()) }),
    },
    { weight: 1, arbitrary: fc.dictionary(fc.constantFrom("role", "content", "name"), fc.string()) },
  );
  const body = fc
    .tuple(
      fc.record(
        {
          model: near(fc.string()),
          messages: near(fc.array(message)),
          sessionId: near(fc.string()),
          stream: near(fc.boolean()),
          clientId: nullable(fc.string()),
          temperature: nullable(fc.double({ noNaN: true, noDefaultInfinity: true })),
          maxTokens: nullable(fc.integer()),
          tools: nullable(fc.array(anything)),
          toolChoice: anything,
          sourceLanguage: nullable(fc.string()),
        },
        { requiredKeys: ["model", "messages", "sessionId"] },
      ),
      fc.oneof(
        { weight: 9, arbitrary: fc.constant({}) },
        { weight: 1, arbitrary: fc.dictionary(fc.string(), anything) },
      ),
    )
    .map(([fields, more]) => ({ ...fields, ...more }));

  test("is met by no body that the server refuses, and fits the server's own view but for lax forms", () => {
    const seen = { met: 0, unmet: 0 };
    fc.assert(
      fc.property(body, (value) => {
        const result = readRequest(value, 100);
        if (isRequest(value)) {
          seen.met++;
          expect(result).toHaveProperty("request");
        } else {
          seen.unmet++;
          // What the schema refuses, the server refuses too, or it had to be read as another type.
          if ("request" in result)
            expect({ ...result.request }).not.toEqual({ ...result.request, ...(value as object) });
        }
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(seen.met, seen.unmet)).toBeGreaterThan(200);
  });

  test.each([
    [{ ...request, messages: undefined }],
    [{ ...request, unknown: 1 }],
    [{ ...request, messages: [{ role: "user", content: "", name: "n" }] }],
    [{ ...request, stream: null }],
    [{ ...request, model: null }],
    [[]],
  ])("is not met by %j, nor does the server take it", (value) => {
    const sent = JSON.parse(JSON.stringify(value));
    expect(isRequest(sent)).toBe(false);
    expect(readRequest(sent, 100)).toHaveProperty("faults");
  });
});

describe("the event's schema", () => {
  const isEvent = validatorAt(document(), ["components", "schemas", "ConversationEvent"]);
  const whole = { ...event(), model: null, text: null, context: null, metadata: null };

  test.each([
    [{}],
    [{ text: "", model: "gpt-4o", progress: "ERROR" }],
    [{ context: { conversationId: null, cursor: "c" } }],
    [{ metadata: { searchResults: null, attachments: [1], own: {} } }],
  ])("is met with %j", (change) => {
    expect(isEvent({ ...whole, ...change })).toBe(true);
  });

  test.each([
    [{ id: "" }],
    [{ type: null }],
    [{ text: undefined }],
    [{ progress: "done" }],
    [{ own: 1 }],
    [{ context: { cursor: "c" } }],
    [{ context: { conversationId: null, cursor: null, own: 1 } }],
    [{ metadata: { searchResults: null } }],
    [{ metadata: [] }],
  ])("is not met with %o", (change) => {
    expect(isEvent({ ...whole, ...change })).toBe(false);
  });
});
