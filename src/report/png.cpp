#include <cairo.h>
#include <librsvg/rsvg.h>

#include <cmath>
#include <memory>

#include "report/image.h"

namespace orrery::report {
namespace {

template <auto release>
struct Release {
    template <typename T>
    void operator()(T* object) const {
        release(object);
    }
};

using Surface = std::unique_ptr<cairo_surface_t, Release<cairo_surface_destroy>>;
using Context = std::unique_ptr<cairo_t, Release<cairo_destroy>>;
using Handle = std::unique_ptr<RsvgHandle, Release<g_object_unref>>;

constexpr double pixels_max = 16000;

cairo_status_t append(void* closure, const unsigned char* data, unsigned int size) {
    static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), size);
    return CAIRO_STATUS_SUCCESS;
}

/// Turns a GLib error into ours and frees it.
std::unexpected<Error> glib_failure(const char* what, GError* error) {
    std::string reason = error != nullptr ? error->message : "unknown reason";
    g_clear_error(&error);
    return fail(ErrorKind::internal, std::string(what) + ": " + reason, "PNG export");
}

}  // namespace

Result<std::string> svg_to_png(const std::string& svg, double scale) {
    GError* error = nullptr;
    const auto* bytes = reinterpret_cast<const guint8*>(svg.data());
    const Handle handle(rsvg_handle_new_from_data(bytes, svg.size(), &error));
    if (!handle) return glib_failure("the SVG cannot be read", error);
    rsvg_handle_set_dpi(handle.get(), 96);
    double width = 0;
    double height = 0;
    if (rsvg_handle_get_intrinsic_size_in_pixels(handle.get(), &width, &height) == FALSE) {
        return fail(ErrorKind::bad_input, "the SVG does not say its size", "PNG export");
    }
    const RsvgRectangle page{0, 0, std::ceil(width * scale), std::ceil(height * scale)};
    if (!(page.width >= 1 && page.width <= pixels_max && page.height >= 1 &&
          page.height <= pixels_max)) {
        return fail(ErrorKind::bad_input, "the image would be empty or too large", "PNG export");
    }
    const Surface surface(cairo_image_surface_create(
        CAIRO_FORMAT_ARGB32, static_cast<int>(page.width), static_cast<int>(page.height)));
    const Context context(cairo_create(surface.get()));
    if (rsvg_handle_render_document(handle.get(), context.get(), &page, &error) == FALSE) {
        return glib_failure("the SVG cannot be drawn", error);
    }
    std::string png;
    if (const auto status = cairo_surface_write_to_png_stream(surface.get(), append, &png);
        status != CAIRO_STATUS_SUCCESS) {
        return fail(ErrorKind::unavailable, cairo_status_to_string(status), "PNG export");
    }
    return png;
}

}  // namespace orrery::report
