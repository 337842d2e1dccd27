import { hex, Oklch } from "./oklch";
import { AUTHORS, DEEP_GREY, FIXED, GREY, TAGS, Theme } from "./palette";

/** The colours of the models and unnamed entities that were met so far. */
export type Assignment = { [entity: string]: Oklch };

const MODEL_LIGHTNESS = [0.5, 0.6, 0.7, 0.8];
const MODEL_TURNS = [0, 13, -13];
const SPARE_HUES = 12;

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

function authorColour(slug: string): Oklch {
  return AUTHORS[slug] || spare(hash(slug) % (3 * SPARE_HUES));
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

function modelColour(author: string, slot: number): Oklch {
  const base = authorColour(author);
  const l = MODEL_LIGHTNESS[slot % MODEL_LIGHTNESS.length]!;
  const turn = MODEL_TURNS[Math.floor(slot / MODEL_LIGHTNESS.length)]!;
  return { l, c: Math.min(base.c, l > 0.75 ? 0.1 : 0.15), h: base.h + turn };
}

/** How often each slot of a group is in use. */
type Usage = { [slot: number]: number };

/**
 * Takes the slot that the hash asks for or the next one that is used less. Slots `ring` apart
 * look alike, so those count as half used when one of them is.
 */
function takeSlot(entity: string, count: number, ring: number, usage: Usage): number {
  const wanted = hash(entity) % count;
  const costOf = (slot: number) => {
    let cost = 2 * (usage[slot] || 0);
    for (let other = slot % ring; other < count; other += ring) cost += usage[other] || 0;
    return cost;
  };
  let best = wanted;
  for (let step = 1; step < count; step++) {
    const slot = (wanted + step) % count;
    if (costOf(slot) < costOf(best)) best = slot;
  }
  usage[best] = (usage[best] || 0) + 1;
  return best;
}

/**
 * Gives colours to all entities of a report at once, so that no two models of an author share
 * a shade while there are shades left. The order of `entities` does not matter. `stacks` lists
 * what stands on each other in columns, in the order of the figures.
 */
export function assign(entities: string[], stacks: string[][] = []): Assignment {
  const result: Assignment = {};
  const usages: { [group: string]: Usage } = {};
  const sorted = entities.slice().sort();
  sorted.forEach((entity) => {
    if (result[entity]) return;
    const name = afterColon(entity);
    const known = FIXED[entity];
    if (known) {
      result[entity] = known;
    } else if (isGrey(entity)) {
      result[entity] = name === "unknown" ? DEEP_GREY : GREY;
    } else if (entity.indexOf("author:") === 0) {
      result[entity] = authorColour(name);
    } else if (entity.indexOf("provider:") === 0 && authorOf(name)) {
      result[entity] = authorColour(authorOf(name)!);
    } else if (entity.indexOf("model:") === 0) {
      const author = name.split("/")[0] || "";
      const usage = (usages["model:" + author] = usages["model:" + author] || {});
      const ring = MODEL_LIGHTNESS.length;
      const slot = takeSlot(name, ring * MODEL_TURNS.length, ring, usage);
      result[entity] = modelColour(author, slot);
    } else {
      const group = entity.split(":")[0] || "";
      const usage = (usages[group] = usages[group] || {});
      result[entity] = spare(takeSlot(entity, 3 * SPARE_HUES, SPARE_HUES, usage));
    }
  });
  colourStacks(stacks, result);
  return result;
}

/**
 * Colours what stands on each other in columns, the largest part first: a part keeps its colour
 * in all columns and figures, and differs from the others of its column while there are colours left.
 */
function colourStacks(stacks: string[][], result: Assignment): void {
  const taken: { [entity: string]: number } = {};
  stacks.forEach((stack, index) => {
    // Begins elsewhere in each column, so that one hue does not seem to mean one thing.
    const first = (index * 3) % TAGS.length;
    const used: { [slot: number]: boolean } = {};
    stack.forEach((entity) => {
      const slot = taken[entity];
      if (slot !== undefined) used[slot] = true;
    });
    stack.forEach((entity) => {
      if (taken[entity] !== undefined || FIXED[entity] || isGrey(entity)) return;
      let step = 0;
      const slotAt = () => (step < TAGS.length ? (first + step) % TAGS.length : step);
      while (used[slotAt()]) step++;
      const slot = slotAt();
      used[slot] = true;
      taken[entity] = slot;
      result[entity] = TAGS[slot] || spare(slot);
    });
  });
}

function shown(assignment: Assignment, entity: string, theme: Theme): Oklch {
  const { l, c, h } = assignment[entity] || assign([entity])[entity]!;
  if (theme === "light") return { l, c, h };
  // Lifts what would sink into the dark page, and dims the greys, which are its background.
  return c < 0.03 ? { l: 0.28 + (1 - l) * 0.8, c, h } : { l: 0.34 + l * 0.58, c: c * 0.95, h };
}

/** Returns an entity's colour in a theme, as #rrggbb. */
export function colourOf(assignment: Assignment, entity: string, theme: Theme): string {
  return hex(shown(assignment, entity, theme));
}

/** Says whether text on an entity's colour should be dark. */
export function isPale(assignment: Assignment, entity: string, theme: Theme): boolean {
  return shown(assignment, entity, theme).l > 0.64;
}
