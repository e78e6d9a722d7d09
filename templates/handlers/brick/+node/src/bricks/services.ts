import { GuardService } from "./generated/guard_pb.ts";
import { IntentionService } from "./generated/intention_pb.ts";
import { LLMService } from "./generated/llm_pb.ts";
import { RectifyService } from "./generated/rectify_pb.ts";
import { RetrievalService } from "./generated/retrieval_pb.ts";
import { TranslateService } from "./generated/translate_pb.ts";

/** The kinds of bricks, each with its service on the wire. */
export const services = {
  guard: GuardService,
  rectify: RectifyService,
  translate: TranslateService,
  intention: IntentionService,
  retrieval: RetrievalService,
  llm: LLMService,
} as const;

export type BrickName = keyof typeof services;

export const brickNames = Object.keys(services) as BrickName[];

/** Bytes of one message: what gRPC's own servers and clients take. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
