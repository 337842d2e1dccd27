import { counted, formatted, grouped } from "../../chart/format";
import { h, setText } from "../shell/dom";
import { money, NOTHING, rate, span, UNKNOWN } from "../shell/units";
import { Live } from "./answer";

/** What a tile shows at one moment. */
interface Shown {
  value: string;
  about: string;
}

interface Tile {
  key: string;
  label: string;
  unit: string;
  read(live: Live): Shown | null;
}

function minutes(seconds: number): string {
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

function known(value: number | null, write: (value: number) => string): string {
  return value === null ? NOTHING : write(value);
}

function generations(count: number | null): string {
  return count === null ? `${NOTHING} generations` : counted(count, "generation");
}

function firstToken(live: Live, value: number | null | undefined): Shown | null {
  if (!live.ttft) return null;
  const about =
    value === null ? "no first token lately" : `over the last ${minutes(live.ttft.window_s)}`;
  return { value: value === null || value === undefined ? NOTHING : span(value), about };
}

const TILES: Tile[] = [
  {
    key: "requests",
    label: "Requests",
    unit: "/s",
    read: (live) =>
      live.requests_per_s === null
        ? null
        : {
            value: rate(live.requests_per_s),
            about: `over ${live.window_s} s, ${known(live.running, grouped)} running`,
          },
  },
  {
    key: "tokens",
    label: "Tokens",
    unit: "/s",
    read: (live) =>
      live.tokens_per_s === null
        ? null
        : { value: rate(live.tokens_per_s), about: `over ${live.window_s} s, in and out` },
  },
  {
    key: "spend",
    label: "Spend today",
    unit: "",
    read: (live) => ({
      value: live.spend_today_usd === null ? UNKNOWN : money(live.spend_today_usd),
      about: `${generations(live.generations_today)} since 00:00 UTC`,
    }),
  },
  {
    key: "errors",
    label: "Error rate",
    unit: "",
    read: (live) =>
      live.requests_per_s === null
        ? null
        : {
            value: live.error_rate === null ? NOTHING : formatted(live.error_rate, "share"),
            about:
              live.error_rate === null
                ? "nothing ended in the last 5 min"
                : "of what ended in the last 5 min",
          },
  },
  {
    key: "ttft_p50",
    label: "First token, median",
    unit: "",
    read: (live) => firstToken(live, live.ttft?.p50_ms),
  },
  {
    key: "ttft_p95",
    label: "First token, 95th percentile",
    unit: "",
    read: (live) => firstToken(live, live.ttft?.p95_ms),
  },
];

/** The row of numbers at the head of the live view. They change silently: no one is told. */
export class Tiles {
  readonly element = h("dl", { class: "tiles" });
  private readonly shown = new Map<string, { root: HTMLElement; value: Element; about: Element }>();

  constructor() {
    TILES.forEach((tile) => {
      const value = h("span", { class: "value" }, NOTHING);
      const about = h("span", { class: "about" });
      const unit = tile.unit !== "" && h("span", { class: "unit" }, tile.unit);
      const root = h(
        "div",
        { "data-tile": tile.key },
        h("dt", {}, tile.label),
        h("dd", {}, value, unit, about),
      );
      this.shown.set(tile.key, { root, value, about });
      this.element.append(root);
    });
  }

  show(live: Live): void {
    TILES.forEach((tile) => {
      const place = this.shown.get(tile.key)!;
      const now = tile.read(live);
      place.root.hidden = now === null;
      if (!now) return;
      setText(place.value, now.value);
      setText(place.about, now.about);
    });
  }
}
