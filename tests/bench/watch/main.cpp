// SPDX-License-Identifier: Apache-2.0
/// watch_bench fill DIRECTORY SUBSCRIPTIONS SERVERS
///     makes a journal with so many live subscriptions, evenly of so many servers
/// watch_bench drive IWFD_PORT SUBSCRIPTIONS SERVERS WINDOW SECONDS
///     is the HSS, whose port it says, and all servers. Goes on at each line on standard input:
///     when iwfd has come, connects the servers; then reports on random subscriptions, WINDOW at a
///     time, for SECONDS, and says how it went. A report is over when iwfd has answered it and its
///     server has it.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <sys/epoll.h>
#include <sys/socket.h>

#include "iwf/app/scs/histogram.hpp"
#include "iwf/diameter/s6t.hpp"
#include "tests/bench/watch/peer.hpp"
#include "tests/bench/watch/subscriptions.hpp"

namespace {

using namespace iwf;
using namespace iwf::bench;
using Clock = std::chrono::steady_clock;
using std::chrono::microseconds;

constexpr int patience_ms = 20'000;

class Drive
{
public:
    Drive(std::uint16_t iwfd, Population population)
        : iwfd_{iwfd}
        , population_{population}
        , epoll_{::epoll_create1(EPOLL_CLOEXEC)}
    {}

    /// The connection of iwfd to its HSS.
    void accept()
    {
        const auto [listener, port] = listen_somewhere();
        std::printf("listening %d\n", port);
        std::fflush(stdout);
        hss_ = std::make_unique<Peer>(
            ::accept(listener, nullptr, nullptr),
            hss_host,
            hss_realm,
            [this](const diameter::Message& answer) { on_answer(answer); }
        );
        watch(*hss_);
        await_open(*hss_);
    }

    void connect()
    {
        for (std::size_t server = 0; server < population_.servers; ++server) {
            auto& peer = servers_.emplace_back(std::make_unique<Peer>(
                dial(iwfd_),
                server_host(server),
                "load.example",
                [this, server](const diameter::Message& request) { on_report(server, request); }
            ));
            watch(*peer);
            peer->send_capabilities();
            await_open(*peer);
        }
    }

    void run(std::size_t window, std::chrono::duration<double> length)
    {
        const auto begin = Clock::now();
        end_ = begin + std::chrono::duration_cast<Clock::duration>(length);
        for (std::size_t i = 0; i < window; ++i) {
            report();
        }
        while (!under_way_.empty()) {
            turn();
        }
        const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
        const auto milliseconds = [this](double percent) {
            return static_cast<double>(times_.percentile(percent).count()) / 1000.0;
        };
        std::printf(
            R"({"count": %llu, "failures": %llu, "seconds": %.4f, "p50": %.3f, "p99": %.3f})"
            "\n",
            static_cast<unsigned long long>(times_.count()),
            static_cast<unsigned long long>(failures_),
            seconds,
            milliseconds(50),
            milliseconds(99)
        );
        std::fflush(stdout);
    }

private:
    struct Report
    {
        Clock::time_point sent;
        bool answered{};
        bool told{};
    };

