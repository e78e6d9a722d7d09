import { describeBusy } from "./busy/describe-busy.ts";
import { start as express } from "./busy/express.ts";
import { start as hono } from "./busy/hono.ts";
import { start as koa } from "./busy/koa.ts";
import { start as node } from "./busy/node.ts";

for (const [name, start] of Object.entries({ node, express, hono, koa })) describeBusy(name, start);
