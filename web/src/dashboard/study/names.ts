import names from "../../names.json";
import { h } from "../shell/dom";
import { words } from "../shell/units";

/** What readers know columns, statistics and verdicts as, where underscores alone are not enough. */
const KNOWN: { [name: string]: string } = names;

/** Writes the name of a column, a statistic or a verdict as a reader expects it. */
export function readable(name: string): string {
  return KNOWN[name] ?? words(name);
}

/** Says whether a statistic's name reads well; else what is said of it stands in its place. */
export function hasReadableName(name: string): boolean {
  return name in KNOWN || !name.includes("_");
}

const LANGUAGES = new Intl.DisplayNames("en", { type: "language", fallback: "none" });

/** Names a language by its code in English; what is no code of a language stays as it is. */
export function languageName(code: string): string {
  return (/^[a-z]{2}(-[A-Z]\w+)?$/.test(code) && LANGUAGES.of(code)) || code;
}

/** Names a figure by its number in the paper, Figure 21a or Table 1; empty for one of our own. */
export function paperName(id: string): string {
  const match = /^(fig|table)0*(\d+[a-z]?)$/.exec(id);
  return match ? `${match[1] === "fig" ? "Figure" : "Table"} ${match[2]}` : "";
}

/** Names a figure by its number in the paper, or by its title where it is one of our own. */
export function nameOf(figure: { id: string; title: string }): string {
  return paperName(figure.id) || figure.title;
}

/** Writes the line above a heading: the figure's number, and its title unless that is the heading. */
export function kickerText(id: string, title: string, heading: string): string {
  return [paperName(id), title === heading ? "" : title].filter((part) => part !== "").join(" · ");
}

/** Splits a sentence so that no line breaks inside a name: app-53, marketing/seo. */
export function withWholeNames(text: string): (HTMLElement | string)[] {
  return text.split(/( )/).map((word) => {
    return /[-/]/.test(word) ? h("span", { class: "whole-name" }, word) : word;
  });
}
