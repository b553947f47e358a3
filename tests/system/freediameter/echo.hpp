// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "iwf/diameter/message.hpp"
#include "iwf/freediameter/node.hpp"

/// Answers every request with success, and says on stdout, a line each, what the transport told it.
namespace iwf::test {

struct Behaviour
{
    bool quiet{};           ///< requests and answers are counted, not told
    bool deaf{};            ///< requests are never answered
    std::uint32_t refill{}; ///< sends again for each answer or failure, until so many were sent
};

class Echo : public diameter::TransportListener
{
public:
    Echo(freediameter::NodeConfig config, Behaviour behaviour);

    void use(freediameter::Node& node) { node_ = &node; }

    void on_open(diameter::Connection connection, std::string_view remote) override;
    void on_closed(diameter::Connection connection, std::string_view reason) override;
    void on_request(diameter::Connection connection, diameter::Message request) override;
    void on_answer(
        diameter::TransactionId transaction,
        diameter::Connection connection,
        diameter::Message answer
    ) override;
    void on_failure(diameter::TransactionId transaction, diameter::SendFailure failure) override;

    void send(diameter::PeerId peer);
    void report() const;

private:
    void again();

    const freediameter::NodeConfig config_;
    const Behaviour behaviour_;
    freediameter::Node* node_{};
    diameter::PeerId target_; ///< of the last send
    std::uint32_t sent_{};
    std::uint64_t requests_{};
    std::uint64_t answers_{};
    std::uint64_t failures_{};
    std::uint64_t refusals_{};
};

} // namespace iwf::test
