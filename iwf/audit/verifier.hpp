// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iwf/audit/key.hpp"
#include "iwf/audit/line.hpp"

namespace iwf::audit {

/// Where a line stands; lines are counted from 1.
struct Place
{
    std::string file;
    std::uint64_t line{};
};

[[nodiscard]] std::string text_of(const Place& place);

enum class Finding : std::uint8_t
{
    changed,  ///< a line is not what was written
    missing,  ///< lines are gone
    moved,    ///< a line stands where it was not written
    inserted, ///< a line stands there that was not written
    cut,      ///< the last lines are gone
    remark,   ///< no fault: something a reader should know
};

[[nodiscard]] std::string_view name(Finding finding);

struct Found
{
    Finding finding{};
    Place place;
    std::string text;
};

/// Reads the lines of a log, from its oldest file to its newest, and finds what was done to them.
/// With the key it also finds lines whose hashes somebody has computed anew. Keeps what it finds,
/// and nothing of the lines: a log may be of any size.
class Verifier
{
public:
    struct Options
    {
        std::optional<Key> key;
        std::optional<Head> head; ///< one that was seen earlier: it must be in the chain
    };

    explicit Verifier(Options options)
        : options_{std::move(options)}
    {}

    void begin_file(std::string name);

    /// A line without its end. The last of a file may have had none.
    void line(std::string_view text);

    /// All that was found, in the order of the lines.
    [[nodiscard]] std::vector<Found> finish();

    /// The last line of the chain; number 0: there was none.
    [[nodiscard]] const Head& head() const { return last_.head; }
    [[nodiscard]] std::uint64_t lines() const { return lines_; }

private:
    struct Last
    {
        Head head;
        Place place;
        bool is_sure{true}; ///< of its hash
        bool is_end{};      ///< of a run of the daemon
    };

    struct Gap
    {
        std::uint64_t first{};
        std::uint64_t last{};
        Place place;
    };

    void broken(std::string_view text);
    void whole(std::string_view text, const ReadLine& line);
    void check_remains(std::string_view text, const ReadLine& line);
    void check_proof(const ReadLine& line);
    void check_head(const ReadLine& line);
    void follow(const ReadLine& line);
    void out_of_order(const ReadLine& line);
    void begin(const ReadLine& line);
    void report_gaps();
    void report_end();
    void find(Finding finding, std::string text) { find(finding, here_, std::move(text)); }
    void find(Finding finding, Place place, std::string text);

    Options options_;
    Place here_;
    std::uint64_t files_{};
    std::uint64_t lines_{};
    bool has_begun_{};
    bool has_seen_head_{};
    Last last_;
    std::vector<Gap> gaps_;
    std::map<std::uint64_t, Place> moved_;
    std::string remains_; ///< what is no line, since the last that is
    Place remains_at_;
    std::vector<Found> found_;
    std::map<std::string, std::uint64_t> order_; ///< of the files
};

} // namespace iwf::audit
