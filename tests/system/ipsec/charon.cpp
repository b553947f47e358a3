// SPDX-License-Identifier: Apache-2.0
#include "charon.hpp"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include <sys/wait.h>

namespace iwf::ipsec {
namespace {

using namespace std::chrono_literals;

constexpr auto long_enough = 30s; // on a busy machine

/// One setting a line: charon takes more on one line for one value.
constexpr const char* configuration = R"(charon {
  load_modular = no
  load = random nonce openssl kdf pem pkcs1 pkcs8 x509 pubkey constraints revocation kernel-libipsec kernel-netlink socket-default vici
  threads = 16
  retransmit_timeout = 1.0
  retransmit_tries = 3
  plugins {
    vici {
      socket = unix://@FOLDER@/charon.vici
    }
  }
  filelog {
    main {
      path = @FOLDER@/log
      default = 1
      flush_line = yes
    }
  }
}
charon-systemd {
  journal {
    default = -1
  }
}
)";

} // namespace

Charon::Charon()
{
    folder_ = "/tmp/charon.XXXXXX"; // short: the path of a socket has 107 characters at most
    if (::mkdtemp(folder_.data()) == nullptr) {
        std::perror("mkdtemp");
        std::abort();
    }
    std::string text = configuration;
    const std::string place = "@FOLDER@";
    for (auto at = text.find(place); at != std::string::npos; at = text.find(place)) {
        text.replace(at, place.size(), folder_);
    }
    std::ofstream{folder_ + "/strongswan.conf"} << text;
}

Charon::~Charon()
{
    process_.reset();
    std::filesystem::remove_all(folder_);
}

void Charon::start()
{
    // Each of these becomes the next: the process is charon.
    process_ = std::make_unique<test::ChildProcess>(std::vector<std::string>{
        "/usr/bin/unshare",
        "--net",
        "/usr/bin/env",
        "STRONGSWAN_CONF=" + folder_ + "/strongswan.conf",
        "/usr/sbin/charon-systemd",
    });
}

void Charon::signal(int number) const
{
    process_->kill(number);
}

void Charon::stop() const
{
    signal(SIGSTOP);
    // Nothing can refuse SIGSTOP: this returns when it is in force, or when the process has ended.
    siginfo_t info{};
    (void)::waitid(P_PID, static_cast<id_t>(pid()), &info, WSTOPPED | WEXITED | WNOWAIT);
}

void Charon::kill()
{
    signal(SIGKILL);
    (void)process_->await_end(long_enough);
}

std::string Charon::log() const
{
    std::stringstream text;
    text << std::ifstream{folder_ + "/log"}.rdbuf() << process_->log();
    return text.str();
}

Watched::Watched(boost::asio::io_context& io, const Charon& charon, std::vector<std::string> events)
    : io_{io}
    , client_{
          io,
          {.socket = charon.socket(), .events = std::move(events), .confirm_within = long_enough},
          {
              [this] {
                  ++connected;
                  on_connected();
              },
              [this](const std::string& reason) {
                  lost.push_back(reason);
                  on_lost(reason);
              },
              [this](const std::string& event, const vici::Message& message) {
                  on_event(event, message);
              },
          }}
{}

std::optional<vici::Message> Watched::ask(const std::string& command, const vici::Message& message)
{
    std::optional<base::Result<vici::Message>> answer;
    client_.request(command, message, Clock::now() + long_enough, [&](auto result) {
        answer = std::move(result);
    });
    if (!run_until([&] { return answer.has_value(); }, 2 * long_enough)) {
        std::abort(); // a handler that is never called: `answer` may not be left behind
    }
    error = *answer ? "" : answer->error().text;
    return *answer ? std::optional{std::move(**answer)} : std::nullopt;
}

bool Watched::run_until(const std::function<bool()>& done, std::chrono::milliseconds patience)
{
    const auto deadline = Clock::now() + patience;
    while (!done() && Clock::now() < deadline) {
        io_.restart();
        io_.run_one_for(10ms);
    }
    return done();
}

} // namespace iwf::ipsec
