#include "report/image.h"

#include <duktape.h>
#include <fmt/format.h>

#include <string_view>

#include "base/embedded.h"
#include "base/format/json.h"
#include "report/json.h"

namespace orrery::report {
namespace {

constexpr int size_min = 200;
constexpr int size_max = 4000;

std::string_view chart_code() {
    for (const auto& file : embedded::web()) {
        if (file.path == "image.js") return file.contents;
    }
    return {};
}

void push(duk_context* script, std::string_view text) {
    duk_push_lstring(script, text.data(), text.size());
}

/// Takes the text on top of the script's stack.
std::string pop(duk_context* script) {
    std::size_t size = 0;
    const char* text = duk_safe_to_lstring(script, -1, &size);
    std::string result(text, size);
    duk_pop(script);
    return result;
}

}  // namespace

struct Illustrator::Engine {
    duk_context* script = duk_create_heap_default();

    Engine() = default;
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;
    ~Engine() {
        if (script != nullptr) duk_destroy_heap(script);
    }

    /// Calls the function below its `arguments` on the stack and takes its text.
    Result<std::string> call(int arguments, const std::string& where) const {
        const bool failed = duk_pcall(script, arguments) != DUK_EXEC_SUCCESS;
        std::string text = pop(script);
        if (failed) return fail(ErrorKind::internal, "chart code failed: " + text, where);
        return text;
    }
};

Illustrator::Illustrator(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
Illustrator::Illustrator(Illustrator&&) noexcept = default;
Illustrator& Illustrator::operator=(Illustrator&&) noexcept = default;
Illustrator::~Illustrator() = default;

Result<Illustrator> Illustrator::open() {
    auto engine = std::make_unique<Engine>();
    if (engine->script == nullptr) {
        return fail(ErrorKind::unavailable, "no memory for the script engine", "image export");
    }
    push(engine->script, chart_code());
    push(engine->script, "image.js");
    if (duk_pcompile(engine->script, DUK_COMPILE_EVAL) != 0) {
        return fail(ErrorKind::internal, "chart code is broken: " + pop(engine->script),
                    "image.js");
    }
    if (auto run = engine->call(0, "image.js"); !run) return std::unexpected(run.error());
    return Illustrator(std::move(engine));
}

Status Illustrator::know(const std::vector<study::FigureResult>& figures) {
    nlohmann::json entities = nlohmann::json::array();
    std::string columns;
    for (const auto& figure : figures) {
        if (figure.status != study::FigureStatus::drawn) continue;
        for (const auto& series : figure.series) entities.push_back(series.entity);
        if (figure.definition.kind != study::ChartKind::columns) continue;
        columns += (columns.empty() ? "" : ",") + figure_json(figure);
    }
    duk_get_global_string(engine_->script, "know_entities");
    push(engine_->script, entities.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    push(engine_->script, "[" + columns + "]");
    const auto done = engine_->call(2, "image.js");
    if (!done) return std::unexpected(done.error());
    return {};
}

Result<std::string> Illustrator::svg(const study::FigureResult& figure, Theme theme, int width,
                                     int height) {
    const auto& id = figure.definition.id;
    if (figure.status != study::FigureStatus::drawn ||
        figure.definition.kind == study::ChartKind::table) {
        return fail(ErrorKind::bad_input, "there is no chart to draw", id);
    }
    if (width < size_min || width > size_max || height < size_min || height > size_max) {
        return fail(ErrorKind::bad_input, fmt::format("an image of {} x {} pixels", width, height),
                    id, fmt::format("ask for {} to {} pixels a side", size_min, size_max));
    }
    duk_get_global_string(engine_->script, "render_svg");
    push(engine_->script, figure_json(figure));
    push(engine_->script, theme == Theme::light ? "light" : "dark");
    duk_push_int(engine_->script, width);
    duk_push_int(engine_->script, height);
    return engine_->call(4, id);
}

Result<std::string> figure_svg(const study::FigureResult& figure, Theme theme, int width,
                               int height) {
    auto illustrator = Illustrator::open();
    if (!illustrator) return std::unexpected(illustrator.error());
    return illustrator->svg(figure, theme, width, height);
}

}  // namespace orrery::report
