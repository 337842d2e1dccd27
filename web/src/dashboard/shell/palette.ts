import { assign, Assignment, colourOf, Stack } from "../../colour/assignment";
import { stacksOf } from "../../chart/columns";
import { Figure } from "../../chart/figure";
import { currentTheme } from "../../page/theme";

/**
 * The colours of all entities that the page has met. An entity keeps its colour while the page
 * is open; the entities of a whole study, met first, get the colours of its report.
 */
export class Palette {
  readonly assignment: Assignment = {};
  private readonly stacks: Stack[] = [];
  private readonly stacked = new Set<string>();

  /**
   * Gives colours to entities that have none yet, and to parts of columns that are met in a
   * column for the first time: what stands on each other needs colours apart.
   */
  meet(entities: string[], stacks: Stack[] = []): void {
    const isFresh = ({ entities }: Stack) => entities.some((entity) => !this.stacked.has(entity));
    const fresh = stacks.filter(isFresh);
    const inside = fresh.flatMap((stack) => stack.entities);
    if (fresh.length === 0 && entities.every((entity) => this.assignment[entity])) return;
    this.stacks.push(...fresh);
    const found = assign(Object.keys(this.assignment).concat(entities, inside), this.stacks);
    const parts = new Set(inside.filter((entity) => !this.stacked.has(entity)));
    parts.forEach((entity) => this.stacked.add(entity));
    Object.keys(found).forEach((entity) => {
      const isNew = !this.assignment[entity] || parts.has(entity);
      if (isNew) this.assignment[entity] = found[entity]!;
    });
  }

  meetFigure(figure: Figure): void {
    this.meet(
      figure.series.map((series) => series.entity),
      stacksOf([figure]),
    );
  }

  /** Returns an entity's colour in the theme on show, as #rrggbb. */
  colour(entity: string): string {
    this.meet([entity]);
    return colourOf(this.assignment, entity, currentTheme());
  }
}