    void watch(Peer& peer)
    {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = &peer;
        if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, peer.socket(), &event) != 0) {
            fail("epoll_ctl");
        }
    }

    void turn()
    {
        std::array<epoll_event, 256> events{};
        const int count =
            ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), patience_ms);
        if (count <= 0) {
            fail("nothing came, " + std::to_string(under_way_.size()) + " reports are under way");
        }
        for (int i = 0; i < count; ++i) {
            static_cast<Peer*>(events[static_cast<std::size_t>(i)].data.ptr)->read();
        }
    }

    void await_open(const Peer& peer)
    {
        while (!peer.is_open()) {
            turn();
        }
    }

    /// On one that nothing is under way of: iwfd tells a server one report of each at a time.
    void report()
    {
        std::size_t number = 0;
        do {
            number = random_() % population_.subscriptions;
        } while (under_way_.contains(number));
        diameter::s6t::ReportingInformationRequest request;
        request.head.session_id = hss_host + (";1;" + std::to_string(++last_));
        request.head.origin_host = hss_host;
        request.head.origin_realm = hss_realm;
        request.head.destination_host = iwf_host;
        request.head.destination_realm = iwf_realm;
        domain::EventReport told;
        told.type = domain::MonitoringType::roaming_status;
        told.roaming = domain::RoamingInformation::roaming;
        told.visited_plmn = base::Bytes{0x02, 0xF8, 0x10};
        request.reports.push_back(
            {core::reference_of(id_of(number)), iwf_host, std::nullopt, std::move(told), {}}
        );
        diameter::Message message = diameter::s6t::encode(request);
        message.header.hop_by_hop = diameter::HopByHopId{last_};
        message.header.end_to_end = diameter::EndToEndId{last_};
        numbers_.emplace(last_, number);
        under_way_[number].sent = Clock::now();
        hss_->send(message);
    }

    void on_answer(const diameter::Message& message)
    {
        const auto found = numbers_.find(message.header.hop_by_hop.value());
        if (found == numbers_.end()) {
            return;
        }
        const std::size_t number = found->second;
        numbers_.erase(found);
        const auto answer = diameter::s6t::decode_reporting_information_answer(message);
        if (!answer || !answer->head.outcome.is_success()) {
            ++failures_;
            under_way_.at(number).told = true; // no server hears of it
        }
        under_way_.at(number).answered = true;
        over(number);
    }

    void on_report(std::size_t server, const diameter::Message& message)
    {
        const auto request = diameter::s6t::decode_reporting_information_request(message);
        if (!request || request->reports.size() != 1) {
            fail("a server is sent what is no report");
        }
        diameter::s6t::ReportingInformationAnswer answer;
        answer.head = diameter::answer_head(request->head, server_host(server), "load.example");
        answer.head.outcome = {diameter::result::success, false};
        diameter::Message reply = diameter::s6t::encode(answer);
        reply.header.hop_by_hop = message.header.hop_by_hop;
        reply.header.end_to_end = message.header.end_to_end;
        servers_[server]->send(reply);
        const std::size_t number =
            population_.number_of(server, request->reports.front().reference.id);
        const auto found = under_way_.find(number);
        if (found == under_way_.end()) {
            fail("a report that was not made");
        }
        times_.add(std::chrono::duration_cast<microseconds>(Clock::now() - found->second.sent));
        found->second.told = true;
        over(number);
    }

    void over(std::size_t number)
    {
        const auto found = under_way_.find(number);
        if (!found->second.answered || !found->second.told) {
            return;
        }
        under_way_.erase(found);
        if (Clock::now() < end_) {
            report();
        }
    }

    std::uint16_t iwfd_;
    Population population_;
    int epoll_;
    std::unique_ptr<Peer> hss_;
    std::vector<std::unique_ptr<Peer>> servers_;
    std::mt19937_64 random_{42};
    std::unordered_map<std::size_t, Report> under_way_;      ///< by number of the subscription
    std::unordered_map<std::uint32_t, std::size_t> numbers_; ///< by Hop-by-Hop Identifier
    std::uint32_t last_{};
    std::uint64_t failures_{};
    scs::Histogram times_;
    Clock::time_point end_;
};

void await_line()
{
    for (int octet = 0; octet != '\n';) {
        octet = std::getchar();
        if (octet == EOF) {
            fail("standard input has ended");
        }
    }
}

int run(const std::vector<std::string>& words)
{
    const auto number = [&](std::size_t place) { return std::stoull(words[place]); };
    const std::string role = words.size() > 1 ? words[1] : "";
    if (role == "fill" && words.size() == 5) {
        fill(words[2], {number(3), number(4)});
        return EXIT_SUCCESS;
    }
    if (role != "drive" || words.size() != 7) {
        std::fputs(
            "usage: watch_bench fill DIRECTORY SUBSCRIPTIONS SERVERS | drive IWFD_PORT "
            "SUBSCRIPTIONS SERVERS WINDOW SECONDS\n",
            stderr
        );
        return 2;
    }
    Drive drive{static_cast<std::uint16_t>(number(2)), {number(3), number(4)}};
    drive.accept();
    std::puts("accepted");
    std::fflush(stdout);
    await_line();
    drive.connect();
    std::puts("connected");
    std::fflush(stdout);
    await_line();
    drive.run(number(5), std::chrono::duration<double>{std::stod(words[6])});
    return EXIT_SUCCESS;
}

} // namespace

int main(int count, char** words)
{
    return run({words, words + count});
}
