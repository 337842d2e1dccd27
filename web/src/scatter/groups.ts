import { Point } from "../chart/frame";
import { isNarrow, Part, View } from "../chart/view";
import { Box, Placement } from "./placement";

/** Sorts points by the group that they belong to; most belong to none. */
function grouped(points: Point[]): { [name: string]: Point[] } {
  const groups: { [name: string]: Point[] } = {};
  points.forEach((point) => {
    if (/^(|core|on the line)$/.test(point.group)) return;
    (groups[point.group] = groups[point.group] || []).push(point);
  });
  return groups;
}

/** Draws the borders of groups as thin dashed rectangles around their points. */
function borders(boxes: Box[], placement: Placement, view: View): Part {
  return {
    silent: true,
    animation: false,
    itemStyle: {
      color: "transparent",
      borderColor: view.surface.muted,
      borderWidth: 1,
      borderType: [4, 3],
    },
    data: boxes.map((box) => [
      { coord: placement.valueAt(box.left, box.top) },
      { coord: placement.valueAt(box.right, box.bottom) },
    ]),
  };
}

/** Writes the name of each group at its border, or of each quadrant into its corner. */
export function groupNames(
  points: Point[],
  placement: Placement,
  view: View,
  hasQuadrants: boolean,
): Part[] {
  const groups = grouped(points);
  const names = Object.keys(groups);
  if (names.length === 0) return [];
  const fontSize = isNarrow(view) ? 11 : 12;
  const boxes = hasQuadrants ? [] : names.map((name) => placement.around(groups[name]!));
  const data: Part[] = names.map((name, i) => {
    if (!hasQuadrants) return { name, value: placement.edge(boxes[i]!, boxes, name, fontSize) };
    const { text, value } = placement.corner(groups[name]!, name, fontSize);
    return { name: text, value };
  });
  const label = {
    show: true,
    position: "inside",
    formatter: "{b}",
    color: hasQuadrants ? view.surface.muted : view.surface.ink,
    fontSize,
    lineHeight: 14,
    fontWeight: "bold",
    textBorderColor: view.surface.paper,
    textBorderWidth: 3,
  };
  return [
    {
      id: "groups",
      type: "scatter",
      symbolSize: 1,
      silent: true,
      z: 8,
      itemStyle: { color: "transparent" },
      label,
      data,
      markArea: borders(boxes, placement, view),
    },
  ];
}
