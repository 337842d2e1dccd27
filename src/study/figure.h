#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/table.h"
#include "study/statistics/calibration.h"

namespace orrery::study {

/// How a figure is drawn. `columns` stacks series over names instead of dates, `cohorts` is a
/// retention curve for each cohort of accounts, whose rows come from no query, `table` is a table
/// of the study: no chart, named columns.
enum class ChartKind { stacked_area, stacked_bar, columns, line, cohorts, scatter, table };

/// What a value counts. Shares are fractions of 1; tokens and generations plain counts.
enum class Unit {
    share,
    tokens,
    generations,
    models,
    tokens_per_generation,
    usd,
    usd_per_million,
    milliseconds,
    tokens_per_second
};

/// Whether a stated number is a limit: "none above 25 %" is at_most, "over half" at_least.
enum class Bound { none, at_most, at_least };

/// A number that the paper states, with the rule that measures it on this data.
struct StatedValue {
    std::string claim;  ///< What is stated, in our words: "mean weekly share of CN OSS".
    double stated = 0;  ///< In the figure's unit.
    double tolerance = 0;
    std::string series;  ///< Whose value is measured.
    std::string reduce;  ///< mean, max, min, first, last over complete x, or statistic:<name>.
    std::string source;  ///< Where the paper says it: "3, text under Figure 1".
    Bound bound = Bound::none;
};

/// A series in drawing order. Stacked series come bottom to top.
struct Series {
    std::string key;    ///< As in the `series` column.
    std::string label;  ///< As a reader sees it.
    std::string
        entity;  ///< Colours follow this: "class:cn_oss", "author:x-ai", "model:x-ai/grok-4".
    bool overlay = false;  ///< A line over a stack; no part of its sum.
};

/// A number that a figure states beside its rows, as one SQL value.
struct StatisticQuery {
    std::string name;
    std::string note;
    std::string sql;
};

/// How the cells of a figure are made of the amounts of accounts, as SQL over one of the tables
/// `usage`, `tagged`, `tags`, `geography` and `languages`. Intervals and the rules of publication
/// need it: a figure without it has neither.
struct Cells {
    std::string from;    ///< usage, tagged, tags, geography or languages.
    std::string key;     ///< The column of the figure that `x` is compared with, else its first.
    std::string x;       ///< What stands in that column, else the name of the first.
    std::string series;  ///< What stands in the column `series`; empty where there is none.
    std::string where;   ///< Which rows count, else all.
    std::string amount;  ///< What is added up: tokens, cost_nano_usd ...
    std::string base;    ///< What the amount is divided by, else the amounts of all series.
};

/// What figure.toml says of a figure.
struct FigureDefinition {
    std::string id;       ///< fig01 ... fig29c, table1 ... table3, or a user's own.
    std::string title;    ///< The neutral name of the chart.
    std::string chapter;  ///< A chapter key of study/chapters.toml.
    ChartKind kind = ChartKind::line;
    Unit unit = Unit::share;
    bool normalised = false;  ///< The stacked series of each x sum to 1.
    bool history = false;     ///< Of a long trend: drawn from StudyOptions::history_from on.
    bool log_x = false;
    bool log_y = false;
    std::vector<std::string> x;  ///< Leading columns: {"week"}, {"model", "price"} ...
    std::string x_title;
    std::string y_title;
    std::string definition;               ///< What is plotted, one sentence.
    std::string denominator;              ///< What shares are shares of; empty for plain counts.
    std::vector<std::string> needs;       ///< Record columns without which it cannot be drawn.
    std::vector<std::string> events;      ///< Event ids of catalog/events.csv to mark.
    std::vector<std::string> transforms;  ///< Named C++ transformations, in order.
    std::vector<Series> series;           ///< Known series in drawing order; others follow by size.
    std::string series_entity;  ///< What undeclared series are: "model", "author", "tag" or empty.
    /// What its SQL says in braces: {author}, {category} ...; texts and whole numbers.
    std::map<std::string, Cell> parameters;
    std::string query;  ///< Id of the figure whose query it asks; empty for its own.
    std::string model;  ///< Slug of the one model it is about; {model} in its texts.
    std::vector<StatisticQuery> statistics;
    std::vector<Cells> cells;
    std::vector<StatedValue> stated;
    std::vector<std::string> notes;  ///< Caveats, and slips of the paper with the right reading.
    std::string takeaway;            ///< Name of the sentence writer; see study/reading/takeaway.h.
    std::string sql;                 ///< query.sql as written.
};

/// A dated event drawn as a dashed line on time axes.
struct Event {
    std::string date;  ///< ISO date, UTC.
    std::string label;
    std::string url;  ///< Empty when there is none.
};

/// A record column that a figure needs and the store does not have, with the way to supply it.
struct MissingColumn {
    std::string column;
    std::string remedy;
};

/// How much of the window's rows the figure could use.
struct Coverage {
    std::int64_t generations = 0;  ///< Rows in the window.
    std::int64_t usable = 0;       ///< Rows with the scarcest needed column known.
    std::string scarcest;          ///< That column; empty when none is needed.
    std::string scope = "store";   ///< What is counted: all of the window, or what is `filtered`.
    std::string from = {};  ///< ISO date of the first day that is counted; empty: the window's.
    std::string to = {};    ///< ISO date of the last.
};

/// The paper's number beside this data's.
struct Comparison {
    StatedValue stated;
    std::optional<double> measured;  ///< Nothing where the store has no such series.
    bool agrees = false;             ///< Within the tolerance, or within the bound widened by it.
};

/// `not_applicable` is a panel by a filter or a grain that the figure cannot take.
enum class FigureStatus { drawn, missing_columns, no_data, withheld, not_applicable };

/// A line or band that a transformation computed, in data coordinates.
struct Trend {
    std::string label;
    std::vector<std::pair<double, double>> points;  ///< (x, y) pairs, two for a straight line.
};

/// A named number that a transformation or the runner computed beside the rows.
struct Statistic {
    std::string name;  ///< slope, slope_lower, r_squared, median_price ...
    std::optional<double> value;
    std::string note;  ///< Method and caveat in a few words.
};

/// What sets a cohort of a retention figure apart from the others, or all of them together.
struct Verdict {
    std::string cohort;  ///< As in the `cohort` column; empty for all together.
    std::string kind;    ///< foundational, late_sticky, boomerang ...; see docs/formats.md.
    std::string text;    ///< One sentence for the reader.
    bool is_provisional = false;  ///< Read before enough cohorts are old enough.
};

/// A figure computed on one store: all that a page, a CSV or a JSON file says about it.
struct FigureResult {
    FigureDefinition definition;
    FigureStatus status = FigureStatus::drawn;
    std::vector<MissingColumn> missing;
    std::string takeaway;  ///< A title written from the numbers; the neutral title if not drawn.
    Table table;           ///< x columns, series, value, lower, upper, n; tables: own columns.
    std::vector<Series> series;
    std::vector<std::string> partial;  ///< x values that the window cuts.
    std::vector<Event> events;
    std::vector<Trend> trends;
    std::vector<Statistic> statistics;
    std::vector<Comparison> comparisons;
    std::vector<Verdict> verdicts;
    std::vector<std::string>
        captions;  ///< Sentences with counts: "12 models with zero cost left out."
    Coverage coverage;
    std::string window_from;    ///< ISO date of the first day it covers.
    std::int64_t withheld = 0;  ///< Cells that the rules of publication left out.
};

/// One data test of the study, run on the store that the figures were drawn from.
struct DataTest {
    std::string name;
    bool passed = true;
    std::string detail;  ///< What was counted; for a failure, where it fails.
};

struct Chapter {
    std::string key;
    std::string title;
    std::string introduction;               ///< What the chapter asks, in one or two sentences.
    std::vector<std::string> findings;      ///< Sentences written from the numbers.
    std::vector<std::string> caveats = {};  ///< What the chapter's numbers do not say.
};

/// A record value outside the catalog: kept, counted, listed.
struct UnknownModel {
    std::string model;
    std::int64_t generations = 0;
    std::int64_t tokens = 0;
};

/// Everything one run of the study found, in the order of the report.
struct StudyRun {
    std::string title;        ///< "State of AI on <store>".
    std::string window_from;  ///< ISO date, inclusive, UTC.
    std::string window_to;    ///< ISO date, inclusive, UTC.
    std::string publication;  ///< The rule that its cells keep; empty: for the operator's own eyes.
    std::int64_t generations = 0;
    std::int64_t tokens = 0;
    std::optional<double> cost_usd;  ///< Nothing where no row has a cost.
    std::int64_t models = 0;
    std::vector<std::string> sources;
    std::int64_t quarantined = 0;
    std::vector<Chapter> chapters;
    std::vector<FigureResult> figures;
    std::vector<DataTest> tests;
    std::vector<UnknownModel> unknown_models;
    PooledTokens pooled_tokens{};  ///< That the weights of sampled labels were calibrated to.
    std::string engine;            ///< "DuckDB v1.4.4".
    std::string orrery_version;
    std::string watermark;  ///< The store's watermark that the marts had folded.
};

}  // namespace orrery::study
