import { assign, Assignment, colourOf } from "../../colour/assignment";
import { stacksOf } from "../../chart/columns";
import { Figure } from "../../chart/figure";
import { currentTheme } from "../../page/theme";

/**
 * The colours of all entities that the page has met. An entity never changes its colour while
 * the page is open; the entities of a whole study, met first, get the colours of its report.
 */
export class Palette {
  readonly assignment: Assignment = {};

  /** Gives colours to entities that have none yet. */
  meet(entities: string[], stacks: string[][] = []): void {
    if (stacks.length === 0 && entities.every((entity) => this.assignment[entity])) return;
    const known = Object.keys(this.assignment);
    const found = assign(known.concat(entities), stacks);
    Object.keys(found).forEach((entity) => {
      if (!this.assignment[entity]) this.assignment[entity] = found[entity]!;
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
