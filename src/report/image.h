#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "study/figure.h"

namespace orrery::report {

enum class Theme { light, dark };

/// Draws figures as SVG with the same chart code that the page runs, without a browser. Starting
/// one costs about a tenth of a second, a figure about a twentieth; not for use by two threads.
class Illustrator {
public:
    /// Starts the script engine and loads the chart code.
    static Result<Illustrator> open();

    Illustrator(Illustrator&&) noexcept;
    Illustrator& operator=(Illustrator&&) noexcept;
    ~Illustrator();

    /// Takes all figures of a run, so that entities have the colours that they have on its page.
    Status know(const std::vector<study::FigureResult>& figures);

    /// Draws one figure with its title, legend and notes; width and height in pixels.
    Result<std::string> svg(const study::FigureResult& figure, Theme theme, int width, int height);

private:
    struct Engine;
    explicit Illustrator(std::unique_ptr<Engine> engine);
    std::unique_ptr<Engine> engine_;
};

/// Draws one figure with an illustrator of its own.
Result<std::string> figure_svg(const study::FigureResult& figure, Theme theme, int width,
                               int height);

/// Turns an SVG document into a PNG file of `scale` times its size.
Result<std::string> svg_to_png(const std::string& svg, double scale);

}  // namespace orrery::report
