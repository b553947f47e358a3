// SPDX-License-Identifier: Apache-2.0
#include "iwf/audit/verifier.hpp"

#include <algorithm>
#include <utility>

#include "iwf/audit/chain.hpp"

namespace iwf::audit {
namespace {

std::string numbers(std::uint64_t first, std::uint64_t last)
{
    return first == last ? "number " + std::to_string(first)
                         : "numbers " + std::to_string(first) + " to " + std::to_string(last);
}

} // namespace

std::string text_of(const Place& place)
{
    return place.file + ":" + std::to_string(place.line);
}

std::string_view name(Finding finding)
{
    switch (finding) {
    case Finding::changed:
        return "changed";
    case Finding::missing:
        return "missing";
    case Finding::moved:
        return "moved";
    case Finding::inserted:
        return "inserted";
    case Finding::cut:
        return "cut";
    case Finding::remark:
        return "remark";
    }
    return "?";
}

void Verifier::find(Finding finding, Place place, std::string text)
{
    found_.push_back({finding, std::move(place), std::move(text)});
}

void Verifier::begin_file(std::string name)
{
    order_.emplace(name, files_++);
    here_ = {std::move(name), 0};
}

void Verifier::line(std::string_view text)
{
    ++here_.line;
    ++lines_;
    const auto read = read_line(text);
    if (read && read->is_whole) {
        return whole(text, *read);
    }
    if (!read && !has_an_end(text)) {
        if (remains_.empty()) {
            remains_at_ = here_;
        } else {
            remains_ += '\n';
        }
        remains_ += text;
        return;
    }
    find(Finding::changed, "is not what was written: its hash is another");
    // Taken for the line that belongs here, so that one change is told once.
    last_.head.number += has_begun_ || !read ? 1 : read->number;
    if (read) {
        last_.head.hash = read->hash;
    }
    has_begun_ = true;
    last_.place = here_;
    last_.is_sure = false;
    last_.is_end = read && read->event == ended_event;
}

void Verifier::whole(std::string_view text, const ReadLine& line)
{
    check_remains(text, line);
    check_proof(line);
    check_head(line);
    if (!has_begun_) {
        begin(line);
    } else if (line.number <= last_.head.number) {
        return out_of_order(line);
    } else {
        follow(line);
    }
    has_begun_ = true;
    last_ = {{line.number, line.hash}, here_, true, line.event == ended_event};
}

void Verifier::check_remains(std::string_view text, const ReadLine& line)
{
    const bool recovers = line.event == recovered_event;
    const std::string remains = std::exchange(remains_, {});
    const bool fits = recovers && field_of(text, "what") == text_of(remains_of(remains));
    if (remains.empty() && !recovers) {
        return;
    }
    if (fits) {
        const Place& at = remains.empty() ? here_ : remains_at_;
        return find(
            Finding::remark,
            at,
            "a line that was not written to its end: the process was killed; " + text_of(here_) +
                " says so, and the chain goes on"
        );
    }
    if (remains.empty()) {
        return find(
            Finding::missing,
            "what this line says was left before it is gone: " + std::string{field_of(text, "what")}
        );
    }
    find(
        recovers ? Finding::changed : Finding::inserted,
        remains_at_,
        recovers ? "is not what " + text_of(here_) + " says was left here"
                 : std::string{"is no line of an audit log"}
    );
}

void Verifier::check_proof(const ReadLine& line)
{
    const std::string expected = options_.key ? options_.key->proof(line.hash) : "";
    if (options_.key && !same_octets(base::as_bytes(expected), base::as_bytes(line.mac))) {
        find(Finding::changed, "was written by somebody without the key, or with another key");
    }
}

void Verifier::check_head(const ReadLine& line)
{
    if (!options_.head || options_.head->number != line.number || has_seen_head_) {
        return;
    }
    has_seen_head_ = true;
    if (options_.head->hash != line.hash) {
        find(
            Finding::changed,
            "number " + std::to_string(line.number) + " had another hash when the head was noted"
        );
    }
}

void Verifier::begin(const ReadLine& line)
{
    if (line.number > 1) {
        find(
            Finding::remark,
            "begins with number " + std::to_string(line.number) +
                ": what was before is in no file that was given"
        );
    } else if (line.previous != Digest{}) {
        find(Finding::changed, "number 1 follows something: expected zeros in prev");
    }
}

void Verifier::follow(const ReadLine& line)
{
    const std::uint64_t expected = last_.head.number + 1;
    if (line.number > expected) {
        gaps_.push_back({expected, line.number - 1, here_});
    } else if (last_.is_sure && line.previous != last_.head.hash) {
        find(
            Finding::changed,
            last_.place,
            "is not the line that " + text_of(here_) +
                " follows: it was replaced, and its hash computed anew"
        );
    }
}

void Verifier::out_of_order(const ReadLine& line)
{
    const bool is_missed = std::ranges::any_of(gaps_, [&line](const Gap& gap) {
        return gap.first <= line.number && line.number <= gap.last;
    });
    if (is_missed && moved_.emplace(line.number, here_).second) {
        return find(
            Finding::moved,
            "number " + std::to_string(line.number) + " stands behind number " +
                std::to_string(last_.head.number) + " at " + text_of(last_.place)
        );
    }
    find(
        Finding::inserted,
        "number " + std::to_string(line.number) + " stands behind number " +
            std::to_string(last_.head.number) + " at " + text_of(last_.place) +
            (line.number == 1 ? ": another log begins" : ", and that number was there already")
    );
}

void Verifier::report_gaps()
{
    for (const Gap& gap : gaps_) {
        std::uint64_t first = gap.first;
        const auto report = [&](std::uint64_t end) {
            if (first < end) {
                find(
                    Finding::missing,
                    gap.place,
                    numbers(first, end - 1) + " should stand before this line"
                );
            }
        };
        for (auto at = moved_.lower_bound(first); at != moved_.end() && at->first <= gap.last;
             ++at) {
            report(at->first);
            first = at->first + 1;
        }
        report(gap.last + 1);
    }
}

void Verifier::report_end()
{
    if (!remains_.empty()) {
        find(
            Finding::remark,
            remains_at_,
            "a line that was not written to its end: the process was killed, or is writing it now; "
            "when it starts again it goes on from the line before"
        );
    }
    if (options_.head && options_.head->number > last_.head.number) {
        find(
            Finding::cut,
            last_.place,
            "is the last; when the head was noted the log went on to number " +
                std::to_string(options_.head->number)
        );
    } else if (options_.head && !has_seen_head_) {
        find(
            Finding::remark,
            last_.place,
            "number " + std::to_string(options_.head->number) +
                ", whose head was noted, is in no file that was given"
        );
    }
    if (has_begun_ && !last_.is_end) {
        find(
            Finding::remark,
            last_.place,
            "is the last, and no end of a run: iwfd runs, was killed, or lines after it are gone; "
            "compare with a head noted elsewhere (iwfctl status, --head)"
        );
    }
}

std::vector<Found> Verifier::finish()
{
    report_gaps();
    report_end();
    std::ranges::stable_sort(found_, {}, [this](const Found& found) {
        const auto file = order_.find(found.place.file);
        return std::pair{file == order_.end() ? 0 : file->second, found.place.line};
    });
    return std::exchange(found_, {});
}

} // namespace iwf::audit
