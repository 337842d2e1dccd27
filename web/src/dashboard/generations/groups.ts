import { grouped } from "../../chart/format";
import { h } from "../shell/dom";
import { money, moment, span, UNKNOWN, words } from "../shell/units";
import { GenerationRecord, Value } from "./answer";

/** The columns of the record in the groups of docs/record.md; money by its dollars. */
const GROUPS: [string, string[]][] = [
  [
    "Identity",
    [
      "generation_id",
      "request_id",
      "session_hash",
      "account",
      "account_id",
      "api_key_id",
      "app",
      "source",
    ],
  ],
  ["Time", ["created_at", "ttft_ms", "generation_ms", "gateway_us"]],
  ["Where", ["country", "region"]],
  [
    "Model",
    [
      "model_requested",
      "model",
      "permaslug",
      "variant",
      "provider",
      "upstream_id",
      "api_type",
      "strategy",
      "attempts",
    ],
  ],
  [
    "Outcome",
    [
      "streamed",
      "cancelled",
      "terminal_state",
      "finish_reason",
      "native_finish_reason",
      "http_status",
    ],
  ],
  ["Agentic", ["tools_offered", "tool_calls", "turns"]],
  [
    "Tokens",
    [
      "prompt_tokens",
      "completion_tokens",
      "reasoning_tokens",
      "cache_read_tokens",
      "cache_write_tokens",
      "media_prompt",
      "media_completion",
      "usage_provenance",
    ],
  ],
  [
    "Money",
    ["cost_usd", "upstream_cost_usd", "cache_discount_usd", "is_byok", "is_free", "price_id"],
  ],
];

/** Columns that other parts of the page show, or that repeat another in other units. */
function isElsewhere(column: string): boolean {
  return column === "import_batch" || column.endsWith("_nano_usd");
}

function written(column: string, value: string | number | boolean): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return column.endsWith("_at") ? moment(value) + " UTC" : value;
  if (/_usd(_per_million)?$/.test(column)) return money(value);
  if (column.endsWith("_ms")) return span(value);
  if (column.endsWith("_us")) return grouped(value) + "\u00a0µs";
  if (/status|batch/.test(column)) return String(value);
  return Number.isInteger(value) ? grouped(value) : String(Number(value.toPrecision(6)));
}

/** Names a column without the unit that its value carries. */
function named(column: string): string {
  const bare = column.replace(/_usd_per_million$/, "_per_million_tokens");
  return words(bare.replace(/_(ms|us|usd)$/, ""));
}

/** Writes one field of a record; what is not known says so. */
export function field(column: string, value: Value | undefined): HTMLElement {
  const isKnown = value !== null && value !== undefined;
  const text = isKnown ? written(column, value) : UNKNOWN;
  return h(
    "div",
    { "data-column": column },
    h("dt", { title: column }, named(column)),
    h("dd", { class: isKnown ? null : "unknown" }, text),
  );
}

function group(title: string, columns: string[], record: GenerationRecord): HTMLElement {
  const fields = columns.map((column) => field(column, record[column]));
  return h("section", {}, h("h3", {}, title), h("dl", { class: "fields" }, ...fields));
}

/** Shows a whole record by groups. A column that no group names has a group of its own. */
export function recordGroups(record: GenerationRecord): HTMLElement {
  const named = GROUPS.flatMap(([, columns]) => columns);
  const rest = Object.keys(record).filter((each) => !named.includes(each) && !isElsewhere(each));
  const groups = GROUPS.map(([title, columns]) => group(title, columns, record));
  if (rest.length > 0) groups.push(group("More", rest, record));
  return h("div", { class: "groups" }, ...groups);
}

/** Shows the fields of any flat record, or that there is none. */
export function fields(record: GenerationRecord | null, none: string): HTMLElement {
  if (!record) return h("p", { class: "quiet" }, none);
  const list = Object.keys(record).map((column) => field(column, record[column]));
  return h("dl", { class: "fields" }, ...list);
}
