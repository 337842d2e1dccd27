import { AriaComponent, TooltipComponent } from "echarts/components";
import { use } from "echarts/core";
import { registerCharts } from "../chart/engine";
import { App } from "./shell/app";

registerCharts();
use([AriaComponent, TooltipComponent]);
document.documentElement.classList.add("scripted");
new App().start();
