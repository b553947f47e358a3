// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "iwf/app/control/control_server.hpp"
#include "iwf/app/control/json.hpp"
#include "iwf/base/bytes.hpp"
#include "proto/mtciwf/v1/admin.pb.h"

namespace {

using namespace std::chrono_literals;
using Local = boost::asio::local::stream_protocol;

/// What the kernel takes for a socket that nobody reads yet.
constexpr std::size_t most_octets = 100'000;
constexpr auto patience = 30s;

class NoLog final : public iwf::base::Log
{
public:
    void event(iwf::base::Severity, std::string_view, std::initializer_list<iwf::base::LogField>)
        override
    {}
};

/// A server whose routes read what they get as those of iwfd do.
class World
{
public:
    World()
    {
        std::string name = (std::filesystem::temp_directory_path() / "iwf-fuzz-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) {
            std::abort();
        }
        folder_ = name;
        auto opened = iwf::control::ControlServer::open(io_, path(), routes(), log_);
        if (!opened) {
            std::abort();
        }
        server_ = *std::move(opened);
    }
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    ~World()
    {
        server_.reset();
        io_.poll();
        std::filesystem::remove_all(folder_);
    }

    /// What comes back for these octets and the end of the connection.
    std::string ask(std::string_view octets)
    {
        Local::socket caller{io_};
        caller.connect(Local::endpoint{path()});
        boost::asio::write(caller, boost::asio::buffer(octets));
        caller.shutdown(Local::socket::shutdown_send);
        std::string answer;
        bool has_ended = false;
        boost::asio::async_read(
            caller,
            boost::asio::dynamic_buffer(answer),
            [&has_ended](const boost::system::error_code&, std::size_t) { has_ended = true; }
        );
        const auto deadline = std::chrono::steady_clock::now() + patience;
        while (!has_ended) {
            if (std::chrono::steady_clock::now() > deadline) {
                std::abort(); // never answered, never closed
            }
            io_.run_one_for(1s);
        }
        io_.poll();
        return answer;
    }

private:
    [[nodiscard]] std::string path() const { return (folder_ / "socket").string(); }

    static iwf::control::Routes routes()
    {
        using iwf::control::Answer;
        using iwf::control::Request;
        return {
            {"/v1/ipsec",
             {"GET",
              [](const Request& request, const Answer& answer) {
                  std::string said;
                  for (const auto& [key, value] : request.query) {
                      said += iwf::base::printable(key) + "=" + iwf::base::printable(value) + " ";
                  }
                  answer(iwf::control::failure(400, said));
              }}},
            {"/v1/ipsec/terminate", {"POST", &echo<mtciwf::v1::TerminateRequest>}},
            {"/v1/explain", {"POST", &echo<mtciwf::v1::ExplainRequest>}},
            {"/v1/reload", {"POST", &echo<mtciwf::v1::ReloadRequest>}},
        };
    }

    template <class Wanted>
    static void echo(const iwf::control::Request& request, const iwf::control::Answer& answer)
    {
        Wanted wanted;
        const auto read = iwf::control::from_json(request.body, wanted);
        answer(
            read ? iwf::control::Response{200, iwf::control::to_json(wanted)}
                 : iwf::control::failure(400, read.error().text)
        );
    }

    std::filesystem::path folder_;
    boost::asio::io_context io_{1};
    NoLog log_;
    std::unique_ptr<iwf::control::ControlServer> server_;
};

/// Nothing, or one whole response of JSON.
bool is_response(std::string_view answer)
{
    constexpr std::string_view version = "HTTP/1.1 ";
    const std::size_t body = answer.find("\r\n\r\n");
    return answer.empty() || (answer.substr(0, version.size()) == version &&
                              body != std::string_view::npos && answer.ends_with("}\n"));
}

} // namespace

/// B6: any octets at the control socket. No crash, no hang, and nothing but a response comes back.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size)
{
    static World world;
    if (size <= most_octets && !is_response(world.ask(iwf::base::as_text({octets, size})))) {
        std::abort();
    }
    return 0;
}
