import { wordsOf, get } from "../shell/api";
import { h, setText } from "../shell/dom";
import { Poll } from "../shell/poll";
import { clock, moment } from "../shell/units";
import { Page, View } from "../shell/view";
import { Live } from "./answer";
import { LiveChart } from "./chart";
import { Providers } from "./providers";
import { Recent } from "./recent";
import { Tiles } from "./tiles";

const EVERY_MS = 1000;

function lentWords(live: Live): string | null {
  if (live.store.state !== "lent") return null;
  const by = live.store.lent_to ?? "another command";
  const since = live.store.since ? ` since ${clock(live.store.since)} UTC` : "";
  return (
    `The store is lent to ${by}${since}. What is live goes on; rankings, study and generations ` +
    "come back when it is done."
  );
}

/** Opens what happens right now: rates, latencies, providers and the generations of late. */
export function openLive(page: Page): View {
  const tiles = new Tiles();
  const chart = new LiveChart();
  const providers = new Providers();
  const recent = new Recent({ clockOnly: true, withAccount: page.session.role === "admin" });
  const asOf = h("p", { class: "quiet as-of" }, "Waiting for the first answer.");
  const element = h(
    "div",
    { class: "live" },
    h("div", { class: "heading" }, h("h1", {}, "Live"), asOf),
    tiles.element,
    chart.element,
    providers.element,
    recent.element,
  );
  const isAccount = page.session.role === "account";
  providers.element.hidden = isAccount;
  chart.element.hidden = isAccount;
  let lastHeard = "";
  const show = (live: Live) => {
    lastHeard = live.now;
    element.classList.remove("stale");
    tiles.show(live);
    if (!isAccount) chart.show(live.series);
    providers.show(live.providers);
    recent.show(live.recent);
    setText(asOf, `${moment(live.now)} UTC`);
    page.banner(lentWords(live));
  };
  const fail = (error: unknown) => {
    element.classList.add("stale");
    const since = lastHeard === "" ? "" : ` What is shown is from ${clock(lastHeard)} UTC.`;
    page.banner(wordsOf(error) + since + " Trying again.");
  };
  const poll = new Poll<Live>(EVERY_MS, (signal) => get("live", undefined, signal), show, fail);
  poll.start();
  return {
    title: "Live",
    element,
    redraw: () => chart.redraw(),
    leave: () => {
      poll.stop();
      chart.leave();
      page.banner(null);
    },
  };
}
