/** Something that happens once, and can be awaited before or after. */
export interface Latch<Value = void> {
  readonly happened: Promise<Value>;
  set: (value: Value) => void;
}

export function latch<Value = void>(): Latch<Value> {
  let set: (value: Value) => void = () => {};
  const happened = new Promise<Value>((resolve) => {
    set = resolve;
  });
  return { happened, set };
}
