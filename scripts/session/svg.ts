import { type Picture, SIZE } from "./record.ts";
import type { Row, Run } from "./row.ts";

const CELL = { width: 8.4, height: 18 };
const FONT_SIZE = 14;
const MARGIN = 16;
const BASELINE = 13;

/** Colours that are read well on the dark window, which is the same on light and on dark pages. */
const STYLE = `
svg{font:${FONT_SIZE}px ui-monospace,"SFMono-Regular",Menlo,Consolas,"DejaVu Sans Mono","Noto Sans Mono CJK TC","PingFang TC","Microsoft JhengHei",monospace}
text{fill:#d7dae0;white-space:pre}.bold{font-weight:600;fill:#fff}.dim{fill:#8b93a1}.underline{text-decoration:underline}
.caret{fill:#d7dae0;opacity:.6}
.red{fill:#ff8080}.green{fill:#7ee787}.cyan{fill:#6fd6e8}.yellow{fill:#e5c07b}
.p{visibility:hidden}.p:last-of-type{visibility:visible}`;

/** The pictures as one SVG that plays them in turn; without animation it shows the last. */
export function svgOf(pictures: readonly Picture[], title: string): string {
  const width = Math.round(SIZE.cols * CELL.width + 2 * MARGIN);
  const height = SIZE.rows * CELL.height + 2 * MARGIN;
  const rows = new Map<string, string>();
  const idOf = (row: Row) => {
    const markup = row.map(textOf).join("");
    const id = rows.get(markup) ?? `r${rows.size}`;
    rows.set(markup, id);
    return id;
  };
  const groups = pictures.map(
    (picture, index) =>
      `<g class="p p${index}">${picture.rows
        .map((row, y) => (row.length === 0 ? "" : `<use href="#${idOf(row)}" y="${y * CELL.height}"/>`))
        .join("")}${caretAt(picture)}</g>`,
  );
  const defs = [...rows].map(([markup, id]) => `<g id="${id}">${markup}</g>`).join("\n");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(title)}">
<title>${escapeXml(title)}</title>
<style>${STYLE}
${animation(pictures)}</style>
<defs>
${defs}
</defs>
<rect width="${width}" height="${height}" rx="8" fill="#1d2129" stroke="#444c56"/>
<g transform="translate(${MARGIN} ${MARGIN + BASELINE})">
${groups.join("\n")}
</g>
</svg>
`;
}

/** Each picture is seen for its time, one after the other, over and over. */
function animation(pictures: readonly Picture[]): string {
  const total = pictures.reduce((sum, { seconds }) => sum + seconds, 0);
  let start = 0;
  const rules = pictures.map(({ seconds }, index) => {
    const from = percent(start / total);
    start += seconds;
    const to = percent(start / total);
    const before = index === 0 ? "" : "0%{visibility:hidden}";
    const after = index === pictures.length - 1 ? "" : `${to}{visibility:hidden}`;
    return `@keyframes k${index}{${before}${from}{visibility:visible}${after}}.p${index}{animation:k${index} ${total.toFixed(1)}s step-end infinite}`;
  });
  return `@media (prefers-reduced-motion:no-preference){${rules.join("\n")}}`;
}

const percent = (part: number) => `${(part * 100).toFixed(2)}%`;

function caretAt({ caret }: Picture): string {
  if (!caret) return "";
  const { x, y } = { x: round(caret.x * CELL.width), y: caret.y * CELL.height - BASELINE };
  return `<rect class="caret" x="${x}" y="${y}" width="${CELL.width}" height="${CELL.height - 2}"/>`;
}

function textOf({ column, width, text, look }: Run): string {
  const classes = look === "" ? "" : ` class="${look}"`;
  const x = round(column * CELL.width);
  return `<text x="${x}" textLength="${round(width * CELL.width)}" lengthAdjust="spacingAndGlyphs"${classes}>${escapeXml(text)}</text>`;
}

const round = (value: number) => Number(value.toFixed(1));

const escapeXml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
