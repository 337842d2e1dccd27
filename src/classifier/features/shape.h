#pragma once

#include <cstdint>
#include <functional>

#include "classifier/text/code_points.h"
#include "classifier/text/tokens.h"

namespace orrery::classifier {

/// What a text looks like, whatever its words. Each that holds is a feature; counts are in classes.
enum class Shape : std::uint8_t {
    words_class,     ///< Number of words, in powers of two.
    glyphs_class,    ///< Number of code points, in powers of two.
    lines_class,     ///< Number of lines, in powers of two.
    code_fence,      ///< ``` stands somewhere.
    braces_class,    ///< Braces, brackets and semicolons per 100 code points.
    digits_class,    ///< Digits per 100 code points.
    table,           ///< Two lines or more with pipes.
    character_slot,  ///< {{char}} or {{user}}, as character cards have them.
    slot,            ///< Any other {{...}}.
    question,        ///< A question mark somewhere.
    ends_with_question,
    latex,           ///< \frac, $...$, \( and the like.
    json,            ///< Begins with { or [ and a quote soon after.
    diff,            ///< A line begins with @@ or diff.
    stack_trace,     ///< Traceback, "at x.y(", exceptions.
    markup,          ///< </ or />.
    bullets,         ///< Two lines or more that begin with -, * or a number with a point.
    headings,        ///< A line begins with #.
    starred_action,  ///< *walks to the window*, as role play has it.
    dialogue,        ///< Quoted speech, twice or more.
    address,         ///< :// somewhere.
    indented,        ///< Two lines or more that begin with two spaces or a tab.
    operators,       ///< =>, ->, ==, :=, != or && somewhere.
    blank,           ///< ___ or [ ] to be filled in.
    speaker_lines,   ///< Two lines or more that begin with a name and a colon.
};

/// Calls `add` with a number for each shape of the text.
void add_shapes(const Glyphs& glyphs, const Tokens& tokens,
                const std::function<void(std::uint64_t)>& add);

}  // namespace orrery::classifier
