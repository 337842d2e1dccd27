#pragma once

#include <string>

#include "study/figure.h"

namespace orrery::study {

/// Writers of sentences on categories, tags and languages; write_takeaway() names them. Empty where
/// there is nothing to say.
[[nodiscard]] std::string category_means(const FigureResult& figure);
[[nodiscard]] std::string mean_ratio(const FigureResult& figure);
[[nodiscard]] std::string tag_shares(const FigureResult& figure);
[[nodiscard]] std::string category_prices(const FigureResult& figure);
[[nodiscard]] std::string language_top(const FigureResult& figure);
[[nodiscard]] std::string retention(const FigureResult& figure);

}  // namespace orrery::study
