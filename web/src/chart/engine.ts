import { BarChart, LineChart, ScatterChart } from "echarts/charts";
import {
  GridComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TitleComponent,
} from "echarts/components";
import { use } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";

/** Registers the parts of ECharts that every figure needs, on a page and in an image. */
export function registerCharts(): void {
  use([
    BarChart,
    LineChart,
    ScatterChart,
    GridComponent,
    MarkAreaComponent,
    MarkLineComponent,
    TitleComponent,
    LabelLayout,
    SVGRenderer,
  ]);
}
