import { distance, hex, Oklch } from "./oklch";
import { AUTHORS, DEEP_GREY, FIXED, GREY, Theme } from "./palette";

/** The colours of the models and unnamed entities that were met so far. */
export type Assignment = { [entity: string]: Oklch };

const MODEL_LIGHTNESS = [0.5, 0.6, 0.7, 0.8];
const MODEL_TURNS = [0, 13, -13];
const SPARE_HUES = 12;
/** Two colours nearer than this are hard to tell apart in a legend. */
const APART = 0.07;

/** A column by its name, with the entities that stand on each other in it, the largest first. */
export interface Stack {
  name: string;
  entities: string[];
}

/** Hashes a text to 32 bits (FNV-1a); the same text has the same colour in every report. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value ^= text.charCodeAt(i);
    const low = (value << 1) + (value << 4) + (value << 7) + (value << 8) + (value << 24);
    value = (value + low) >>> 0;
  }
  return (value ^ (value >>> 15)) >>> 0;
}

function afterColon(entity: string): string {
  return entity.slice(entity.indexOf(":") + 1);
}

function isGrey(entity: string): boolean {
  const name = afterColon(entity);
  return name === "other" || name === "others" || name === "unknown";
}

function spare(slot: number): Oklch {
  const ring = Math.floor(slot / SPARE_HUES);
  const hue = ((slot % SPARE_HUES) * 360) / SPARE_HUES + ring * 10;
  return { l: [0.62, 0.76, 0.5][ring % 3]!, c: [0.12, 0.09, 0.1][ring % 3]!, h: hue };
}

/** Writes a name as it is compared: "Z.AI" and "z-ai" are one. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** Finds the author that a provider's name is, so that both have one colour: "Mistral" is mistralai. */
function authorOf(provider: string): string | undefined {
  const name = plain(provider);
  return Object.keys(AUTHORS).filter((slug) => plain(slug) === name || plain(slug) === name + "ai")[0];
}

/** Lists what a model may look like: shades of its author's colour, from the middle ones on. */
function shades(base: Oklch): Oklch[] {
  const found: Oklch[] = [];
  MODEL_TURNS.forEach((turn) =>
    MODEL_LIGHTNESS.forEach((l) =>
      found.push({ l, c: Math.min(base.c, l > 0.75 ? 0.1 : 0.15), h: base.h + turn }),
    ),
  );
  return found;
}

function spares(): Oklch[] {
  const found: Oklch[] = [];
  for (let slot = 0; slot < 3 * SPARE_HUES; slot++) found.push(spare(slot));
  return found;
}

/** Takes the colour that the hash asks for, or the next one that is apart from those in use. */
function take(entity: string, from: Oklch[], used: Oklch[]): Oklch {
  const wanted = hash(entity) % from.length;
  let best = from[wanted]!;
  let most = -1;
  for (let step = 0; step < from.length && most < APART; step++) {
    const colour = from[(wanted + step) % from.length]!;
    let nearest = Infinity;
    used.forEach((other) => (nearest = Math.min(nearest, distance(colour, other))));
    if (nearest > most) {
      best = colour;
      most = nearest;
    }
  }
  used.push(best);
  return best;
}

/** Returns the colour that an entity has in every report, or nothing. */
function settled(entity: string): Oklch | undefined {
  const name = afterColon(entity);
  if (FIXED[entity]) return FIXED[entity];
  if (isGrey(entity)) return name === "unknown" ? DEEP_GREY : GREY;
  if (entity.indexOf("author:") === 0) return AUTHORS[name];
  const author = entity.indexOf("provider:") === 0 ? authorOf(name) : undefined;
  return author ? AUTHORS[author] : undefined;
}

/**
 * Gives colours to all entities of a report at once, so that no two of a kind look alike while
 * there are colours left. The order of `entities` does not matter. `stacks` lists the columns in
 * the order of the figures.
 */
export function assign(entities: string[], stacks: Stack[] = []): Assignment {
  const result: Assignment = {};
  const used: { [group: string]: Oklch[] } = {};
  const groupOf = (entity: string) => entity.split(":")[0] || "";
  const sorted = entities.slice().sort();
  sorted.forEach((entity) => {
    const known = settled(entity);
    if (!known || result[entity]) return;
    result[entity] = known;
    const group = groupOf(entity);
    (used[group] = used[group] || []).push(known);
  });
  sorted.forEach((entity) => {
    if (result[entity]) return;
    const group = groupOf(entity);
    const others = (used[group] = used[group] || []);
    const author = "author:" + (afterColon(entity).split("/")[0] || "");
    const from =
      group === "model"
        ? shades(settled(author) || result[author] || take(author, spares(), []))
        : spares();
    result[entity] = take(entity, from, others);
  });
  colourStacks(stacks, result);
  return result;
}

/**
 * Colours what stands on each other in columns in shades of the column's colour, the largest part
 * as the column itself where there is room above it. A part keeps its colour in all figures.
 */
function colourStacks(stacks: Stack[], result: Assignment): void {
  const taken: { [entity: string]: boolean } = {};
  stacks.forEach((stack) => {
    const parts = stack.entities.filter((entity) => !settled(entity));
    const column = "category:" + stack.name;
    const base = FIXED[column] || take(column, spares(), []);
    const step = Math.min(0.11, 0.44 / Math.max(1, parts.length - 1));
    const from = Math.min(base.l, 0.88 - step * (parts.length - 1));
    parts.forEach((entity, rank) => {
      if (taken[entity]) return;
      taken[entity] = true;
      result[entity] = { l: from + step * rank, c: base.c, h: base.h };
    });
  });
}

function shown(assignment: Assignment, entity: string, theme: Theme): Oklch {
  const { l, c, h } = assignment[entity] || assign([entity])[entity]!;
  if (theme === "light") return { l, c, h };
  // Lifts what would sink into the dark page, and dims the greys, which are its background.
  return c < 0.03 ? { l: 0.34 + (1 - l) * 0.76, c, h } : { l: 0.34 + l * 0.58, c: c * 0.95, h };
}

/** Returns an entity's colour in a theme, as #rrggbb. */
export function colourOf(assignment: Assignment, entity: string, theme: Theme): string {
  return hex(shown(assignment, entity, theme));
}

/** Says whether text on an entity's colour should be dark. */
export function isPale(assignment: Assignment, entity: string, theme: Theme): boolean {
  return shown(assignment, entity, theme).l > 0.64;
}
