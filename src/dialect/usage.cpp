#include "dialect/usage.h"

namespace orrery::dialect {

std::optional<TokenClasses> classes_of(const Usage& usage) {
    if (!usage.prompt || !usage.completion) {
        return std::nullopt;
    }
    // A part that the provider does not tell is no class of its own: its tokens stay in the rest.
    TokenClasses classes;
    classes.cache_read = usage.cache_read.value_or(0);
    classes.cache_write = usage.cache_write.value_or(0);
    classes.reasoning_out = usage.reasoning.value_or(0);
    if (*usage.prompt < 0 || classes.cache_read < 0 || classes.cache_read > *usage.prompt ||
        classes.cache_write < 0 || classes.cache_write > *usage.prompt - classes.cache_read ||
        *usage.completion < 0 || classes.reasoning_out < 0 ||
        classes.reasoning_out > *usage.completion) {
        return std::nullopt;
    }
    classes.uncached_in = *usage.prompt - classes.cache_read - classes.cache_write;
    classes.text_out = *usage.completion - classes.reasoning_out;
    return classes;
}

}  // namespace orrery::dialect
