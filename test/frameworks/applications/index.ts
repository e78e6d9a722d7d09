import type { Start } from "./application.ts";
import { start as express } from "./express.ts";
import { start as fastify } from "./fastify.ts";
import { start as hono } from "./hono.ts";
import { start as koa } from "./koa.ts";
import { start as nest } from "./nest.ts";
import { start as node } from "./node.ts";

export const applications: Record<string, Start> = { node, express, fastify, hono, koa, nest };
