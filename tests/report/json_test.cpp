#include "report/json.h"

#include <gtest/gtest.h>

#include <limits>

#include "small_figure.h"

namespace orrery::report {
namespace {

TEST(figure_json, writes_every_field_as_the_format_fixes_it) {
    EXPECT_EQ(
        figure_json(small_figure()),
        R"({"id":"small","title":"A small figure","takeaway":"It doubled",)"
        R"("chapter":"open_and_closed","status":"drawn",)"
        R"("missing":[{"column":"country","remedy":"Import it."}],)"
        R"("chart":{"kind":"line","unit":"share","normalised":false,"log_x":false,"log_y":false,)"
        R"("x":["week"],"x_title":"week","y_title":""},)"
        R"("definition":"What is plotted.","denominator":"everything",)"
        R"("notes":["A note."],"captions":["A caption."],)"
        R"("columns":["week","series","value","lower","upper","n"],)"
        R"("rows":[["2025-01-06","a",0.25,0.2,0.3,12],["2025-01-13","a",0.5,null,null,7]],)"
        R"("series":[{"key":"a","label":"Series A","entity":"class:closed","overlay":false}],)"
        R"("partial":["2025-01-13"],)"
        R"("events":[{"date":"2025-01-08","label":"An event","url":""}],)"
        R"("trends":[{"label":"fit","points":[[1.0,2.0],[3.0,4.5]]}],)"
        R"("statistics":[{"name":"slope","value":null,"note":"too few points"}],)"
        R"("paper":[{"claim":"a mean","stated":0.3,"tolerance":0.1,"bound":"","measured":0.25,)"
        R"("agrees":true,"source":"text"}],)"
        R"("verdicts":[{"cohort":"2025-05-01","kind":"boomerang","text":"They came back."}],)"
        R"("withheld":0,)"
        R"("coverage":{"generations":20,"usable":19,"scarcest":"country","scope":"store"},)"
        R"("sql":"SELECT 1 WHERE 1 < 2"})");
}

TEST(figure_json, writes_what_is_not_a_number_as_null) {
    auto figure = small_figure();
    figure.table.rows = {{"2025-01-06", "a", std::numeric_limits<double>::quiet_NaN(), {}, {}, {}}};
    EXPECT_NE(figure_json(figure).find(R"(["2025-01-06","a",null,null,null,null])"),
              std::string::npos);
}

TEST(figure_json, survives_text_that_is_not_utf8) {
    auto figure = small_figure();
    figure.series[0].label = "bad \xff byte";
    EXPECT_NE(figure_json(figure).find("bad \xEF\xBF\xBD byte"), std::string::npos);
}

}  // namespace
}  // namespace orrery::report
