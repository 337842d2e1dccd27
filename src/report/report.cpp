#include "report/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>

#include "report/findings.h"
#include "report/image.h"
#include "report/json.h"
#include "report/page.h"

namespace orrery::report {
namespace {

namespace fs = std::filesystem;
using study::ChartKind;
using study::FigureResult;
using study::FigureStatus;

constexpr int image_width = 960;
constexpr int image_height = 560;
constexpr double png_scale = 2;

std::unexpected<Error> cannot_write(const fs::path& path, const std::string& reason) {
    return fail(ErrorKind::unavailable, "cannot write: " + reason, path.string(),
                "choose another folder with --out, or make this one writable");
}

Status make_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return cannot_write(folder, error.message());
    return {};
}

/// Writes beside the final name first and renames, so that no reader meets half a file.
Status write_file(const fs::path& path, std::string_view contents) {
    fs::path partial = path;
    partial += ".partial";
    errno = 0;
    std::ofstream file(partial, std::ios::binary | std::ios::trunc);
    file.write(contents.data(), static_cast<std::streamsize>(contents.size()));
    file.close();
    if (!file) return cannot_write(partial, std::strerror(errno));
    std::error_code error;
    fs::rename(partial, path, error);
    if (error) return cannot_write(path, error.message());
    return {};
}

/// Says whether an id can be a file name: a user's own figures may be called anything.
bool is_file_name(std::string_view id) {
    const auto is_safe = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    };
    return !id.empty() && std::ranges::all_of(id, is_safe);
}

Status write_images(const FigureResult& figure, const fs::path& stem, ImageFormats images,
                    Illustrator& illustrator) {
    const auto svg = illustrator.svg(figure, Theme::light, image_width, image_height);
    if (!svg) return std::unexpected(svg.error());
    if (images.svg) {
        if (auto done = write_file(stem.string() + ".svg", *svg); !done) return done;
    }
    if (!images.png) return {};
    const auto png = svg_to_png(*svg, png_scale);
    if (!png) return std::unexpected(png.error());
    return write_file(stem.string() + ".png", *png);
}

Status write_figure(const FigureResult& figure, const fs::path& out, ImageFormats images,
                    std::optional<Illustrator>& illustrator) {
    const auto& id = figure.definition.id;
    if (!is_file_name(id)) {
        return fail(ErrorKind::bad_input, "a figure's id must be letters, digits, _ and -", id,
                    "rename it in its figure.toml");
    }
    const bool is_table = figure.definition.kind == ChartKind::table;
    const fs::path stem = out / (is_table ? "tables" : "figures") / id;
    if (auto done = write_file(stem.string() + ".csv", to_csv(figure.table)); !done) return done;
    if (auto done = write_file(stem.string() + ".json", figure_json(figure) + "\n"); !done) {
        return done;
    }
    if (!illustrator || is_table || figure.status != FigureStatus::drawn) return {};
    return write_images(figure, stem, images, *illustrator);
}

}  // namespace

Status write_report(const study::StudyRun& run, const fs::path& out, ImageFormats images) {
    for (const auto& folder : {out, out / "figures", out / "tables"}) {
        if (auto done = make_folder(folder); !done) return done;
    }
    std::optional<Illustrator> illustrator;
    if (images.svg || images.png) {
        auto opened = Illustrator::open();
        if (!opened) return std::unexpected(opened.error());
        illustrator = std::move(*opened);
        if (auto done = illustrator->know(run.figures); !done) return done;
    }
    for (const auto& figure : run.figures) {
        if (auto done = write_figure(figure, out, images, illustrator); !done) return done;
    }
    if (auto done = write_file(out / "findings.md", findings_markdown(run)); !done) return done;
    return write_file(out / "index.html", page_html(run));
}

}  // namespace orrery::report
