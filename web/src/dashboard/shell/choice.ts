import { h } from "./dom";

/** A row of buttons of which one is chosen. */
export interface Choice {
  element: HTMLElement;
  show(value: string): void;
}

/** Makes a row of buttons for `options`, pairs of value and name. */
export function choice(
  label: string,
  options: [string, string][],
  chosen: (value: string) => void,
): Choice {
  const buttons = options.map(([value, name]) =>
    h(
      "button",
      {
        type: "button",
        "aria-pressed": "false",
        "data-value": value,
        onclick: () => chosen(value),
      },
      name,
    ),
  );
  return {
    element: h("div", { class: "choice", role: "group", "aria-label": label }, ...buttons),
    show: (value) =>
      buttons.forEach((button) =>
        button.setAttribute("aria-pressed", String(button.getAttribute("data-value") === value)),
      ),
  };
}
