// Answers that survive a lost connection, and a button that breaks it, so that one sees it.
import { chat } from "./client.js";
import { connection } from "./connection.js";
import { $, announce, h } from "./dom.js";
import { onDraw } from "./drawing.js";
import { onLanguage, t } from "./i18n.js";
import { Reconnecting } from "./reconnecting.js";
import { currentRoute } from "./route.js";
import { zhTW } from "./zh-TW.js";

Object.assign(zhTW, {
  "Cut the connection": "切斷連線",
  "The connection was lost. Attempt {0}, after event {1}": "連線中斷：第 {0} 次嘗試，從事件 {1} 之後接續",
});

const cut = h("button", { type: "button", id: "cut", ariaDisabled: "true" });
let client;

$("stop").after(cut);
onLanguage(label);
label();
onDraw(({ state }) => {
  cut.ariaDisabled = String(state !== "running" || !client);
});
cut.addEventListener("click", () => cut.ariaDisabled === "true" || client.cut());

const plainly = connection.open;
connection.open = (note, signal) => {
  // Of other routes, the answers end with their connection.
  const isKept = currentRoute().ask === chat;
  const onReconnect = ({ number, after }) => {
    const text = t("The connection was lost. Attempt {0}, after event {1}", number, after);
    note(text);
    announce(text);
  };
  const own = isKept ? new Reconnecting({ onReconnect }) : undefined;
  client = own;
  if (!own) return plainly(note, signal);
  signal.addEventListener("abort", () => own.cancel().catch(() => {}));
  return own.fetch;
};

function label() {
  cut.textContent = t("Cut the connection");
}
