/** A tab of any browser: as much of it as those tests of the page need that run in each. */
export interface Tab {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Sets out for the page before. */
  back(): Promise<void>;
  /** Runs an expression in the page, and waits for its promise. Its value goes through JSON. */
  evaluate<Value>(expression: string): Promise<Value>;
  click(selector: string): Promise<void>;
  /** Types into what has the focus. */
  type(text: string): Promise<void>;
  /** Presses a key by the name that the standard gives it, such as "Escape"; Control is held down meanwhile. */
  press(key: string, options?: { control: boolean }): Promise<void>;
  /** As a PNG. */
  screenshot(): Promise<Buffer>;
  close(): Promise<void>;
}

/** A browser that has been started. */
export interface Engine {
  open(): Promise<Tab>;
  close(): Promise<void>;
}
