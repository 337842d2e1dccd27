/** The filters that take any of several values, with the facet that lists their values. */
export const MANY = {
  source_class: "source_classes",
  author: "authors",
  model: "models",
  provider: "providers",
  account: "accounts",
  app: "apps",
  country: "countries",
  category: "categories",
} as const;

export type Many = keyof typeof MANY;
export const MANY_NAMES = Object.keys(MANY) as Many[];

/** What a reader calls a filter. */
export const LABELS: { [name: string]: string } = {
  time: "time",
  grain: "grain",
  source_class: "source class",
  author: "author",
  model: "model",
  provider: "provider",
  account: "account",
  app: "app",
  country: "country",
  category: "category",
  byok: "own provider key (BYOK)",
};

const SINGLE = ["from", "to", "grain", "byok"] as const;
type Single = (typeof SINGLE)[number];

/** The filters of the study as the address holds them; the API takes the same query. */
export class Filters {
  constructor(private readonly query: URLSearchParams) {}

  one(name: Single): string {
    return this.query.get(name) ?? "";
  }

  many(name: Many): string[] {
    return this.query.getAll(name).filter((value) => value !== "");
  }

  /** Returns the filters with one value changed; an empty value takes the filter away. */
  with(name: Single, value: string): Filters {
    const next = new URLSearchParams(this.print());
    if (value === "") next.delete(name);
    else next.set(name, value);
    return new Filters(next);
  }

  withMany(name: Many, values: string[]): Filters {
    const next = new URLSearchParams(this.print());
    next.delete(name);
    values.forEach((value) => next.append(name, value));
    return new Filters(next);
  }

  /** Returns the filters that are set, by the names that a figure lists: time for from and to. */
  active(): string[] {
    const names: string[] = [];
    if (this.one("from") !== "" || this.one("to") !== "") names.push("time");
    if (this.one("grain") !== "") names.push("grain");
    MANY_NAMES.forEach((name) => this.many(name).length > 0 && names.push(name));
    if (this.one("byok") !== "") names.push("byok");
    return names;
  }

  /** Returns the active filters that a figure cannot take; its own grain harms no figure. */
  refusedBy(accepted: string[]): string[] {
    return this.active().filter((name) => name !== "grain" && !accepted.includes(name));
  }

  /** Returns the filters without those that a figure cannot take. */
  acceptedBy(accepted: string[]): Filters {
    const next = this.print();
    const drop = (name: string, keys: string[]) => {
      if (!accepted.includes(name)) keys.forEach((key) => next.delete(key));
    };
    drop("time", ["from", "to"]);
    drop("grain", ["grain"]);
    drop("byok", ["byok"]);
    MANY_NAMES.forEach((name) => drop(name, [name]));
    return new Filters(next);
  }

  /** Writes the filters as a query in one fixed order, without anything else of the address. */
  print(): URLSearchParams {
    const query = new URLSearchParams();
    (["from", "to", "grain"] as const).forEach((name) => {
      if (this.one(name) !== "") query.set(name, this.one(name));
    });
    MANY_NAMES.forEach((name) => this.many(name).forEach((value) => query.append(name, value)));
    if (this.one("byok") !== "") query.set("byok", this.one("byok"));
    return query;
  }

  /** Writes the filters behind a path. */
  behind(path: string): string {
    const text = this.print().toString();
    return text === "" ? path : path + "?" + text;
  }
}
