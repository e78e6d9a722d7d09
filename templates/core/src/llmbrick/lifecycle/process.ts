import { words } from "../config/words.ts";
import { describeError } from "../log/describe.ts";
import type { Logger } from "../log/log.ts";

/** Signals that end the server, and their numbers. Windows has SIGBREAK, and SIGHUP where its window is closed. */
const signals = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15, SIGBREAK: 21 };

/**
 * Ends the process once `close` is through: with 0, or with 1 where it fails, which the log tells. At a second signal
 * it ends at once, with 128 and the signal's number.
 */
export function closeOnSignals(close: () => Promise<void>, logger: Logger): void {
  let isClosing = false;
  for (const [signal, number] of Object.entries(signals)) {
    process.on(signal, async () => {
      if (isClosing) process.exit(128 + number);
      isClosing = true;
      try {
        await close();
      } catch (error) {
        logger.error({ message: "The server failed to shut down in order", error: describeError(error) });
        process.exit(1);
      }
      process.exit(0);
    });
  }
}

/**
 * Keeps the server alive where Node would end it, for the sake of all other answers. An error that nobody catches
 * comes from a callback, a timer or a lost promise of a handler. Each answer has its own state and its own limits:
 * one that such an error leaves without a next event ends by `requestTimeout`.
 */
export function outliveErrors(logger: Logger): void {
  const tell = (message: string) => (error: unknown) =>
    logger.error({ message, error: describeError(error) });
  process.on("uncaughtException", tell("An error that nothing catches"));
  process.on("unhandledRejection", tell("A rejected promise that nothing waits for"));
}

/** Keeps the server alive where the reader of its output has ended, or the disk is full. */
export function outliveOutput(): void {
  process.stdout.once("error", ({ code }: NodeJS.ErrnoException) => {
    console.error(words.logLost(String(code)));
  });
  for (const output of [process.stdout, process.stderr]) output.on("error", () => {});
}
