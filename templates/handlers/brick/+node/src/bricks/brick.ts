import type { DescService, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import type { ConnectRouter, HandlerContext } from "@connectrpc/connect";
import type { ModelInfo } from "./generated/common_pb.ts";
import type { LLMRequest } from "./generated/llm_pb.ts";
import { type BrickName, services } from "./services.ts";

/** A brick of this project: the server asks it in its own process, or `npm run brick` serves it. */
export interface Brick {
  readonly kind: BrickName;
  /** Adds its service to those of a gRPC server. */
  readonly register: (router: ConnectRouter) => void;
}

/** What a brick tells of itself to whoever asks. */
export interface BrickInfo {
  name: string;
  version?: string;
  models?: Partial<Pick<ModelInfo, "modelId" | "version" | "supportedLanguages" | "description">>[];
}

/** Thrown by a brick, to tell its caller a code of its own: 429, say, or 4001. Any other error is told as 13. */
export class BrickError extends Error {
  override name = "BrickError";
  readonly code: number;
  readonly detail: string;

  constructor(code: number, message: string, detail = "") {
    super(message);
    this.code = code;
    this.detail = detail;
  }
}

/** What a brick is given beside the request: `signal` fires when its caller goes away, or its time is over. */
export type BrickContext = Pick<HandlerContext, "signal">;

type Method<Kind extends BrickName> = (typeof services)[Kind]["method"]["unary"];
type RequestOf<Kind extends BrickName> = MessageShape<Method<Kind>["input"]>;
type ReplyOf<Kind extends BrickName> = Omit<MessageInitShape<Method<Kind>["output"]>, "error">;

/** An llm brick: gives the answer's text in pieces. Who asks for the whole gets them joined. */
export function llmBrick(
  info: BrickInfo,
  answer: (request: LLMRequest, context: BrickContext) => AsyncIterable<string>,
): Brick {
  return brickOf("llm", info, true, {
    unary: (request: LLMRequest, context: BrickContext) =>
      told(context, async () => {
        let text = "";
        for await (const piece of answer(request, context)) text += piece;
        return { text, isFinal: true };
      }),
    async *outputStreaming(request: LLMRequest, context: BrickContext) {
      try {
        for await (const text of answer(request, context)) yield { text, error: success };
        yield { isFinal: true, error: success };
      } catch (error) {
        // To a caller that is gone there is nothing more to say.
        if (!context.signal.aborted) yield { error: errorOf(error) };
      }
    },
  });
}

/** A brick of another kind: gives one reply to each request. */
export function unaryBrick<Kind extends Exclude<BrickName, "llm">>(
  kind: Kind,
  info: BrickInfo,
  reply: (request: RequestOf<Kind>, context: BrickContext) => ReplyOf<Kind> | Promise<ReplyOf<Kind>>,
): Brick {
  const unary = (request: RequestOf<Kind>, context: BrickContext) =>
    told(context, async () => ({ ...(await reply(request, context)) }));
  return brickOf(kind, info, false, {
    unary,
    // Translations are asked for as streams, too.
    async *outputStreaming(request: RequestOf<Kind>, context: BrickContext) {
      yield await unary(request, context);
    },
  });
}

function brickOf(kind: BrickName, info: BrickInfo, supportStreaming: boolean, methods: object): Brick {
  const { name, version = "1.0.0", models = [] } = info;
  // The types of six services are too many for one: the functions above hold their arguments to them.
  const implementation: object = {
    ...methods,
    getServiceInfo: () => ({
      serviceName: name,
      version,
      models: models.map((model) => ({ supportStreaming, ...model })),
      error: success,
    }),
  };
  return { kind, register: (router) => router.service(services[kind] as DescService, implementation) };
}

/** The services of several bricks. @throws Two of them are of one kind: the second would hide the first. */
export function routesOf(bricks: readonly Brick[]): (router: ConnectRouter) => void {
  const kinds = bricks.map(({ kind }) => kind);
  const twice = kinds.find((kind, index) => kinds.indexOf(kind) < index);
  if (twice) throw new Error(`One server has one brick of a kind, and here are two of the kind ${twice}`);
  return (router) => {
    for (const { register } of bricks) register(router);
  };
}

/** Bricks tell of success, too: LLMBrick takes anything but 200 for an error. */
const success = { code: 200 };

/** As LLMBrick has it, a call that failed is an OK reply with nothing but the error in it. */
async function told<Reply extends object>({ signal }: BrickContext, reply: () => Promise<Reply>) {
  try {
    return { ...(await reply()), error: success };
  } catch (error) {
    // A caller that is gone reads no reply, and its leaving is no error.
    return signal.aborted ? {} : { error: errorOf(error) };
  }
}

function errorOf(error: unknown) {
  if (error instanceof BrickError) return { code: error.code, message: error.message, detail: error.detail };
  console.error(error);
  return { code: 13, message: error instanceof Error ? error.message : String(error) };
}
