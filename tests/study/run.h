#pragma once

#include <gtest/gtest.h>

#include <string>

#include "study/runner.h"
#include "support/test_store.h"
#include "support/traffic.h"

namespace orrery::study {

/// Runs the shipped study, or a part of it, on a store. Fails the test where that fails.
inline StudyRun run_on(const test_support::TestStore& store, StudyOptions options = {}) {
    const auto definition = load_study({});
    EXPECT_TRUE(definition) << describe(definition.error());
    auto run = run_study(*store, *definition, options);
    if (!run) {
        ADD_FAILURE() << describe(run.error());
        return {};
    }
    return std::move(*run);
}

/// Returns a figure of a run by its id. REQUIRES: the run has it.
inline const FigureResult& figure_of(const StudyRun& run, std::string_view id) {
    for (const FigureResult& figure : run.figures) {
        if (figure.definition.id == id) {
            return figure;
        }
    }
    ADD_FAILURE() << "the run has no " << id;
    static const FigureResult none;
    return none;
}

/// Returns a weekly figure with one row for each x and series, as a query yields it.
inline FigureResult weekly(std::vector<std::tuple<std::string, std::string, double>> rows) {
    FigureResult figure;
    figure.definition.id = "fig99";
    figure.definition.title = "A neutral title";
    figure.definition.x = {"week"};
    figure.table.columns = {"week", "series", "value", "lower", "upper", "n"};
    for (auto& [week, series, value] : rows) {
        figure.table.rows.push_back(
            {std::move(week), std::move(series), value, {}, {}, std::int64_t{10}});
    }
    return figure;
}

}  // namespace orrery::study
