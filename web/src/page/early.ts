// Runs before anything is painted, so that no page flashes in a theme that its reader did not choose.
import { showChosenTheme } from "./chosen_theme";

showChosenTheme();
