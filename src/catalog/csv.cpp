#include "catalog/csv.h"

#include <fmt/format.h>

#include <algorithm>

namespace orrery::catalog {
namespace {

class CsvReader {
public:
    CsvReader(std::string_view text, const std::string& file) : text_(text), file_(file) {
        if (text_.starts_with("\xEF\xBB\xBF")) {
            text_.remove_prefix(3);
        }
    }

    Result<CsvFile> read() {
        CsvFile result;
        while (position_ < text_.size()) {
            CsvRow row{.cells = {}, .line = line_};
            if (const auto read = read_row(row.cells); !read) {
                return std::unexpected(read.error());
            }
            const bool blank = row.cells.size() == 1 && row.cells[0].empty() && !quoted_;
            if (blank) {
                continue;
            }
            if (result.header.empty()) {
                result.header = std::move(row.cells);
            } else if (row.cells.size() != result.header.size()) {
                return wrong(row.line, fmt::format("this row has {} cells, the header has {}",
                                                   row.cells.size(), result.header.size()));
            } else {
                result.rows.push_back(std::move(row));
            }
        }
        return checked_header(std::move(result));
    }

private:
    Result<CsvFile> checked_header(CsvFile file) const {
        if (file.header.empty()) {
            return wrong(1, "the file is empty, it needs a header row");
        }
        for (auto name = file.header.begin(); name != file.header.end(); ++name) {
            if (std::find(file.header.begin(), name, *name) != name) {
                return wrong(1, fmt::format("the header names the column '{}' twice", *name));
            }
        }
        return file;
    }

    Status read_row(std::vector<std::string>& cells) {
        quoted_ = false;
        while (true) {
            cells.emplace_back();
            const bool quote = position_ < text_.size() && text_[position_] == '"';
            if (auto read = quote ? read_quoted(cells.back()) : read_plain(cells.back()); !read) {
                return read;
            }
            if (position_ < text_.size() && text_[position_] == ',') {
                ++position_;
                continue;
            }
            end_line();
            return {};
        }
    }

    Status read_plain(std::string& cell) {
        for (; position_ < text_.size(); ++position_) {
            const char c = text_[position_];
            if (c == ',' || c == '\n' || at_crlf()) {
                return {};
            }
            if (c == '\0' || c == '\r' || c == '"') {
                return stray(c);
            }
            cell += c;
        }
        return {};
    }

    Status read_quoted(std::string& cell) {
        quoted_ = true;
        const int began = line_;
        for (++position_; position_ < text_.size(); ++position_) {
            const char c = text_[position_];
            if (c == '\0') {
                return stray(c);
            }
            if (c == '"') {
                ++position_;
                if (position_ == text_.size() || text_[position_] != '"') {
                    return after_quote();
                }
            }
            line_ += c == '\n' ? 1 : 0;
            cell += c;
        }
        return wrong(began, "a quoted cell begins here and never ends");
    }

    Status after_quote() const {
        const bool ends = position_ == text_.size() || text_[position_] == ',' ||
                          text_[position_] == '\n' || at_crlf();
        if (!ends) {
            return wrong(line_, "text follows a closing quote");
        }
        return {};
    }

    std::unexpected<Error> stray(char c) const {
        return wrong(line_, c == '\0'   ? "a NUL byte"
                            : c == '\r' ? "a carriage return without a line feed"
                                        : "a quote inside a cell that does not begin with one");
    }

    void end_line() {
        position_ += at_crlf() ? 2 : 1;
        ++line_;
    }

    bool at_crlf() const { return text_.substr(position_, 2) == "\r\n"; }

    std::unexpected<Error> wrong(int line, std::string what) const {
        return fail(ErrorKind::bad_input, std::move(what), fmt::format("{}:{}", file_, line),
                    "catalog files are RFC 4180 CSV in UTF-8: quote a cell that holds a comma, "
                    "a quote (doubled) or a line break");
    }

    std::string_view text_;
    const std::string& file_;
    std::size_t position_ = 0;
    int line_ = 1;
    bool quoted_ = false;  ///< The row being read has a quoted cell.
};

}  // namespace

Result<CsvFile> read_csv(std::string_view text, const std::string& file) {
    return CsvReader(text, file).read();
}

}  // namespace orrery::catalog
